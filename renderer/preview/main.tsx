import { createRoot } from 'react-dom/client';
import { isLanguage, languages, type Language } from '../../electron/domain/language.ts';
import { App } from '../app.tsx';
import '../styles/index.css';
import { textSizes, themes, usualDisplay, type DisplaySettings } from '../display/settings.ts';
import { fakeKiosk } from './fake-kiosk.ts';
import { previewStates } from './states.ts';
import './preview.css';

import './window.ts';

const parameters = new URLSearchParams(window.location.search);
const stateOf = (name: string | null, language: Language) => {
  const state = name === null ? undefined : previewStates[name];
  return (state ?? previewStates['attract'])?.(language);
};
const wanted = parameters.get('language');
const language: Language = isLanguage(wanted) ? wanted : 'de';
const first = stateOf(parameters.get('state'), language);
const root = document.getElementById('root');
if (root === null || first === undefined) throw new Error('nothing to show');

const kiosk = fakeKiosk(first);
// Each state begins with fresh screens: what was typed or opened in the last one is gone.
let shown = 0;
const reactRoot = createRoot(root);
let display: DisplaySettings = {
  ...usualDisplay,
  theme: chosenFrom(themes, parameters.get('theme')) ?? usualDisplay.theme,
  textSize: chosenFrom(textSizes, parameters.get('size')) ?? usualDisplay.textSize,
};
const draw = (): void => reactRoot.render(<App key={shown} client={kiosk} display={display} />);
window.einwurfPreview = {
  states: Object.keys(previewStates),
  languages,
  kiosk,
  show: (name, inLanguage, changed = {}) => {
    const view = stateOf(name, inLanguage);
    if (view === undefined) return;
    display = { ...usualDisplay, ...changed };
    kiosk.show(view);
    shown += 1;
    draw();
  },
};
draw();
if (!parameters.has('bare')) drawChooser(parameters.get('state') ?? 'attract', language);

/** A list of states and languages over the corner; `?bare` leaves it out. */
function drawChooser(state: string, chosen: Language): void {
  const chooser = document.createElement('form');
  chooser.className = 'preview-chooser';
  chooser.append(
    choice('state', Object.keys(previewStates), state),
    choice('language', languages, chosen),
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
