import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { KioskView } from '../../electron/contract/view.ts';
import { isLanguage, languages, type Language } from '../../electron/domain/language.ts';
import { App } from '../app.tsx';
import '../styles/index.css';
import { textSizes, themes, usualDisplay } from '../display/settings.ts';
import { applyLook } from '../display/use-display.ts';
import { fakeKiosk } from './fake-kiosk.ts';
import { previewStates, touchedStates } from './states.ts';
import './preview.css';

import type { PreviewWindow } from './window.ts';

const names = [...Object.keys(previewStates), ...Object.keys(touchedStates)];
const parameters = new URLSearchParams(window.location.search);
const wanted = parameters.get('language');
const language: Language = isLanguage(wanted) ? wanted : 'de';
const state = chosenFrom(names, parameters.get('state')) ?? 'attract';
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element #root');

const kiosk = fakeKiosk(viewOf(state, language));
const reactRoot = createRoot(root);
// Each state begins with fresh screens: what was typed or opened in the last one is gone.
let shown = 0;

const show: PreviewWindow['show'] = async (name, inLanguage, changed = {}) => {
  kiosk.show(viewOf(name, inLanguage));
  shown += 1;
  // At once, so that nothing below finds the screen before this one.
  flushSync(() => {
    reactRoot.render(<App key={shown} client={kiosk} display={{ ...usualDisplay, ...changed }} />);
  });
  await drawn(() => document.querySelector(':is(.kiosk, .attendant) :is(h1, [role=heading])'));
  for (const testId of touchedStates[name]?.touch ?? []) {
    const button = await drawn(() =>
      document.querySelector<HTMLElement>(`[data-testid="${CSS.escape(testId)}"]`),
    );
    button?.click();
    await drawn(() => document.body);
  }
};
const look: PreviewWindow['look'] = async (changed) => {
  applyLook(changed);
  await drawn(() => document.body);
};
window.einwurfPreview = { states: names, languages, kiosk, show, look };

const display = {
  theme: chosenFrom(themes, parameters.get('theme')) ?? usualDisplay.theme,
  textSize: chosenFrom(textSizes, parameters.get('size')) ?? usualDisplay.textSize,
};
void show(state, language, display);
if (!parameters.has('bare')) drawChooser();

/** A list of states and languages over the corner; `?bare` leaves it out. */
function drawChooser(): void {
  const chooser = document.createElement('form');
  chooser.className = 'preview-chooser';
  chooser.append(
    choice('state', names, state),
    choice('language', languages, language),
    choice('theme', themes, display.theme),
    choice('size', textSizes, display.textSize),
  );
  chooser.addEventListener('change', () => chooser.requestSubmit());
  document.body.append(chooser);
}

function choice(name: string, values: readonly string[], chosen: string): HTMLSelectElement {
  const select = document.createElement('select');
  select.name = name;
  select.setAttribute('aria-label', name);
  for (const value of values) {
    select.append(new Option(value, value, value === chosen, value === chosen));
  }
  return select;
}

function chosenFrom<Option extends string>(
  options: readonly Option[],
  wanted: string | null,
): Option | undefined {
  return options.find((option) => option === wanted);
}

function viewOf(name: string, inLanguage: Language): KioskView {
  const view = previewStates[touchedStates[name]?.from ?? name];
  if (view === undefined) throw new Error(`there is no state ${name}`);
  return view(inLanguage);
}

/** Waits two frames, and up to two seconds' worth until something is there. */
async function drawn<Found>(find: () => Found | null): Promise<Found | null> {
  for (let frames = 0; frames < 120; frames += 1) {
    await new Promise((frame) => requestAnimationFrame(frame));
    const found = find();
    // React's passive effects run in a task of their own after the frame.
    await new Promise((task) => setTimeout(task));
    if (frames > 0 && found !== null) return found;
  }
  return null;
}
