import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages, type Language } from '../../electron/domain/language.ts';
import { textSizes, themes, type TextSize, type Theme } from '../../renderer/display/settings.ts';
import { launchBrowser } from './support/browser.ts';
import { markUnseenTexts } from './support/contrast-places.ts';
import { layoutFaults } from './support/layout-faults.ts';
import { look, openPreview, show, statesOf } from './support/screens.ts';

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
const usualSize = sizes['a 10" tablet'];

/**
 * EINWURF_UI=full looks at every state × language × text size × screen, and with axe at every state × language × theme;
 * otherwise at a cross-section of it. EINWURF_UI_LANGUAGES=de,uk and EINWURF_UI_SIZES=800x1280 look at these only, so
 * that the whole can be done in parts (four languages take about ten minutes).
 */
const full = process.env['EINWURF_UI'] === 'full';
const named = process.env['EINWURF_UI_LANGUAGES']?.split(',');
const wanted: readonly Language[] =
  named === undefined ? languages : languages.filter((language) => named.includes(language));
const glasses = process.env['EINWURF_UI_SIZES']?.split(',');
/** One test looks at all states in one language: minutes in the full form. */
const timeout = full ? 1_200_000 : 240_000;

interface Look {
  readonly size: SizeName;
  readonly textSize: TextSize;
}

const at = (size: SizeName, textSize: TextSize = 'normal'): Look => ({ size, textSize });
const everyLook: readonly Look[] = (Object.keys(sizes) as SizeName[]).flatMap((size) =>
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
    ({ size }) => glasses?.includes(`${sizes[size].width}x${sizes[size].height}`) ?? true,
  );

/** The attendant area looks the same whatever language a customer had chosen, but for the direction around it. */
const differsIn =
  (language: Language) =>
  (state: string): boolean =>
    full || !state.startsWith('attendant') || language === 'de' || language === 'ar';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('nothing is cut off, too small, on top of each other, or against the content security policy', () => {
  it.each(wanted.filter((language) => looksIn(language).length > 0))(
    'in %s',
    async (language) => {
      const page = await openPreview(browser, usualSize);
      const faults: unknown[] = [];
      for (const state of (await statesOf(page)).filter(differsIn(language))) {
        // Shown once, then only the glass and the letters change their size under it.
        await page.setViewportSize(usualSize);
        await show(page, state, language);
        let glass: SizeName = 'a 10" tablet';
        for (const { size, textSize } of looksIn(language)) {
          if (size !== glass) await page.setViewportSize(sizes[size]);
          glass = size;
          await look(page, { textSize, theme: 'light' });
          for (const fault of await page.evaluate(layoutFaults, LEAST))
            faults.push({ state, size, textSize, ...fault });
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
});

describe('every state passes axe', () => {
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
      for (const state of await statesOf(page)) {
        await show(page, state, language);
        for (const fault of await violations(page)) faults.push({ state, fault });
        for (const theme of themesLookedAt(language)) {
          await look(page, { textSize: 'normal', theme });
          for (const fault of await contrastFaults(page, theme))
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

/** The contrast of all texts (full), or of those that no state before had in this theme. */
const contrastFaults = async (page: Page, theme: Theme): Promise<readonly string[]> => {
  const options = { ...quick, runOnly: { type: 'rule', values: ['color-contrast'] } } as const;
  if (full) return run(page, wholeScreen, options);
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
