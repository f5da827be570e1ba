import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages } from '../../electron/domain/language.ts';
import { de } from '../../renderer/i18n/de.ts';
import { textsOf } from '../../renderer/i18n/index.ts';
import type { DriverConfig } from '../../scanner-bridge/index.ts';
import { driverOf } from '../../setup/demo-files.ts';
import type { LaunchedKiosk } from '../../setup/launch-kiosk.ts';
import { touchOn, type Touch } from '../../setup/touch.ts';
import { walk } from '../../setup/unattended-journey.ts';
import { scanOf } from '../support/scan-of.ts';
import { startDemoSite, type DemoSite } from './support/demo-site.ts';
import { pageNumberOn, renderedPages } from './support/rendered-pages.ts';
import { fewPixels } from './support/small-scans.ts';
import { writeDownSpeech, type Spoken } from './support/spoken.ts';

/** Quick scans of few pixels: these journeys are about people. */
const scannerWith = (steps: readonly object[], sensesPaper: boolean, more: object) => {
  const driver = {
    ...driverOf('virtual'),
    pageMs: 0,
    duplex: false,
    sensesPaper,
    script: { version: 1, steps, afterwards: 'repeat' },
  } as DriverConfig;
  const { scanner } = fewPixels(driver);
  return { driver, settings: { languages, scanner: { ...scanner, ...more } } };
};

let site: DemoSite;
/** The site's videos in sign language: one, for the second screen. */
let signs = '';
let kiosk: LaunchedKiosk;
let spoken: Spoken;
let page: Page;
let touch: Touch;

const start = async (
  steps: readonly object[],
  sensesPaper = false,
  moreOfScanner: object = {},
): Promise<void> => {
  const { driver, settings } = scannerWith(steps, sensesPaper, moreOfScanner);
  signs = mkdtempSync(join(tmpdir(), 'einwurf-signs-'));
  chmodSync(signs, 0o755);
  copyFileSync(
    join(import.meta.dirname, '../fixtures/moving-square.webm'),
    join(signs, 'prepare.webm'),
  );
  site = await startDemoSite(driver, { ...settings, signLanguageFolder: signs });
  spoken = writeDownSpeech(site.dataFolder);
  kiosk = await site.launch({ env: spoken.env });
  page = kiosk.page;
  page.setDefaultTimeout(60_000);
  touch = await touchOn(page);
};
const stop = async (): Promise<void> => {
  await kiosk.close();
  await site.stop();
  rmSync(signs, { recursive: true });
};

const byTestId = (id: string) => page.locator(`[data-testid="${id}"]`);
const tap = (id: string): Promise<void> => touch(byTestId(id).first());
const reached = (step: string) => page.waitForSelector(`[data-step="${step}"]`);

interface Said {
  readonly topic: string;
  readonly message?: string;
  readonly details: Readonly<Record<string, string>>;
  readonly documents: readonly {
    readonly pages: readonly { readonly steps: readonly { readonly step: string }[] }[];
  }[];
}

const opened = async (reference: string) => {
  const { manifest, documents } = await site.open(reference);
  return { said: JSON.parse(readFileSync(manifest, 'utf8')) as Said, pdf: documents[0] ?? '' };
};

const hears = (words: string): Promise<void> =>
  expect.poll(() => spoken.said().join('\n'), { timeout: 15_000, interval: 50 }).toContain(words);

/** A finger over the page from one point to another, both as shares of the picture. */
const wipe = async (from: readonly [number, number], to: readonly [number, number]) => {
  await byTestId('blacken-area').click({ trial: true });
  const box = await page.locator('[data-testid="blacken-area"] .page-picture').boundingBox();
  if (box === null) throw new Error('no page to wipe over');
  const at = ([x, y]: readonly [number, number]) => ({
    x: box.x + x * box.width,
    y: box.y + y * box.height,
  });
  const session = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: readonly object[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: points as never });
  await send('touchStart', [at(from)]);
  await send('touchMove', [at([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2])]);
  await send('touchMove', [at(to)]);
  await send('touchEnd', []);
  await session.detach();
  await page.locator('[data-testid="bar-remove"]:not([disabled])').waitFor();
};

