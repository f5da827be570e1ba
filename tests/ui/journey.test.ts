import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { asked, openPreview, show } from './support/screens.ts';

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  page = await openPreview(browser, { width: 1280, height: 800 });
  page.setDefaultTimeout(30_000);
});
afterEach(() => page.close());

const touch = (testId: string): Promise<void> => page.getByTestId(testId).click();
const step = async (): Promise<string | null> =>
  page.locator('[data-step]').getAttribute('data-step');
const lastAsked = async (): Promise<unknown> =>
  (await asked(page)).filter((event) => (event as { kind: string }).kind !== 'activity').at(-1);

/** A finger comes down on an element, slides by so many pixels, and is lifted. */
const slide = async (testId: string, x: number, y: number): Promise<void> => {
  const box = await page.getByTestId(testId).boundingBox();
  if (box === null) throw new Error(`${testId} is not on the screen`);
  const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const fingers = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', at: object[]) =>
    fingers.send('Input.dispatchTouchEvent', { type, touchPoints: at as never });
  await send('touchStart', [from]);
  for (const part of [0.25, 0.5, 0.75, 1])
    await send('touchMove', [{ x: from.x + x * part, y: from.y + y * part }]);
  await send('touchEnd', []);
  await fingers.detach();
};

describe('the scanner of the site', () => {
  const drawn = () => page.locator('.scan-device .device').getAttribute('class');

  it('is drawn as it is: a feeder, one on top of a flat scanner, a glass', async () => {
    await show(page, 'scan-ready', 'de');
    expect(await drawn()).toContain('upright-feeder');
    await page.getByText('zusammen in den Einzug').waitFor();
    await show(page, 'scan-ready-feeder-on-top', 'de');
    expect(await drawn()).toContain('feeder-on-top');
    await page.getByText('zusammen in den Einzug').waitFor();
    await show(page, 'scan-ready-glass', 'de');
    expect(await drawn()).toContain('glass');
    expect(await page.getByText('Einzug').count()).toBe(0);
  });

  it('with a glass is told sheet by sheet, the writing down, the lid closed', async () => {
    await show(page, 'scan-ready-glass', 'de');
    await page.getByText('Legen Sie ein Blatt auf das Glas').waitFor();
    await page.getByText('Die Schrift zeigt nach unten. Schließen Sie den Deckel.').waitFor();
    await show(page, 'scan-running-glass', 'de');
    await page.getByText('lassen Sie den Deckel zu').waitFor();
    await show(page, 'scan-more-glass', 'de');
    await page.getByText('Legen Sie das nächste Blatt auf das Glas').waitFor();
  });

  it('says which side is up only where that matters', async () => {
    await show(page, 'prepare', 'de');
    expect(await page.locator('.card').count()).toBe(3);
    await show(page, 'prepare-writing-up', 'de');
    await page.getByText('mit der Schrift nach oben').waitFor();
    await show(page, 'prepare-writing-down', 'de');
    await page.getByText('mit der Schrift nach unten').waitFor();
    expect(await page.locator('.card').count()).toBe(4);
  });
});

describe('with a trembling hand', () => {
  it.each([
    ['across', 24, 0],
    ['downwards', 0, 24],
    ['a little', 6, 4],
  ])('a touch that slides %s counts, once', async (_way, x, y) => {
    await show(page, 'details', 'de');
    await slide('key-1', x, y);
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('[data-testid="case-number"]')?.value === '1',
    );
    await touch('key-2');
    expect(await page.getByTestId('case-number').inputValue()).toBe('12');
  });

  it('a touch that leaves its button presses nothing', async () => {
    await show(page, 'details', 'de');
    await slide('key-1', 400, 0);
    await touch('key-2');
    expect(await page.getByTestId('case-number').inputValue()).toBe('2');
  });
});

