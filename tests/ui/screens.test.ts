import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages, type Language } from '../../electron/domain/language.ts';
import { textSizes, themes, type TextSize, type Theme } from '../../renderer/display/settings.ts';
import { launchBrowser } from './support/browser.ts';
import { markUnseenTexts } from './support/contrast-places.ts';
import { layoutFaults, type LayoutFault } from './support/layout-faults.ts';
import { openPreview, show, statesOf, stopPainting } from './support/screens.ts';

/** Targets 20 mm (Colle & Hiszem 2004), keys not below 12.7 mm (VVSG 2.0). */
const LEAST = { targetMm: 20, keyMm: 12.7 };

const sizes = {
  'a 10" tablet': { width: 1280, height: 800 },
  'a 10" tablet upright': { width: 800, height: 1280 },
  'a 15.6" screen': { width: 1920, height: 1080 },
  'a 15.6" screen upright': { width: 1080, height: 1920 },
  'a 27" screen': { width: 2560, height: 1440 },
  'a 27" screen upright': { width: 1440, height: 2560 },
} as const;
type SizeName = keyof typeof sizes;
const sizeNames = Object.keys(sizes) as SizeName[];
const usualSize = sizes['a 10" tablet'];

/**
 * EINWURF_UI=full looks at every state × language × text size × screen, and with axe at every state × language × theme;
 * otherwise at a cross-section of it. EINWURF_UI_LANGUAGES=de,uk, EINWURF_UI_SIZES=800x1280, EINWURF_UI_TEXT_SIZES=normal and
 * EINWURF_UI_STATES=page
 * (what names begin with) look at these only, so that the whole can be done in parts (four languages take about ten
 * minutes).
 */
const full = process.env['EINWURF_UI'] === 'full';
const named = process.env['EINWURF_UI_LANGUAGES']?.split(',');
const wanted: readonly Language[] =
  named === undefined ? languages : languages.filter((language) => named.includes(language));
const glasses = process.env['EINWURF_UI_SIZES']?.split(',');
const letters = process.env['EINWURF_UI_TEXT_SIZES']?.split(',');
const beginnings = process.env['EINWURF_UI_STATES']?.split(',') ?? [''];
const isWanted = (state: string): boolean =>
  beginnings.some((beginning) => state.startsWith(beginning));
/** One test looks at all states in one language: minutes in the full form. */
const timeout = full ? 1_200_000 : 240_000;

interface Look {
  readonly size: SizeName;
  readonly textSize: TextSize;
}

const at = (size: SizeName, textSize: TextSize = 'normal'): Look => ({ size, textSize });
const everyLook: readonly Look[] = sizeNames.flatMap((size) =>
  textSizes.map((textSize) => at(size, textSize)),
);
/** The languages with the longest words and the other script, and the largest text where room is least. */
const crossSection: Readonly<Partial<Record<Language, readonly Look[]>>> = {
  de: [
    at('a 10" tablet'),
    at('a 10" tablet', 'largest'),
    at('a 15.6" screen'),
    at('a 27" screen upright'),
  ],
  ru: [at('a 10" tablet'), at('a 10" tablet', 'largest')],
  ar: [at('a 10" tablet'), at('a 10" tablet upright', 'largest')],
  bg: [at('a 10" tablet'), at('a 10" tablet upright', 'largest')],
  uk: [at('a 10" tablet')],
  fr: [at('a 10" tablet')],
};
const looksIn = (language: Language): readonly Look[] =>
  (full ? everyLook : (crossSection[language] ?? [])).filter(
    ({ size, textSize }) =>
      (glasses?.includes(`${sizes[size].width}x${sizes[size].height}`) ?? true) &&
      (letters?.includes(textSize) ?? true),
  );