describe('whole journeys in real Electron', () => {
  beforeAll(() => start([{ do: 'generated', count: 2 }, { do: 'end' }]), 120_000);
  afterAll(stop);

  it('by touch in German: two documents, a line blackened, for somebody else, with a message', async () => {
    for (const id of ['begin', 'language-de', 'help', 'sign-language', 'sign-play']) await tap(id);
    // It plays to its end, from the kiosk's own address.
    await page.getByText(de.signLanguage.again).waitFor();
    for (const id of ['sign-play', 'sign-close', 'continue', 'help']) await tap(id);
    expect(await byTestId('sign-language').count()).toBe(0);
    for (const id of ['help-close', 'start-scan']) await tap(id);
    await reached('review');
    await tap('page-1');
    // The touch right after a quick wipe counts, every time: browsers swallow the one after a fling.
    for (const quick of [0.05, 0.06, 0.07, 0.08, 0.4]) {
      await tap('blacken');
      await wipe([0.2, quick], [0.8, quick + 0.1]);
      await tap('blacken-done');
      await byTestId('next-page').first().waitFor();
    }
    await tap('next-page');
    await tap('split');
    await tap('to-overview');
    expect(await page.locator('.document-start').allInnerTexts()).toEqual([
      de.common.document(1),
      de.common.document(2),
    ]);
    for (const id of ['continue', 'for-whom', 'continue', 'continue']) await tap(id);
    await page.getByText(de.details.representativeTitle).waitFor();
    for (const key of 'ida') await tap(`key-${key}`);
    // The power of attorney is scanned along where it is asked for; nothing else is asked again.
    for (const id of ['scan-authority', 'start-scan']) await tap(id);
    await reached('review');
    expect(await page.locator('.page-tile').count()).toBe(4);
    for (const id of ['continue', 'topic-rent']) await tap(id);
    await page.getByText(de.topic.titleOf(2)).waitFor();
    for (const id of ['topic-income', 'write-message', 'key-j', 'key-a', 'message-done'])
      await tap(id);
    await tap('submit');
    await reached('receipt');
    const references = await byTestId('reference').allInnerTexts();
    expect(references).toHaveLength(2);
    const [first, second] = [await opened(references[0] ?? ''), await opened(references[1] ?? '')];
    expect(first.said).toMatchObject({
      topic: 'rent',
      message: 'Ja',
      details: { representative: 'Ida' },
    });
    expect(second.said.topic).toBe('income');
    const steps = first.said.documents[0]?.pages[0]?.steps.map(({ step }) => step);
    expect(steps).toContain('blacken');
    const [blackened] = renderedPages(first.pdf, 100);
    const [untouched] = renderedPages(second.pdf, 100);
    if (blackened === undefined || untouched === undefined) throw new Error('a page is missing');
    const darkness = ({ pixels, widthPx, heightPx }: typeof blackened) => {
      const within = Array.from(
        { length: Math.floor(heightPx * 0.06) },
        (_, row) => (Math.floor(heightPx * 0.42) + row) * widthPx + Math.floor(widthPx * 0.3),
      ).flatMap((from) => [...pixels.subarray(from, from + Math.floor(widthPx * 0.4))]);
      return Math.max(...within);
    };
    expect(darkness(blackened)).toBeLessThan(20);
    expect(darkness(untouched)).toBeGreaterThan(200);
    await tap('finish');
    await reached('attract');
  });

  it.each([
    ['ar', 'سمر الخطيب'],
    ['uk', 'Олена Шевченко'],
  ] as const)('by touch in %s, the name on the language’s own keyboard', async (language, name) => {
    const seen: string[] = [];
    const { reference } = await walk(page, {
      language,
      name,
      topic: 'certificates',
      onScreen: async (screen) => {
        if (screen === 'review') {
          expect(await page.locator('h1').innerText()).toBe(textsOf[language].review.title);
          seen.push((await page.locator('html').getAttribute('dir')) ?? '');
        }
      },
    });
    expect(seen).toEqual([language === 'ar' ? 'rtl' : 'ltr']);
    expect((await opened(reference)).said).toMatchObject({ details: { name } });
    await tap('finish');
    await reached('attract');
  });

  it('by keyboard only', async () => {
    const { keyboard } = page;
    const goTo = async (id: string): Promise<void> => {
      await byTestId(id).first().waitFor();
      for (let presses = 0; presses < 60; presses += 1) {
        const at = await page.evaluate(
          () => document.activeElement?.getAttribute('data-testid') ?? '',
        );
        if (at === id) return;
        await keyboard.press('Tab');
      }
      throw new Error(`Tab never came to ${id}`);
    };
    const press = async (id: string): Promise<void> => {
      await goTo(id);
      await keyboard.press('Enter');
    };
    for (const id of ['begin', 'language-de', 'continue', 'start-scan']) await press(id);
    await reached('review');
    await press('page-2');
    await press('rotate-page');
    await press('blacken');
    await press('bar-add');
    await press('bar-down');
    await press('blacken-done');
    await press('to-overview');
    await press('undo');
    await press('continue');
    await goTo('case-number');
    await keyboard.type('12345//0001234');
    await keyboard.press('Enter');
    await goTo('name');
    await keyboard.type('Ida Gro');
    // Playwright's keyboard has no such key; a real one sends it as a key.
    const sharp = { key: 'ß', bubbles: true, cancelable: true };
    await page.locator(':focus').dispatchEvent('keydown', sharp);
    await keyboard.press('Enter');
    await press('topic-rent');
    await press('submit');
    await reached('receipt');
    const { said } = await opened(await byTestId('reference').innerText());
    expect(said.details).toEqual({ caseNumber: '12345//0001234', name: 'Ida Groß' });
    const steps = said.documents[0]?.pages.map((sheet) => sheet.steps.map(({ step }) => step));
    expect(steps?.[1]).toContain('rotate');
    // The bar was taken back again.
    expect(steps?.flat()).not.toContain('blacken');
    await press('finish');
    await reached('attract');
  });

  it('by speech only, behind the curtain: who cannot see the screen hears all that is needed', async () => {
    const { keyboard } = page;
    /** The first words of what has the focus; none where it is a place the voice does not name. */
    const focused = (): Promise<string> =>
      page.evaluate(() => {
        const element = document.activeElement;
        if (element?.matches('button, input, [tabindex="0"]') !== true) return '';
        const label = element.getAttribute('aria-label');
        if (label !== null) return label;
        const words = element.cloneNode(true) as Element;
        for (const hidden of words.querySelectorAll('[aria-hidden=true]')) hidden.remove();
        const labelled = element instanceof HTMLInputElement ? element.labels?.[0] : undefined;
        return (labelled ?? words).textContent.trim();
      });
    /**
     * Goes on until the voice says the words, as somebody does who sees nothing: never further before it has named where
     * the focus is now, also where it reads something else in between.
     */
    const goTo = async (words: string): Promise<void> => {
      for (let presses = 0; presses < 60; presses += 1) {
        const before = spoken.said().length;
        await keyboard.press('Tab');
        const name = (await focused()).split(/\s+/)[0] ?? '';
        if (name === '') continue;
        const named = () =>
          spoken
            .said()
            .slice(before)
            .find((said) => said.startsWith(name));
        const heard = expect.poll(named, { timeout: 15_000, interval: 20, message: name });
        await heard.toBeDefined();
        if (named()?.includes(words) === true) return;
      }
      throw new Error(`the voice never said “${words}”`);
    };
    const press = async (words: string): Promise<void> => {
      await goTo(words);
      await keyboard.press('Enter');
    };
    await reached('attract');
    await keyboard.press('F8');
    await hears(`${de.attract.title}. ${de.attract.lead}`);
    await press(de.display.button);
    await press(de.display.curtain);
    await byTestId('curtain').waitFor();
    const picture = await sharp(await page.screenshot()).stats();
    expect(Math.max(...picture.channels.slice(0, 3).map(({ mean }) => mean))).toBeLessThan(12);
    await press(de.attract.start);
    await hears(de.language.title);
    await press('Deutsch');
    await hears(`${de.prepare.title}. ${de.prepare.lead}`);
    await press(de.prepare.start);
    await hears(`${de.scan.readyTitle}. ${de.scan.readyLead}`);
    await press(de.scan.start);
    await hears(de.review.title);
    await press(de.review.openPage(1));
    await hears(`${de.common.page(1)}.`);
    await press(de.page.toOverview);
    await press(de.review.confirm);
    await hears(de.details.caseNumberTitle);
    await press(de.details.skipCaseNumber);
    await hears(de.details.nameTitle);
    await press(de.details.skipName);
    await hears(de.topic.title);
    await press('Miete');
    await hears(`${de.check.title} ${de.check.lead}`);
    await press(de.check.submit(2));
    await hears(`${de.receipt.title}. ${de.receipt.lead}`);
    const reference = await byTestId('reference').innerText();
    await hears(`${de.receipt.reference}. ${reference}.`);
    await keyboard.press('F9');
    expect((await opened(reference)).said.topic).toBe('rent');
    await press(de.receipt.done);
    await reached('attract');
  });
});

