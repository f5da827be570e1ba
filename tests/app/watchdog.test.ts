import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { de } from '../../renderer/i18n/de.ts';
import type { LaunchedKiosk } from '../../setup/launch-kiosk.ts';
import { kioskConfig, logOn } from './support/attendants.ts';
import { startDemoSite, type DemoSite } from './support/demo-site.ts';
import { fewPixels, smallScanner } from './support/small-scans.ts';
import { documentTraces, filesWith } from './support/plain-traces.ts';
import { superviseKiosk, type SupervisedKiosk } from './support/supervised-kiosk.ts';

const PIN = '482915';

let site: DemoSite;
let kiosk: LaunchedKiosk | null = null;
let supervised: SupervisedKiosk | null = null;

beforeAll(async () => {
  site = await startDemoSite(smallScanner, {
    ...fewPixels(smallScanner),
    watchdog: { crashes: 4, withinMinutes: 60, screenSilentFor: 6 },
  });
  kioskConfig(site.kioskFolder, ['attendant', 'add', '07'], `${PIN}\n${PIN}\n`);
});
afterAll(() => site.stop());
afterEach(async () => {
  await kiosk?.close();
  await supervised?.stop();
  kiosk = null;
  supervised = null;
});

const log = (): string => readFileSync(join(site.kioskFolder, 'log', 'kiosk.jsonl'), 'utf8');

/** What the window shows: step and number of pages; asked of the main process, as pages die with their renderer. */
const shown = ({ application }: LaunchedKiosk): Promise<unknown> =>
  application.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const asked: Promise<unknown> | undefined = contents?.executeJavaScript(
      `[document.querySelector('[data-step]')?.dataset.step,
        document.querySelectorAll('[data-testid^="page-"] img').length,
        document.querySelector('main')?.innerText].join('|')`,
    );
    // A renderer that hangs never answers.
    return Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 1000))]);
  });

const within = { timeout: 40_000, interval: 250 };

const runInScreen = ({ application }: LaunchedKiosk, act: 'hang' | 'crash'): Promise<void> =>
  application.evaluate(({ BrowserWindow }, what) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (what === 'crash') contents?.forcefullyCrashRenderer();
    else contents?.executeJavaScript('for (;;);').catch(() => undefined);
  }, act);

describe('the watchdog', () => {
  it('loads a screen again that hangs, at the same step, with the pages as they were', async () => {
    kiosk = await site.launch();
    for (const id of ['begin', 'language-de', 'continue', 'start-scan'])
      await kiosk.page.locator(`[data-testid="${id}"]`).click();
    await kiosk.page.waitForSelector('[data-step="review"]');
    await runInScreen(kiosk, 'hang');
    const running = kiosk;
    await expect.poll(() => log(), within).toContain('"event":"renderer-silent"');
    await expect.poll(() => shown(running), within).toMatch(/^review\|2\|/);
  });

  it('halts a kiosk whose screen crashes again and again, with a code, until somebody has looked', async () => {
    kiosk = await site.launch();
    const running = kiosk;
    // The hanging screen of the test before was the first.
    for (let crash = 0; crash < 3; crash += 1) {
      await expect.poll(() => shown(running), within).toMatch(/^(attract|out-of-order)\|/);
      await runInScreen(running, 'crash');
    }
    await expect.poll(() => shown(running), within).toContain(de.outOfOrder.code('R4'));
    expect(log()).toContain('"level":"alarm","event":"crash-loop"');
    await kiosk.close();
    kiosk = await site.launch();
    await kiosk.page.waitForSelector('[data-step="out-of-order"]');
    await logOn(kiosk.page, '07', PIN);
    await kiosk.page.locator('[data-testid="status-crashes"]').waitFor();
    await kiosk.page.locator('[data-testid="area-service"]').click();
    await kiosk.page.locator('[data-testid="put-back"]').click();
    await kiosk.page.locator('[data-testid="take-out"]').waitFor();
    await kiosk.page.locator('[data-testid="area-close"]').click();
    await kiosk.page.waitForSelector('[data-step="attract"]');
    expect(kioskConfig(site.kioskFolder, ['audit']).said).toMatch(/^good: /);
  });

  it('tells the service manager that the application lives; one that hangs or dies is started again', async () => {
    supervised = await superviseKiosk(site.kioskFolder, 6);
    const first = Number(await supervised.next('started'));
    await supervised.next('ready');
    await supervised.next('watched');
    // Stopped, the application can do nothing any more, least of all notice.
    process.kill(first, 'SIGSTOP');
    await supervised.next('silent');
    const second = Number(await supervised.next('started'));
    await supervised.next('watched');
    expect(second).not.toBe(first);
    process.kill(second, 'SIGKILL');
    expect(await supervised.next('ended')).toBe('-9');
    await supervised.next('started');
    await supervised.next('ready');
    expect(filesWith(site.kioskFolder, documentTraces)).toEqual([]);
    expect(readFileSync(join(site.kioskFolder, 'crashes.json'), 'utf8')).toContain('"kind":"main"');
  });
});
