import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages, type Language } from '../../electron/domain/language.ts';
import { textSizes, themes, type TextSize } from '../../renderer/display/settings.ts';
import { launchBrowser } from './support/browser.ts';
import { layoutFaults } from './support/layout-faults.ts';
import { openPreview, show, statesOf } from './support/screens.ts';

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

/**
 * EINWURF_UI=full looks at every state × language × text size × screen; otherwise at a cross-section of it.
 * EINWURF_UI_LANGUAGES=de,uk looks at these only, so that the whole can be done in parts.
 */
const full = process.env['EINWURF_UI'] === 'full';
const named = process.env['EINWURF_UI_LANGUAGES']?.split(',');
const wanted: readonly Language[] =
  named === undefined ? languages : languages.filter((language) => named.includes(language));

interface Look {
  readonly size: SizeName;
  readonly language: Language;
  readonly textSize: TextSize;
}

/** The languages with the longest words and the other script, and the largest text where room is least. */
const crossSection = ({ size, language, textSize }: Look): boolean =>
  (size === 'a 10" tablet' &&
    textSize === 'normal' &&
    ['de', 'uk', 'ru', 'ar', 'bg', 'fr'].includes(language)) ||
  (size === 'a 10" tablet' && textSize === 'largest' && ['de', 'ru'].includes(language)) ||
  (size === 'a 10" tablet upright' && textSize === 'largest' && ['ar', 'bg'].includes(language)) ||
  (size === 'a 15.6" screen' && textSize === 'normal' && language === 'de') ||
  (size === 'a 27" screen upright' && textSize === 'normal' && language === 'de');

const looks: readonly Look[] = (Object.keys(sizes) as SizeName[])
  .flatMap((size) =>
    wanted.flatMap((language) => textSizes.map((textSize) => ({ size, language, textSize }))),
  )
  .filter((look) => full || crossSection(look));

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

describe('nothing is cut off, too small or on top of each other', () => {
  it.each(looks)('in $language, text $textSize, on $size', async ({ size, language, textSize }) => {
    const page = await openPreview(browser, sizes[size]);
    const faults: unknown[] = [];
    for (const state of (await statesOf(page)).filter(differsIn(language))) {
      await show(page, state, language, { textSize });
      for (const fault of await page.evaluate(layoutFaults, LEAST)) {
        faults.push({ state, ...fault });
      }
    }
    await page.close();
    expect(faults).toEqual([]);
  });
});

describe('every state passes axe', () => {
  it.each(themes.filter((theme) => full || !theme.endsWith('light') || theme === 'light'))(
    'in the %s theme',
    async (theme) => {
      const page = await openPreview(browser, sizes['a 10" tablet']);
      await page.evaluate(axe.source);
      const faults: unknown[] = [];
      for (const state of await statesOf(page)) {
        await show(page, state, 'de', { theme });
        for (const fault of await violations(page)) faults.push({ state, fault });
      }
      await page.close();
      expect(faults).toEqual([]);
    },
  );

  it.each(wanted.filter((language) => full || language === 'ar'))('in %s', async (language) => {
    const page = await openPreview(browser, sizes['a 10" tablet']);
    await page.evaluate(axe.source);
    const faults: unknown[] = [];
    for (const state of await statesOf(page)) {
      await show(page, state, language);
      for (const fault of await violations(page)) faults.push({ state, fault });
    }
    await page.close();
    expect(faults).toEqual([]);
  });
});

describe('under the kiosk’s content security policy', () => {
  it('no screen breaks it', async () => {
    const page = await openPreview(browser, sizes['a 10" tablet']);
    for (const state of await statesOf(page)) await show(page, state, 'de');
    const faults = await page.evaluate(() => Reflect.get(window, 'policyFaults') as string[]);
    await page.close();
    expect(faults).toEqual([]);
  });
});

const violations = (page: Page): Promise<readonly string[]> =>
  page.evaluate(async () => {
    const { axe: runner } = window as unknown as { axe: typeof axe };
    const { violations: found } = await runner.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return found.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
  });
