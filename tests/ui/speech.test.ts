import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { openPreview, show } from './support/screens.ts';

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  page = await openPreview(browser, { width: 1280, height: 800 });
  page.setDefaultTimeout(5000);
});
afterEach(() => page.close());

const spoken = (): Promise<readonly string[]> =>
  page.evaluate(() => (window.einwurfPreview?.kiosk.spoken ?? []).map(({ text }) => text));
/** Waits until something that contains the words has been said. */
const hears = async (words: string): Promise<void> => {
  await expect.poll(async () => (await spoken()).join('\n'), { timeout: 5000 }).toContain(words);
};

/** A headset is plugged in, or taken out. */
const plug = (headset: boolean): Promise<void> =>
  page.evaluate((plugged) => {
    const kiosk = window.einwurfPreview?.kiosk;
    kiosk?.watchView((view) => {
      if (view.headset !== plugged) kiosk.show({ ...view, headset: plugged });
    })();
  }, headset);

describe('reading aloud', () => {
  it('begins when a headset is plugged in, and ends when it is taken out', async () => {
    await show(page, 'attract', 'de');
    await plug(true);
    await hears('Hier geben Sie Unterlagen ab');
    await plug(false);
    await expect.poll(async () => (await spoken()).at(-1), { timeout: 5000 }).toBe('');
    await page.keyboard.press('Tab');
    expect((await spoken()).at(-1)).toBe('');
  });

  it('is silent until somebody turns it on', async () => {
    await show(page, 'attract', 'de');
    await page.keyboard.press('Tab');
    expect(await spoken()).toEqual([]);
  });

  it('says what the screen is, then whatever has the focus', async () => {
    await show(page, 'attract', 'de');
    await page.keyboard.press('F8');
    await hears('Hier geben Sie Unterlagen ab.');
    await page.getByTestId('begin').focus();
    await hears('Unterlagen abgeben');
    await page.keyboard.press('Enter');
    await hears('Welche Sprache möchten Sie?');
    await page.getByTestId('language-uk').focus();
    await hears('Українська');
    await page.keyboard.press('Enter');
    await hears('Підготуйте документи. Так кожну сторінку буде добре видно.');
    await hears('Вийміть скоби та скріпки.');
  });

  it('says every problem with what happened, that nothing is lost, what to do and whom to ask', async () => {
    await show(page, 'scan-jam', 'de');
    await page.keyboard.press('F8');
    await hears(
      'Ein Blatt steckt fest. Nichts ist verloren: 3 Seiten sind schon gescannt. Öffnen Sie die Klappe',
    );
    await hears('Fragen Sie am Empfang.');
  });

  it('says each key as it is touched, and what the field holds', async () => {
    await show(page, 'details', 'de');
    await page.keyboard.press('F8');
    await hears('Wie lautet Ihre BG-Nummer?');
    await page.getByTestId('key-1').click();
    await page.getByTestId('key-backspace').click();
    await hears('Zeichen löschen');
    for (const key of '123456') await page.getByTestId(`key-${key}`).click();
    await hears('So sieht die Nummer nicht aus.');
    await page.getByTestId('case-number').focus();
    await hears('BG-Nummer: 123456');
  });

  it('says the reference number and repeats it on request', async () => {
    await show(page, 'receipt', 'de');
    await page.keyboard.press('F8');
    await hears('Ihre Nummer. 0147 1190 8358.');
    const before = (await spoken()).length;
    await page.keyboard.press('F9');
    await page.waitForFunction(
      (count) => (window.einwurfPreview?.kiosk.spoken ?? []).length > count,
      before,
    );
    expect((await spoken()).at(-1)).toContain('0147 1190 8358');
  });

  it('warns before everything is deleted', async () => {
    await show(page, 'idle-review', 'de', { speech: { on: true, volume: 4, speed: 3 } });
    await hears('Sind Sie noch da?');
    await hears('Sonst löschen wir zu Ihrem Schutz alle Seiten und Angaben.');
  });

  it('gets louder and slower, goes behind a curtain, and stops when turned off', async () => {
    await show(page, 'check', 'de');
    await page.getByTestId('display').click();
    await page.getByTestId('speech').click();
    await page.getByTestId('louder').click();
    await page.getByTestId('slower').click();
    await page.getByTestId('text-size-large').focus();
    await page.waitForFunction(() => {
      const last = window.einwurfPreview?.kiosk.spoken.at(-1);
      return last?.volume === 5 && last.speed === 2;
    });
    await page.getByTestId('curtain-on').click();
    await page.getByTestId('curtain').waitFor();
    await page.getByTestId('curtain').dispatchEvent('pointerdown');
    await page.getByTestId('curtain').waitFor({ state: 'detached' });
    await page.keyboard.press('F8');
    await page.waitForFunction(() => window.einwurfPreview?.kiosk.spoken.at(-1)?.text === '');
  });
});
