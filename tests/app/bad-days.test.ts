import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { de } from '../../renderer/i18n/de.ts';
import type { DriverConfig } from '../../scanner-bridge/index.ts';
import { driverOf } from '../../setup/demo-files.ts';
import type { LaunchedKiosk } from '../../setup/launch-kiosk.ts';
import { walk } from '../../setup/unattended-journey.ts';
import { startDemoSite, type DemoSite } from './support/demo-site.ts';
import { documentTraces, filesWith } from './support/plain-traces.ts';
import { fewPixels } from './support/small-scans.ts';
import { quickJourney } from './support/quick-journey.ts';

let site: DemoSite | null = null;
let kiosk: LaunchedKiosk | null = null;

const open = async (driver: DriverConfig): Promise<{ site: DemoSite; kiosk: LaunchedKiosk }> => {
  site = await startDemoSite(driver, fewPixels(driver));
  kiosk = await site.launch();
  return { site, kiosk };
};

/** The virtual scanner with a script. */
const scripted = (...steps: readonly object[]): DriverConfig =>
  ({
    ...driverOf('virtual'),
    pageMs: 0,
    duplex: false,
    script: { version: 1, steps },
  }) as DriverConfig;

afterEach(async () => {
  await kiosk?.close();
  await site?.stop();
  kiosk = null;
  site = null;
});

const byTestId = (page: Page, id: string) => page.locator(`[data-testid="${id}"]`);

const toScan = async (page: Page): Promise<void> => {
  for (const id of ['begin', 'language-de', 'continue', 'start-scan'])
    await byTestId(page, id).click();
};

const pagesShown = (page: Page) => page.locator('[data-step="review"] [data-testid^="page-"]');

describe('a bad day at the scanner', () => {
  it.each(['jam', 'cover-open', 'double-feed'] as const)(
    'a %s leaves the pages before it intact, says so, and the rest follows',
    async (fault) => {
      const { kiosk } = await open(
        scripted({ do: 'generated', count: 2 }, { do: fault }, { do: 'generated', count: 1 }),
      );
      const { page } = kiosk;
      await toScan(page);
      await page.getByText(de.scanProblems[fault].title).first().waitFor();
      expect(await page.getByText(de.scanProblems[fault].todo).count()).toBeGreaterThan(0);
      expect(await page.locator('.scanned-page').count()).toBe(2);
      await byTestId(page, 'start-scan').click();
      await page.waitForSelector('[data-step="review"]');
      expect(await pagesShown(page).count()).toBe(3);
    },
  );

  it('a scanner that is unplugged half way keeps what it had read', async () => {
    const { kiosk } = await open(
      scripted({ do: 'generated', count: 1 }, { do: 'unplug' }, { do: 'generated', count: 1 }),
    );
    await toScan(kiosk.page);
    await kiosk.page.getByText(de.scanProblems.unplugged.title).first().waitFor();
    await byTestId(kiosk.page, 'continue').click();
    expect(await pagesShown(kiosk.page).count()).toBe(1);
  });

  it('an empty feeder and a crashed driver are named, and the next try works', async () => {
    const { kiosk } = await open(
      scripted({ do: 'nothing-loaded' }, { do: 'crash' }, { do: 'generated', count: 1 }),
    );
    const { page } = kiosk;
    await toScan(page);
    await page.getByText(de.scanProblems['nothing-loaded'].title).first().waitFor();
    await byTestId(page, 'start-scan').click();
    await page.getByText(de.scanProblems['driver-failed'].title).first().waitFor();
  });
});

describe('a bad day of the kiosk', () => {
  it('a crashed screen comes back to the same step with the same pages', async () => {
    const { kiosk } = await open(scripted({ do: 'generated', count: 2 }));
    await toScan(kiosk.page);
    await kiosk.page.waitForSelector('[data-step="review"]');
    await kiosk.application.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    });
    // The page object died with the renderer: what the window shows is asked of the main process.
    await expect
      .poll(
        () =>
          kiosk.application.evaluate(({ BrowserWindow }) => {
            const contents = BrowserWindow.getAllWindows()[0]?.webContents;
            const asked: Promise<unknown> | undefined = contents?.executeJavaScript(
              `[document.querySelector('[data-step]')?.dataset.step,
                document.querySelectorAll('[data-testid^="page-"] img').length].join()`,
            );
            // A renderer that is just going never answers.
            return Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 1000))]);
          }),
        { timeout: 20_000, interval: 200 },
      )
      .toBe('review,2');
  });

  it('with the intake down the receipt is given all the same, and the papers arrive later', async () => {
    const { site, kiosk: first } = await open(scripted({ do: 'generated', count: 2 }));
    await site.stopIntake();
    const reference = await quickJourney(first.page);
    await first.close();
    await site.startIntake();
    kiosk = await site.launch();
    expect((await site.open(reference)).documents).toHaveLength(1);
  });

  it('a broken configuration is an honest "out of order", not a white window', async () => {
    site = await startDemoSite(driverOf('virtual'));
    writeFileSync(join(site.kioskFolder, 'device.json'), '{ "use": "werl", "kiosk": ');
    kiosk = await site.launch();
    await kiosk.page.waitForSelector('[data-step="out-of-order"]');
    expect(readFileSync(join(site.kioskFolder, 'log', 'kiosk.jsonl'), 'utf8')).toContain(
      '"configuration-refused"',
    );
  });

  it('at no step do pages or names lie readable on the disk, nor in the log', async () => {
    const { site, kiosk } = await open(driverOf('virtual'));
    const name = 'Quastenflosser Zwiebelturm';
    const traces = [...documentTraces, Buffer.from(name), Buffer.from(name, 'utf16le')];
    const searched: string[] = [];
    await walk(kiosk.page, {
      name,
      onScreen: (screen) => {
        expect(filesWith(site.kioskFolder, traces), screen).toEqual([]);
        searched.push(screen);
        return Promise.resolve();
      },
    });
    await byTestId(kiosk.page, 'finish').click();
    await kiosk.page.waitForSelector('[data-step="attract"]');
    expect(filesWith(site.kioskFolder, traces)).toEqual([]);
    expect(site.output()).not.toContain('Quastenflosser');
    expect(searched).toContain('receipt');
  });
});