describe('a page that lay crookedly on the glass', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'einwurf-crooked-'));
    const file = join(folder, 'crooked.jpg');
    const scan = await scanOf('4-form', { skew: 6, border: 100 });
    await writeFile(
      file,
      await sharp(scan).resize({ width: 1100 }).withDensity(120).jpeg().toBuffer(),
    );
    // The kiosk runs as another user where the tests run as root.
    await chmod(folder, 0o755);
    await start([{ do: 'page', file }, { do: 'end' }]);
  }, 120_000);
  afterAll(async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Width divided by height of the picture on the screen, once it is that picture and there. */
  const proportionOf = async (name: string): Promise<number> => {
    const picture = page.locator(`[data-testid="zoom"] img[src$="/${name}"]`);
    await picture.waitFor();
    const sides = () =>
      picture.evaluate((image: HTMLImageElement) => image.naturalWidth / image.naturalHeight);
    await expect.poll(sides, { timeout: 30_000 }).toBeGreaterThan(0);
    return sides();
  };

  it('is shown and handed in whole where the customer wants that, by one touch', async () => {
    for (const id of ['begin', 'language-de', 'continue', 'start-scan']) await tap(id);
    await reached('review');
    await tap('page-1');
    const cropped = await proportionOf('preview');
    await tap('show-whole');
    const whole = await proportionOf('whole-preview');
    expect(whole).toBeGreaterThan(cropped + 0.02);
    await tap('show-whole');
    expect(await proportionOf('preview')).toBeCloseTo(cropped, 3);
    await tap('show-whole');
    await proportionOf('whole-preview');
    await tap('to-overview');
    for (const id of ['continue', 'continue', 'continue', 'topic-rent', 'submit']) await tap(id);
    await reached('receipt');
    const { said, pdf } = await opened(await byTestId('reference').innerText());
    const steps = said.documents[0]?.pages[0]?.steps.map(({ step }) => step);
    expect(steps).toContain('keep-whole');
    expect(steps).not.toContain('crop');
    const [shown] = renderedPages(pdf, 50);
    expect((shown?.widthPx ?? 0) / (shown?.heightPx ?? 1)).toBeCloseTo(whole, 1);
    await tap('finish');
    await reached('attract');
  });
});

