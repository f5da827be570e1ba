import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AttendantRequest } from '../../electron/contract/attendant.ts';
import type { KioskBridge } from '../../electron/contract/requests.ts';
import { exitCodes } from '../../electron/domain/exit-code.ts';
import { de } from '../../renderer/i18n/de.ts';
import { uk } from '../../renderer/i18n/uk.ts';
import { attendantTexts } from '../../renderer/attendant/languages.ts';
import type { LaunchedKiosk } from '../../setup/launch-kiosk.ts';
import { openSealed } from '../../electron/envelope/open.ts';
import { readPrivateKeys } from '../../intake/key-folder.ts';
import { enterPin, kioskConfig, logOn, makeGesture } from './support/attendants.ts';
import { startDemoSite, type DemoSite } from './support/demo-site.ts';
import { fewPixels, smallScanner } from './support/small-scans.ts';
import { quickJourney } from './support/quick-journey.ts';

const PIN = '482915';
const OTHER_PIN = '730264';
const texts = attendantTexts.de;

let site: DemoSite;
let kiosk: LaunchedKiosk;

beforeAll(async () => {
  site = await startDemoSite(smallScanner, {
    ...fewPixels(smallScanner),
  });
  const add = ['attendant', 'add'];
  kioskConfig(site.kioskFolder, [...add, '07', '--role', 'technician'], `${PIN}\n${PIN}\n`);
  kioskConfig(site.kioskFolder, [...add, '11'], `${OTHER_PIN}\n${OTHER_PIN}\n`);
});
afterAll(() => site.stop());

beforeEach(async () => {
  kiosk = await site.launch();
  await kiosk.page.waitForSelector('[data-step="attract"]');
});
afterEach(() => kiosk.close().catch(() => undefined));

const byTestId = (page: Page, id: string) => page.locator(`[data-testid="${id}"]`);

const relaunch = async (): Promise<void> => {
  kiosk = await site.launch();
  await kiosk.page.waitForSelector('[data-step]');
};

const acts = (): readonly string[] =>
  readFileSync(join(site.kioskFolder, 'audit', 'audit.jsonl'), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const { who, act } = JSON.parse(line) as { who: string; act: string };
      return `${who} ${act}`;
    });

