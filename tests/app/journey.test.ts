import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { generatedPage } from '../../scanner-bridge/drivers/virtual/generated-page.ts';
import { de } from '../../renderer/i18n/de.ts';
import { readVerifyingKeys, verifyReceipt } from '../../intake/receipt-verifier.ts';
import { driverOf } from '../../setup/demo-files.ts';
import type { LaunchedKiosk } from '../../setup/launch-kiosk.ts';
import type { Touch } from '../../setup/touch.ts';
import { walk } from '../../setup/unattended-journey.ts';
import type { DriverConfig } from '../../scanner-bridge/index.ts';
import { startPrintServer, type PrintServer } from '../support/print-server.ts';
import { startDemoSite, type DemoSite } from './support/demo-site.ts';
import { fewPixels } from './support/small-scans.ts';
import { meanDifference, pageNumberOn, renderedPages } from './support/rendered-pages.ts';

let site: DemoSite | null = null;
let kiosk: LaunchedKiosk | null = null;
let printer: PrintServer | null = null;

const open = async (
  driver: DriverConfig,
  settings = {},
  env = {},
): Promise<{ site: DemoSite; kiosk: LaunchedKiosk }> => {
  site = await startDemoSite(driver, settings);
  kiosk = await site.launch({ env });
  return { site, kiosk };
};

afterEach(async () => {
  await kiosk?.close();
  await site?.stop();
  await printer?.stop();
  kiosk = null;
  printer = null;
  site = null;
});

const byTestId = (page: Page, id: string) => page.locator(`[data-testid="${id}"]`);

/** Turns the second page by a quarter to the right. */
const turnSecondPage = async (page: Page, touch: Touch): Promise<void> => {
  await touch(byTestId(page, 'page-2'));
  await touch(byTestId(page, 'rotate-page'));
  await touch(byTestId(page, 'to-overview'));
};

/** What a program nobody here wrote reads on a printed receipt. */
const wordsOn = (pdf: Uint8Array = new Uint8Array()): string =>
  execFileSync('pdftotext', ['-', '-'], { input: pdf, encoding: 'utf8' });

const documentOf = async (reference: string): Promise<string> => {
  const opened = await site?.open(reference);
  expect(opened?.documents).toHaveLength(1);
  return opened?.documents[0] ?? '';
};

describe('a whole journey in real Electron, sandboxed, as an ordinary account', () => {
  it('hands in what was scanned: every page, in order, turned as the customer turned it', async () => {
    const { kiosk } = await open({
      ...driverOf('virtual'),
      pageMs: 50,
      duplex: false,
    } as DriverConfig);
    const { reference } = await walk(kiosk.page, { onReview: turnSecondPage });
    const pages = renderedPages(await documentOf(reference), 300);
    expect(pages.map((page, index) => pageNumberOn(page, index === 1))).toEqual([1, 2, 3]);
    const [first, second] = pages;
    if (first === undefined || second === undefined) throw new Error('pages are missing');
    expect(second.widthPx).toBeGreaterThan(second.heightPx);
    const scanned = generatedPage(1, first.widthPx, first.heightPx, 1);
    if (scanned.format !== 'raw') throw new Error('generated pages are raw');
    expect(meanDifference(first, scanned.data)).toBeLessThan(2);
  });

  it('gives a receipt that verifies offline, also on paper, and tells whoever comes back with its number', async () => {
    const server = await startPrintServer();
    printer = server;
    const paper = { widthMm: 105, heightMm: 148 };
    const { site, kiosk } = await open(
      driverOf('virtual'),
      { ...fewPixels(driverOf('virtual')), receiptPrinter: { name: server.queue, paper } },
      server.env,
    );
    const { page } = kiosk;
    const { reference, pageCount } = await walk(page);
    const signed = (await page.locator('.qr svg').getAttribute('data-content')) ?? '';
    await byTestId(page, 'print-receipt').click();
    await page.getByText(de.receipt.printed).waitFor();
    expect(server.papers).toHaveLength(1);
    expect(wordsOn(server.papers[0])).toContain(reference);
    expect(server.spooled()).toEqual([]);
    const { receipt } = await site.open(reference);
    const keys = await readVerifyingKeys([site.keys.intake.kiosksFolder]);
    const verified = await verifyReceipt(signed, (kid) => keys.get(kid));
    const digits = reference.replaceAll(' ', '');
    expect(verified).toMatchObject({
      ok: true,
      value: { level: 'R0', content: { referenceNumber: digits, transmitted: false } },
    });
    expect(pageCount).toContain(String(verified.ok ? verified.value.content['pageCount'] : ''));
    const { delivery } = JSON.parse(readFileSync(receipt, 'utf8')) as {
      delivery: { jobId: string };
    };
    const announcement = readFileSync(
      join(site.keys.intake.inboxFolder, delivery.jobId, 'announcement.jws'),
    );
    const fingerprint = createHash('sha256').update(announcement).digest('hex').slice(0, 16);
    expect(verified.ok ? verified.value.content : {}).toMatchObject({
      jobId: delivery.jobId,
      fingerprint,
    });
    await byTestId(page, 'finish').click();
    await byTestId(page, 'look-up').click();
    await byTestId(page, 'reference-field').click();
    await page.keyboard.type(digits);
    await byTestId(page, 'ask-standing').click();
    await page.locator('[data-testid="standing"][data-state="received"]').waitFor();
  });

  it('brings what the customer typed into the sealed manifest, and only there', async () => {
    const { site, kiosk } = await open(driverOf('virtual'), fewPixels(driverOf('virtual')));
    const { reference } = await walk(kiosk.page, {
      language: 'uk',
      name: 'Олена Шевченко',
      topic: 'income',
    });
    const { manifest, receipt } = await site.open(reference);
    const said: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
    expect(said).toMatchObject({
      language: 'uk',
      topic: 'income',
      details: { caseNumber: '12345//0001234', name: 'Олена Шевченко' },
    });
    const [{ pages }] = (said as { documents: [{ pages: { steps: { step: string }[] }[] }] })
      .documents;
    for (const { steps } of pages) expect(steps.map(({ step }) => step)).toContain('code');
    expect(readFileSync(receipt, 'utf8')).not.toContain('Шевченко');
    expect(site.output()).not.toContain('Шевченко');
  });

  it('takes ten sheets from the feeder of a SANE device', async () => {
    const { kiosk } = await open(driverOf('scanimage:test:0'));
    const { reference } = await walk(kiosk.page);
    expect(renderedPages(await documentOf(reference), 30)).toHaveLength(10);
  });

  it('scans the picture of a page through SANE', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'einwurf-picture-'));
    chmodSync(folder, 0o755);
    const picture = join(folder, 'page.ppm');
    const { data, info } = await sharp(join(import.meta.dirname, '../fixtures/pages/page-1.jpg'))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    writeFileSync(
      picture,
      Buffer.concat([Buffer.from(`P6\n${info.width} ${info.height}\n255\n`), data]),
    );
    try {
      const { kiosk } = await open({
        ...driverOf('scanimage:pnm:0'),
        options: { filename: picture },
      } as DriverConfig);
      const { reference } = await walk(kiosk.page);
      const [page, ...more] = renderedPages(await documentOf(reference), 72, info.width);
      expect(more).toEqual([]);
      const grey = await sharp(data, { raw: info }).greyscale().raw().toBuffer();
      expect(page === undefined ? 255 : meanDifference(page, new Uint8Array(grey))).toBeLessThan(4);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
