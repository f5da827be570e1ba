import type { Page } from 'playwright-core';
import type { JourneyStep } from '../electron/domain/journey.ts';
import type { Language } from '../electron/domain/language.ts';
import { touchOn, type Touch } from './touch.ts';

/** What the walk enters and whom it tells. */
export interface WalkOptions {
  readonly language?: Language;
  /** Typed where the site asks for it. */
  readonly caseNumber?: string;
  readonly name?: string;
  /** Id in the site's catalogue. */
  readonly topic?: string;
  /** How long the whole journey may take, in ms. */
  readonly limit?: number;
  /**
   * Called on every new screen before anything is touched on it, and once more on the scan screen when pages
   * have come and on the details screen for each question. `name` tells the screens apart.
   */
  readonly onScreen?: (name: string, page: Page) => Promise<void>;
  /** Called on the review screen; may rotate, remove, move pages. */
  readonly onReview?: (page: Page, touch: Touch) => Promise<void>;
}

/** What the receipt on the screen says. */
export interface WalkResult {
  /** As shown: "12-3456-7890-1". */
  readonly reference: string;
  readonly pageCount: string;
  readonly screens: readonly string[];
}

const LIMIT = 180_000;

interface Walk {
  readonly page: Page;
  readonly touch: Touch;
  readonly options: WalkOptions;
  readonly show: (name: string) => Promise<void>;
}

const byTestId = ({ page }: Walk, id: string) => page.locator(`[data-testid="${id}"]`);

const tap = (walk: Walk, id: string): Promise<void> => walk.touch(byTestId(walk, id));

/** The step of the screen shown. */
const stepOf = async (page: Page): Promise<JourneyStep> =>
  (await page.locator('[data-step]').first().getAttribute('data-step')) as JourneyStep;

/** Starts the scan and waits for its end; the journey goes on by itself when all paper was taken. */
const scan = async (walk: Walk): Promise<void> => {
  await tap(walk, 'start-scan');
  const ended = '[data-step]:not([data-step="scan"]), [data-testid="start-scan"]';
  await walk.page.waitForSelector(`[data-testid="stop-scan"], .scanned-page img, ${ended}`);
  await walk.page.waitForSelector(`.scanned-page img, ${ended}`);
  await walk.show('scan-running');
  await walk.page.waitForSelector(ended);
  if ((await stepOf(walk.page)) === 'scan') {
    await walk.show('scan-ended-with-a-problem');
    throw new Error('The scan ended with a problem; the last picture shows which.');
  }
};

/** Touches one key of the keyboard on the screen; letters that it does not show come from a real keyboard. */
const typeCharacter = async (walk: Walk, character: string): Promise<void> => {
  const name = character === ' ' ? 'space' : character.toLowerCase();
  const key = byTestId(walk, `key-${name}`)
    .or(byTestId(walk, `key-${character}`))
    .first();
  // The keyboard in the customer's own script is one touch away.
  if ((await key.count()) === 0 && (await byTestId(walk, 'key-layout').count()) > 0)
    await tap(walk, 'key-layout');
  if ((await key.count()) === 0) {
    // As a real keyboard's key comes; Playwright itself has none for letters beyond its own keyboard.
    const pressed = { key: character, bubbles: true, cancelable: true };
    await walk.page.locator(':focus').dispatchEvent('keydown', pressed);
    return;
  }
  const label = await key.innerText();
  const otherCase = label !== character && label.toLowerCase() === character.toLowerCase();
  if (otherCase && character !== ' ') await tap(walk, 'key-shift');
  await walk.touch(key);
};

const type = async (walk: Walk, field: string, text: string): Promise<void> => {
  await walk.touch(byTestId(walk, field));
  for (const character of text) await typeCharacter(walk, character);
  const typed = await byTestId(walk, field).inputValue();
  if (typed !== text) throw new Error(`"${text}" was typed, "${typed}" arrived.`);
};

const answerDetails = async (walk: Walk): Promise<void> => {
  const { caseNumber = '12345//0001234', name = 'Erika Mustermann' } = walk.options;
  const first = byTestId(walk, 'case-number').or(byTestId(walk, 'name'));
  await first.waitFor({ state: 'visible' });
  if (await byTestId(walk, 'case-number').isVisible()) {
    await type(walk, 'case-number', caseNumber);
    await walk.show('details-case-number');
    await tap(walk, 'continue');
    await walk.page
      .locator('[data-testid="name"], [data-step]:not([data-step="details"])')
      .first()
      .waitFor({ state: 'visible' });
  }
  if (await byTestId(walk, 'name').isVisible()) {
    await type(walk, 'name', name);
    await walk.show('details-name');
    await tap(walk, 'continue');
  }
};

const review = async (walk: Walk): Promise<void> => {
  await walk.show('review');
  await walk.options.onReview?.(walk.page, walk.touch);
  await tap(walk, 'continue');
};

/** Shows the screen, then touches its way on. */
const showAndTap = (name: JourneyStep, id: string) => async (walk: Walk) => {
  await walk.show(name);
  await tap(walk, id);
};

const shown = (name: JourneyStep) => (walk: Walk) => walk.show(name);

/** What a customer without special wishes does on each screen. */
const doOn: Readonly<Record<JourneyStep, (walk: Walk) => Promise<void>>> = {
  attract: showAndTap('attract', 'begin'),
  language: async (walk) => {
    await walk.show('language');
    await tap(walk, `language-${walk.options.language ?? 'de'}`);
  },
  prepare: showAndTap('prepare', 'continue'),
  scan: async (walk) => {
    await walk.show('scan');
    await scan(walk);
  },
  review,
  details: answerDetails,
  topic: async (walk) => {
    await walk.show('topic');
    await tap(walk, `topic-${walk.options.topic ?? 'rent'}`);
  },
  check: showAndTap('check', 'submit'),
  submitting: shown('submitting'),
  receipt: shown('receipt'),
  'look-up': shown('look-up'),
  standing: shown('standing'),
  'not-submitted': () => Promise.reject(new Error('The submission was not accepted.')),
  'out-of-order': () => Promise.reject(new Error('The kiosk says that it is out of order.')),
};

const waitForOtherStep = (page: Page, step: JourneyStep): Promise<unknown> =>
  page.waitForSelector(`[data-step]:not([data-step="${step}"])`);

/**
 * Touches through one whole journey in a real kiosk, from the attract screen to the receipt.
 * Throws where the journey does not get there within the limit.
 */
export const walk = async (page: Page, options: WalkOptions = {}): Promise<WalkResult> => {
  page.setDefaultTimeout(options.limit ?? LIMIT);
  const screens: string[] = [];
  const show = async (name: string): Promise<void> => {
    screens.push(name);
    await options.onScreen?.(name, page);
  };
  const current: Walk = { page, touch: await touchOn(page), options, show };
  await page.locator('[data-step]').first().waitFor({ state: 'visible' });
  let step = await stepOf(page);
  // Every screen is passed once; more would be going in circles.
  for (let passed = 0; step !== 'receipt' && passed < 15; passed += 1) {
    await doOn[step](current);
    await waitForOtherStep(page, step);
    step = await stepOf(page);
  }
  if (step !== 'receipt') throw new Error(`The journey went in circles: ${screens.join(', ')}`);
  await show('receipt');
  return {
    reference: await byTestId(current, 'reference').innerText(),
    pageCount: await byTestId(current, 'page-count').innerText(),
    screens,
  };
};