describe('by touch', () => {
  it('goes from the first screen to the scanner', async () => {
    await show(page, 'attract', 'de');
    await touch('begin');
    await touch('language-uk');
    expect(await page.locator('h1').textContent()).toBe('Підготуйте документи');
    expect(await page.locator('html').getAttribute('lang')).toBe('uk-UA');
    await touch('continue');
    await touch('start-scan');
    expect(await lastAsked()).toEqual({ kind: 'start-scan' });
    await touch('stop-scan');
    expect(await lastAsked()).toEqual({ kind: 'stop-scan' });
  });

  it('answers every question and hands in', async () => {
    await show(page, 'review', 'de');
    await touch('continue');
    for (const key of '12345//0001234') await touch(`key-${key}`);
    await touch('continue');
    for (const key of 'jürgen') await touch(`key-${key}`);
    await touch('key-space');
    for (const key of 'groß') await touch(`key-${key}`);
    expect(await page.getByTestId('name').inputValue()).toBe('Jürgen Groß');
    await touch('continue');
    expect(await lastAsked()).toEqual({
      kind: 'enter-details',
      details: { caseNumber: '12345//0001234', name: 'Jürgen Groß' },
    });
    await touch('topic-rent');
    const answers = await page.locator('.answers').innerText();
    expect(answers).toContain('12345//0001234');
    expect(answers).toContain('Jürgen Groß');
    expect(answers).toContain('Miete und Heizung');
    await touch('submit');
    expect(await step()).toBe('submitting');
  });

  it('lets nobody go on with a case number that cannot be right', async () => {
    await show(page, 'details', 'de');
    for (const key of '123456') await touch(`key-${key}`);
    expect(await page.locator('.field-status').innerText()).toContain(
      'So sieht die Nummer nicht aus',
    );
    expect(await page.getByTestId('continue').isDisabled()).toBe(true);
    await touch('key-backspace');
    expect(await page.locator('.field-status').innerText()).toContain('Zum Beispiel');
  });

  it('turns, moves and removes a page, and brings it back', async () => {
    await show(page, 'review', 'de');
    await touch('page-2');
    await touch('rotate-page');
    expect(await page.locator('.page-view .page-sheet').getAttribute('style')).toContain(
      'rotate(90deg)',
    );
    await touch('move-later');
    expect(await page.locator('h1').textContent()).toBe('Seite 3');
    await touch('remove-page');
    expect(await page.locator('.page-tile').count()).toBe(4);
    await touch('undo');
    expect(await page.locator('.page-tile').count()).toBe(5);
  });

  it('moves a page by dragging it, without opening it', async () => {
    await show(page, 'review', 'de');
    const middle = async (testId: string): Promise<{ x: number; y: number }> => {
      const box = await page.getByTestId(testId).boundingBox();
      if (box === null) throw new Error(`${testId} is not there`);
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    };
    const [from, to] = [await middle('page-1'), await middle('page-3')];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move((from.x + to.x) / 2, to.y);
    await page.mouse.move(to.x, to.y);
    expect(await page.locator('.page-drop-after').count()).toBe(1);
    await page.mouse.up();
    expect(await lastAsked()).toEqual({ kind: 'move-page', pageId: 'page-1', to: 2 });
    expect(await page.locator('.page-tile').count()).toBe(5);
    await touch('page-1');
    expect(await page.locator('.page-view').count()).toBe(1);
  });

  it('marks doubtful pages with what can be done about them, and drops none of them by itself', async () => {
    await show(page, 'review-findings', 'de');
    expect(await page.locator('.page-tile').count()).toBe(6);
    expect(await page.getByTestId('page-2').innerText()).toContain('Vielleicht leer');
    await touch('keep-2');
    expect(await page.getByTestId('page-2').innerText()).not.toContain('Vielleicht leer');
    await touch('undo');
    await touch('leave-out-2');
    expect(await page.locator('.page-tile').count()).toBe(5);
    await touch('undo');
    expect(await page.locator('.page-tile').count()).toBe(6);
    await touch('rescan-3');
    expect(await page.locator('h1').textContent()).toBe('Legen Sie Seite 3 noch einmal ein');
  });

  it('enlarges a page by two fingers, and by the button for who cannot', async () => {
    await show(page, 'page-large', 'de');
    const width = async (): Promise<number> =>
      (await page.locator('.page-view-picture .page-picture').boundingBox())?.width ?? 0;
    const whole = await width();
    const session = await page.context().newCDPSession(page);
    const fingers = (apart: number) => [
      { x: 700 - apart / 2, y: 300, id: 1 },
      { x: 700 + apart / 2, y: 300, id: 2 },
    ];
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart: number | null) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: apart === null ? [] : fingers(apart),
      });
    await send('touchStart', 100);
    await send('touchMove', 130);
    await send('touchMove', 150);
    await send('touchEnd', null);
    await session.detach();
    expect((await width()) / whole).toBeCloseTo(1.5, 1);
    await touch('zoom-out');
    expect(await width()).toBeCloseTo(whole, 0);
    await touch('zoom-in');
    expect((await width()) / whole).toBeCloseTo(2, 1);
  });

  it('scans one page again in its place', async () => {
    await show(page, 'review', 'de');
    await touch('page-2');
    await touch('rescan-page');
    expect(await page.locator('h1').textContent()).toBe('Legen Sie Seite 2 noch einmal ein');
  });

  it('keeps what was typed when the language changes', async () => {
    await show(page, 'details', 'de');
    for (const key of '12345') await touch(`key-${key}`);
    await touch('language');
    await touch('language-ar');
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    expect(await page.getByTestId('case-number').inputValue()).toBe('12345');
  });

  it('deletes everything only after asking', async () => {
    await show(page, 'check', 'de');
    await touch('end');
    await touch('end-cancel');
    expect(await step()).toBe('check');
    await touch('end');
    await touch('end-confirm');
    expect(await lastAsked()).toEqual({ kind: 'end' });
    expect(await step()).toBe('attract');
  });

  it('stays when somebody answers the idle warning', async () => {
    await show(page, 'idle-review', 'de');
    // The touch itself already ends the warning; the finger comes up over the screen beneath.
    const box = await page.getByTestId('stay').boundingBox();
    if (box === null) throw new Error('no button to stay');
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    expect(await asked(page)).toContainEqual({ kind: 'activity' });
    await page.getByTestId('idle-warning').waitFor({ state: 'detached' });
    expect(await lastAsked()).toBeUndefined();
  });

  it('hands in something else without asking for the language again', async () => {
    await show(page, 'receipt', 'tr');
    await touch('another');
    expect(await page.locator('h1').textContent()).toBe('Belgelerinizi hazırlayın');
  });

  it('writes the signed receipt into the QR code', async () => {
    await show(page, 'receipt', 'de');
    const signed = await page.locator('.qr svg').getAttribute('data-content');
    expect(signed?.split('.')).toHaveLength(3);
    expect(await page.getByTestId('reference').textContent()).toBe('0147 1190 8358');
  });

  it('asks for an earlier number, takes no wrong one, and reads what a hand scanner types', async () => {
    await show(page, 'attract', 'de');
    await touch('look-up');
    for (const digit of '014711908355') await touch(`key-${digit}`);
    expect(await page.getByTestId('ask-standing').isDisabled()).toBe(true);
    expect(await page.locator('[role=status]').textContent()).toContain('stimmt nicht');
    await touch('key-backspace');
    await touch('key-8');
    await touch('ask-standing');
    const ask = { kind: 'ask-standing', reference: '014711908358' };
    expect(await lastAsked()).toEqual(ask);
    expect(await step()).toBe('standing');
    await show(page, 'look-up', 'de');
    const payload = Buffer.from(JSON.stringify({ referenceNumber: '014711908358' }));
    await page.getByTestId('reference-field').focus();
    await page.keyboard.type(`eyJhbGciOiJFUzI1NiJ9.${payload.toString('base64url')}.c2ln`);
    await page.keyboard.press('Enter');
    expect(await lastAsked()).toEqual(ask);
  });

  it('scrolls by a touch where not everything is in sight', async () => {
    await show(page, 'review-many', 'de');
    const top = (): Promise<number> => page.locator('main').evaluate((main) => main.scrollTop);
    await touch('scroll');
    expect(await top()).toBeGreaterThan(100);
  });

  it('forgets larger text and colours when the visit ends', async () => {
    await show(page, 'check', 'de');
    await touch('display');
    await touch('text-size-largest');
    await touch('theme-contrast-dark');
    await touch('display-close');
    expect(await page.locator('html').getAttribute('data-theme')).toBe('contrast-dark');
    await touch('end');
    await touch('end-confirm');
    expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
    expect(await page.locator('html').getAttribute('data-text-size')).toBe('normal');
  });
});