describe('the attendant area', () => {
  it('opens by gesture and PIN, tells how the kiosk is, and everything done there is in the audit log', async () => {
    const { page } = kiosk;
    const reference = await quickJourney(page);
    await byTestId(page, 'finish').click();
    await page.waitForSelector('[data-step="attract"]');
    await site.open(reference);

    await logOn(page, '07', PIN);
    const status = byTestId(page, 'status-lines');
    await status.waitFor();
    expect(await byTestId(page, 'status-intake').innerText()).toMatch(/^Erreichbar/);
    expect(await byTestId(page, 'status-queue').innerText()).toBe('Alles ist übertragen.');
    expect(await byTestId(page, 'status-scanner').innerText()).toMatch(/^Bereit/);
    expect(await byTestId(page, 'status-audit-log').innerText()).toMatch(/^Unverändert/);

    await byTestId(page, 'area-queue').click();
    await byTestId(page, 'queue-counts').waitFor();
    for (const digit of reference) await byTestId(page, `digit-${digit}`).click();
    await byTestId(page, 'look-up').click();
    await page.getByText(texts.queue.standings.received).waitFor();

    await byTestId(page, 'area-scanner').click();
    await byTestId(page, 'test-scanner').click();
    await byTestId(page, 'test-done').waitFor({ timeout: 30_000 });
    const width = await page
      .locator('.test-picture')
      .evaluate(async (picture: HTMLImageElement) => {
        await picture.decode();
        return picture.naturalWidth;
      });
    expect(width).toBeGreaterThan(100);

    await byTestId(page, 'area-device').click();
    await byTestId(page, 'export-logs').click();
    await page.getByText(/^Ausgegeben:/).waitFor();
    await byTestId(page, 'area-close').click();
    await page.waitForSelector('[data-step="attract"]');

    expect(acts().filter((act) => /^07 (?!.*status-seen)/.test(act))).toEqual([
      '07 logged-on',
      '07 reference-looked-up',
      '07 scanner-tested',
      '07 logs-exported',
      '07 logged-off',
    ]);
    expect(kioskConfig(site.kioskFolder, ['audit']).said).toMatch(/^good: /);
    const exported = await openedExport();
    expect(exported).toContain('\\"act\\":\\"scanner-tested\\"');
    expect(exported).toContain('"kiosk":"');
    expect(exported).not.toContain(PIN);
  });

  it('takes the kiosk out of order with words in every language, also after a restart, and puts it back', async () => {
    await logOn(kiosk.page, '11', OTHER_PIN);
    await byTestId(kiosk.page, 'area-service').click();
    await byTestId(kiosk.page, 'notice-scanner-broken').click();
    await byTestId(kiosk.page, 'back-tomorrow').click();
    await byTestId(kiosk.page, 'take-out').click();
    await byTestId(kiosk.page, 'put-back').waitFor();
    await byTestId(kiosk.page, 'area-close').click();
    const ofCustomers = async (): Promise<string> => {
      await kiosk.page.waitForSelector('[data-step="out-of-order"]');
      return kiosk.page.locator('main').innerText();
    };
    for (const said of [
      de.outOfOrder.notices['scanner-broken'],
      uk.outOfOrder.notices['scanner-broken'],
      de.outOfOrder.backAt('').trim(),
    ])
      expect(await ofCustomers()).toContain(said);
    await kiosk.kill();
    await relaunch();
    expect(await ofCustomers()).toContain(de.outOfOrder.notices['scanner-broken']);
    await logOn(kiosk.page, '11', OTHER_PIN);
    await byTestId(kiosk.page, 'area-service').click();
    await byTestId(kiosk.page, 'put-back').click();
    await byTestId(kiosk.page, 'take-out').waitFor();
    await byTestId(kiosk.page, 'area-close').click();
    await kiosk.page.waitForSelector('[data-step="attract"]');
    await quickJourney(kiosk.page);
  });

  it('stays shut after wrong PINs, also for the right one, also after pulling the plug', async () => {
    const { page } = kiosk;
    await makeGesture(page);
    const refusals = () =>
      acts().filter((act) => / (log-on-refused|number-blocked)$/.test(act)).length;
    const before = refusals();
    for (const [index, wrong] of ['900001', '900002', '900003'].entries()) {
      await enterPin(page, '07', wrong);
      // Only from here on does the screen say that it is looking, or what came of it.
      await expect.poll(refusals, { timeout: 20_000 }).toBe(before + index + 1);
      await page.waitForFunction(
        () => !document.querySelector('[data-testid="unlock-status"]')?.textContent.includes('…'),
      );
    }
    const status = byTestId(page, 'unlock-status');
    await expect.poll(() => status.innerText()).toMatch(/^Zu viele falsche Versuche/);
    await kiosk.kill();
    await relaunch();
    await makeGesture(kiosk.page);
    for (const digit of `07${PIN}`) await byTestId(kiosk.page, `digit-${digit}`).click();
    expect(await byTestId(kiosk.page, 'unlock-open').isDisabled()).toBe(true);
    // Also not by asking the main process without the keypad.
    await ask(kiosk.page, { kind: 'unlock', number: '07', pin: PIN });
    await status.waitFor({ state: 'detached' }).catch(() => undefined);
    expect(await kiosk.page.locator('[data-attendant="open"]').count()).toBe(0);
    expect(refusals()).toBeGreaterThan(before + 3);
    expect(site.output()).not.toContain(PIN);
    // Site IT lets the number in again.
    expect(kioskConfig(site.kioskFolder, ['attendant', 'unblock', '07']).code).toBe(0);
    await byTestId(kiosk.page, 'unlock-close').click();
    await logOn(kiosk.page, '07', PIN);
  });

  it('asks over a visit without touching it, and ends the visit before it opens', async () => {
    const { page } = kiosk;
    for (const id of ['begin', 'language-de', 'continue', 'start-scan'])
      await byTestId(page, id).click();
    await page.waitForSelector('[data-step="review"]');
    await makeGesture(page);
    await page.getByText(texts.unlock.visitOpen).waitFor();
    await byTestId(page, 'unlock-close').click();
    expect(await page.locator('[data-step="review"] [data-testid^="page-"]').count()).toBe(2);
    await logOn(page, '11', OTHER_PIN);
    expect(readFileSync(join(site.kioskFolder, 'log', 'kiosk.jsonl'), 'utf8')).toContain(
      '"event":"visit-ended","from":"review"',
    );
    expect(acts().slice(-2)).toEqual(['11 logged-on', '11 visit-ended']);
    // Nobody can begin a visit behind the attendant's back.
    await kiosk.page.evaluate(() => {
      const bridge = (window as unknown as { kiosk: KioskBridge }).kiosk;
      return bridge.request('customer-event', { kind: 'begin' });
    });
    expect(await kiosk.page.locator('[data-attendant="open"]').count()).toBe(1);
    await byTestId(page, 'area-close').click();
    await page.waitForSelector('[data-step="attract"]');
  });

  it('lets an attendant do no more than the role allows, whatever the screen asks for', async () => {
    await ask(kiosk.page, { kind: 'restart' });
    await logOn(kiosk.page, '11', OTHER_PIN);
    await ask(kiosk.page, { kind: 'export-logs' });
    await ask(kiosk.page, { kind: 'leave-kiosk' });
    await byTestId(kiosk.page, 'area-device').click();
    await kiosk.page.getByText(texts.device.notForYou).waitFor();
    expect(acts().at(-1)).toBe('11 logged-on');
  });

  it('lets site IT leave the kiosk, and locks it again', async () => {
    const { page } = kiosk;
    await logOn(page, '07', PIN);
    await byTestId(page, 'area-device').click();
    await byTestId(page, 'leave-kiosk').click();
    await byTestId(page, 'leave-kiosk-confirm').click();
    await byTestId(page, 'lock-again').waitFor();
    await byTestId(page, 'lock-again').click();
    await page.waitForSelector('[data-step="attract"]');
    expect(acts().slice(-2)).toEqual(['07 kiosk-left', '07 kiosk-locked-again']);
  });

  it('restarts with the exit code that means "start again"', async () => {
    const { page, application } = kiosk;
    const ended = new Promise((resolve) => application.process().once('exit', resolve));
    await logOn(page, '11', OTHER_PIN);
    await byTestId(page, 'area-device').click();
    await byTestId(page, 'restart').click();
    await byTestId(page, 'restart-confirm').click();
    expect(await ended).toBe(exitCodes.restart);
    await relaunch();
    await kiosk.page.waitForSelector('[data-step="attract"]');
  });
});

/** Asks the main process as a screen that somebody has taken over would. */
const ask = (page: Page, request: AttendantRequest): Promise<unknown> =>
  page.evaluate(
    (asked) => (window as unknown as { kiosk: KioskBridge }).kiosk.request('attendant', asked),
    request,
  );

/** The newest log export, opened with the recipient's private key. */
const openedExport = async (): Promise<string> => {
  const folder = join(site.kioskFolder, 'exports');
  const [name] = readdirSync(folder);
  if (name === undefined) throw new Error('nothing was exported');
  expect(readFileSync(join(folder, name), 'utf8')).not.toContain('kiosk');
  const keys = await readPrivateKeys(site.keys.intake.keysFolder);
  if (!keys.ok) throw new Error(keys.problem);
  const plain: Uint8Array[] = [];
  const opened = await openSealed(
    createReadStream(join(folder, name)),
    (kid) => keys.value.get(kid),
    (chunk) => {
      plain.push(chunk);
      return Promise.resolve();
    },
  );
  expect(opened).toMatchObject({ ok: true, value: { contentType: 'application/x-ndjson' } });
  return Buffer.concat(plain).toString('utf8');
};
