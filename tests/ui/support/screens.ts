import '../../../renderer/preview/window.ts';
import type { Browser, Page } from 'playwright-core';
import { inject } from 'vitest';
import type { DisplaySettings } from '../../../renderer/display/settings.ts';
import type { Language } from '../../../electron/domain/language.ts';

/** A page with the preview in it, that fails on every broken rule of the content security policy. */
export const openPreview = async (
  browser: Browser,
  size: { readonly width: number; readonly height: number },
): Promise<Page> => {
  const page = await browser.newPage({ viewport: size, reducedMotion: 'reduce' });
  await page.addInitScript(() => {
    const faults: string[] = [];
    Object.assign(window, { policyFaults: faults });
    document.addEventListener('securitypolicyviolation', (event) => {
      faults.push(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  await page.goto(`${inject('previewAddress')}?bare`);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  return page;
};

/** The preview's states by name; a preview that did not start is an error, not an empty list. */
export const statesOf = async (page: Page): Promise<readonly string[]> => {
  const states = await page.evaluate(() => window.einwurfPreview?.states ?? []);
  if (states.length < 40) throw new Error('the preview did not start');
  return states;
};

/** Shows a state and waits until it is drawn. */
export const show = async (
  page: Page,
  state: string,
  language: Language,
  display: Partial<DisplaySettings> = {},
): Promise<void> => {
  await page.evaluate(
    ([name, inLanguage, settings]) => window.einwurfPreview?.show(name, inLanguage, settings),
    [state, language, display] as const,
  );
};

/**
 * Lays the screens out without painting them: geometry needs no pixels, and painting is what takes the time.
 */
export const stopPainting = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const unseen = new CSSStyleSheet();
    unseen.replaceSync('#root, dialog { opacity: 0 !important; }');
    document.adoptedStyleSheets.push(unseen);
  });

/** What the screens asked the kiosk for since the state was shown. */
export const asked = (page: Page): Promise<readonly unknown[]> =>
  page.evaluate(() => [...(window.einwurfPreview?.kiosk.asked ?? [])]);