describe('by keyboard or switch alone', () => {
  /** Moves on with Tab until the wanted control has the focus; at most once around. */
  const reach = async (testId: string): Promise<void> => {
    for (let presses = 0; presses < 80; presses += 1) {
      const reached = await page.evaluate(
        (wanted) => document.activeElement?.getAttribute('data-testid') === wanted,
        testId,
      );
      if (reached) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab never reached ${testId}`);
  };
  const press = async (testId: string): Promise<void> => {
    await reach(testId);
    await page.keyboard.press('Enter');
  };

  it('goes the whole way', async () => {
    await show(page, 'attract', 'de');
    await press('begin');
    await press('language-de');
    await press('continue');
    await press('start-scan');
    await show(page, 'review', 'de');
    await press('page-1');
    await press('rotate-page');
    await press('to-overview');
    await press('continue');
    await press('key-1');
    await reach('key-backspace');
    await page.keyboard.press('Space');
    await press('continue');
    await reach('name');
    // Playwright has no key for letters beyond its own keyboard's; a real keyboard sends them as keys.
    for (const key of 'Ayşe Öztürk')
      await page
        .locator(':focus')
        .dispatchEvent('keydown', { key, bubbles: true, cancelable: true });
    await page.keyboard.press('Enter');
    await press('topic-income');
    await press('submit');
    expect(await step()).toBe('submitting');
  });

  it('always shows where the focus is', async () => {
    for (const state of ['attract', 'check', 'topic', 'details', 'review']) {
      await show(page, state, 'de');
      for (let presses = 0; presses < 6; presses += 1) {
        await page.keyboard.press('Tab');
        const outline = await page.evaluate(() => {
          const focused = document.activeElement;
          // The heading is where a new screen begins, not something to press.
          return focused === null || focused.matches('body, h1')
            ? null
            : getComputedStyle(focused).outlineStyle;
        });
        expect([state, outline]).toEqual([state, outline === null ? null : 'solid']);
      }
    }
  });

  it('cannot leave an open question, and Escape answers it the safe way', async () => {
    await show(page, 'check', 'de');
    await touch('end');
    for (let presses = 0; presses < 8; presses += 1) {
      await page.keyboard.press('Tab');
      const outside = await page.evaluate(
        () => document.activeElement?.closest('dialog, body > :not(#root)') === null,
      );
      const onPage = await page.evaluate(() => document.activeElement?.closest('main, header'));
      expect([outside, onPage]).toEqual([outside, null]);
    }
    await page.keyboard.press('Escape');
    await page.getByTestId('end-dialog').waitFor({ state: 'detached' });
    expect(await step()).toBe('check');
  });
});
