import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages } from '../../electron/domain/language.ts';
import { launchBrowser } from './support/browser.ts';
import { layoutFaults } from './support/layout-faults.ts';
import { openPreview, show, statesOf } from './support/screens.ts';

/** Targets 20 mm (Colle & Hiszem 2004), keys not below 12.7 mm (VVSG 2.0). */
const LEAST = { targetMm: 20, keyMm: 12.7 };

const sizes = {
  'a 10" tablet': { width: 1280, height: 800 },
  'a 10" tablet upright': { width: 800, height: 1280 },
  'a 15.6" screen': { width: 1920, height: 1080 },
} as const;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe.each(Object.entries(sizes))('on %s', (_, size) => {
  it.each(languages)(
    'nothing is cut off, too small or on top of each other in %s',
    async (language) => {
      const page = await openPreview(browser, size);
      const faults: unknown[] = [];
      for (const state of await statesOf(page)) {
        await show(page, state, language);
        for (const fault of await page.evaluate(layoutFaults, LEAST))
          faults.push({ state, ...fault });
      }
      await page.close();
      expect(faults).toEqual([]);
    },
  );
});

describe('for assistive technology', () => {
  it('every state passes axe', async () => {
    const page = await openPreview(browser, sizes['a 10" tablet']);
    await page.evaluate(axe.source);
    const faults: unknown[] = [];
    for (const state of await statesOf(page)) {
      await show(page, state, 'de');
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