describe('a journey with every mishap of the scanner', () => {
  /** What the screen says, in the order of the script; each by one more touch on "scan". */
  const mishaps = [
    'nothing-loaded',
    'jam',
    'double-feed',
    'cover-open',
    'busy',
    'offline',
    'unplugged',
    'corrupt-page',
    'driver-failed',
    'refused-settings',
  ] as const;
  const mostPages = 8;

  beforeAll(
    () =>
      start(
        [
          { do: 'nothing-loaded' },
          { do: 'generated', count: 1 },
          { do: 'jam' },
          { do: 'generated', count: 1 },
          { do: 'double-feed' },
          { do: 'cover-open' },
          { do: 'busy' },
          { do: 'offline' },
          { do: 'unplug', returnsAs: 'virtual-elsewhere' },
          { do: 'corrupt' },
          { do: 'crash' },
          { do: 'page', file: 'there-is-no-such-page.png' },
          { do: 'hang' },
          { do: 'generated', count: 2 },
          { do: 'pause', ms: 20 },
          { do: 'duplicate' },
          { do: 'wrong-size', widthPx: 300, heightPx: 200 },
          { do: 'end' },
          { do: 'never-ending' },
        ],
        false,
        { maxPages: mostPages },
      ),
    120_000,
  );
  afterAll(stop);

  it('names each one, loses no page, and ends with all of them handed in', async () => {
    for (const id of ['begin', 'language-de', 'continue']) await tap(id);
    for (const mishap of mishaps) {
      await tap('start-scan');
      await page.locator('h1', { hasText: de.scanProblems[mishap].title }).waitFor();
      await page.getByText(de.scanProblems[mishap].todo).waitFor();
    }
    expect(await page.locator('.scanned-page').count()).toBe(2);
    // A scanner that says nothing any more: whoever stops waiting has their pages.
    for (const id of ['start-scan', 'stop-scan']) await tap(id);
    await reached('review');
    for (const id of ['scan-more', 'start-scan']) await tap(id);
    await reached('review');
    expect(await page.locator('.page-tile').count()).toBe(6);
    // A feeder that never ends ends where the site's limit is.
    for (const id of ['scan-more', 'start-scan']) await tap(id);
    await page.locator('h1', { hasText: de.scanProblems['too-many-pages'].title }).waitFor();
    await tap('continue');
    await reached('review');
    for (const id of ['continue', 'continue', 'continue', 'topic-rent', 'submit']) await tap(id);
    await reached('receipt');
    const { pdf } = await opened(await byTestId('reference').innerText());
    const sheets = renderedPages(pdf, 100);
    expect(sheets).toHaveLength(mostPages);
    const numbers = sheets.slice(0, 5).map((sheet) => pageNumberOn(sheet));
    const [first = 0, second = 0, third = 0, fourth = 0, again] = numbers;
    expect([first < second, second < third, third < fourth]).toEqual([true, true, true]);
    expect(again).toBe(fourth);
  });
});