/** The attendant area looks the same whatever language a customer had chosen, but for the direction around it. */
const differsIn =
  (language: Language) =>
  (state: string): boolean =>
    isWanted(state) &&
    (full || !state.startsWith('attendant') || language === 'de' || language === 'ar');

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe.concurrent(
  'nothing is cut off, too small, on top of each other, or against the policy',
  () => {
    it.each(wanted.filter((language) => looksIn(language).length > 0))(
      'in %s',
      async (language) => {
        const page = await openPreview(browser, usualSize);
        await stopPainting(page);
        await page.evaluate(`window.layoutFaults = ${layoutFaults.toString()}`);
        const faults: unknown[] = [];
        for (const state of (await statesOf(page)).filter(differsIn(language))) {
          // Shown once, then only the glass and the letters change their size under it.
          await page.setViewportSize(usualSize);
          await show(page, state, language);
          for (const size of sizeNames) {
            const textSizesHere = looksIn(language)
              .filter((one) => one.size === size)
              .map(({ textSize }) => textSize);
            if (textSizesHere.length === 0) continue;
            await page.setViewportSize(sizes[size]);
            for (const fault of await geometryFaults(page, textSizesHere))
              faults.push({ state, size, ...fault });
          }
        }
        const policyFaults = await page.evaluate(
          () => Reflect.get(window, 'policyFaults') as string[],
        );
        await page.close();
        expect(faults).toEqual([]);
        expect(policyFaults).toEqual([]);
      },
      timeout,
    );
  },
);

/** What is wrong with the state shown, at each of these text sizes. */
const geometryFaults = (
  page: Page,
  textSizesHere: readonly TextSize[],
): Promise<readonly (LayoutFault & { readonly textSize: TextSize })[]> =>
  page.evaluate(
    async ([each, least]) => {
      const measure = Reflect.get(window, 'layoutFaults') as typeof layoutFaults;
      const found = [];
      for (const textSize of each) {
        await window.einwurfPreview?.look({ textSize, theme: 'light' });
        found.push(...measure(least).map((fault) => ({ textSize, ...fault })));
      }
      return found;
    },
    [textSizesHere, LEAST] as const,
  );

describe.concurrent('every state passes axe', () => {
  /** What does not depend on colours is the same in every theme. */
  const languagesLookedAt = wanted.filter(
    (language) => full || language === 'de' || language === 'ar',
  );

  it.each(languagesLookedAt)(
    'in %s',
    async (language) => {
      const page = await openPreview(browser, usualSize);
      await page.evaluate(axe.source);
      const faults: unknown[] = [];
      for (const state of (await statesOf(page)).filter(isWanted)) {
        await show(page, state, language);
        for (const fault of await violations(page)) faults.push({ state, fault });
        for (const theme of themesLookedAt(language)) {
          // Colours need no frame: axe reads them from the styles.
          await page.evaluate((chosen) => {
            document.documentElement.dataset['theme'] = chosen;
          }, theme);
          for (const fault of await contrastFaults(page, theme, wholly.includes(language)))
            faults.push({ state, theme, fault });
        }
      }
      await page.close();
      expect(faults).toEqual([]);
    },
    timeout,
  );
});

/** Colours do not depend on the language. */
const themesLookedAt = (language: Language): readonly Theme[] => {
  if (full) return themes;
  return language === 'de' ? ['light', 'dark', 'contrast-dark'] : [];
};

const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const quick = { resultTypes: ['violations'], iframes: false, preload: false } as const;

/** For `run`: not only some elements. */
const wholeScreen = null;

/** All rules but the one about colours. */
const violations = (page: Page): Promise<readonly string[]> =>
  run(page, wholeScreen, {
    ...quick,
    runOnly: levels,
    rules: { 'color-contrast': { enabled: false } },
  });

/** Attribute of the texts whose contrast is to be measured. */
const MARK = 'data-unseen';

/** The full form measures every text of every state in one language of each direction; colours come from classes only. */
const wholly: readonly Language[] = full ? ['de', 'ar'] : [];

/** The contrast of all texts, or of those whose classes no state before had in this theme and language. */
const contrastFaults = async (
  page: Page,
  theme: Theme,
  everyText: boolean,
): Promise<readonly string[]> => {
  const options = { ...quick, runOnly: { type: 'rule', values: ['color-contrast'] } } as const;
  if (everyText) return run(page, wholeScreen, options);
  const unseen = await page.evaluate(markUnseenTexts, [theme, MARK] as const);
  return unseen === 0 ? [] : run(page, [`[${MARK}]`], options);
};

const run = (
  page: Page,
  among: readonly string[] | null,
  options: object,
): Promise<readonly string[]> =>
  page.evaluate(
    async ([include, settings]) => {
      const { axe: runner } = window as unknown as { axe: typeof axe };
      const context = include === null ? document : { include: [...include] };
      const { violations: found } = await runner.run(context, settings as axe.RunOptions);
      return found.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
      );
    },
    [among, options] as const,
  );