describe('a scanner that feels paper', () => {
  beforeAll(
    () =>
      start(
        [
          { do: 'nothing-loaded', times: 4 },
          { do: 'generated', count: 2 },
          { do: 'end' },
          { do: 'generated', count: 1 },
          { do: 'end' },
        ],
        true,
      ),
    120_000,
  );
  afterAll(stop);

  it('starts by itself when paper is laid in, and tells at the end that some was left', async () => {
    await byTestId('begin').waitFor();
    await page.keyboard.press('F8');
    await hears(de.attract.title);
    for (const id of ['begin', 'language-de', 'continue']) await tap(id);
    await hears(`${de.scan.readyTitle}. ${de.scan.readyLeadItself}`);
    // Nobody touches "start".
    await reached('review');
    expect(await page.locator('.page-tile').count()).toBe(2);
    for (const id of ['continue', 'continue', 'continue', 'topic-rent', 'submit']) await tap(id);
    await reached('receipt');
    await hears(de.receipt.papersLeft);
    await tap('finish');
    await reached('attract');
    await page.getByText(de.attract.papersLeft).waitFor();
    // Neither does it keep anybody out, nor is that paper drawn into the next visit.
    for (const id of ['begin', 'language-de', 'continue']) await tap(id);
    await page.getByText(de.scan.readyLead).waitFor();
    await tap('start-scan');
    await reached('review');
  });
});
