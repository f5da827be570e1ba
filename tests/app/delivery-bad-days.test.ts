import { chownSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LaunchedKiosk } from '../../setup/launch-kiosk.ts';
import { ensureDemoKeys } from '../../setup/demo-keys.ts';
import { ordinaryAccount } from '../../setup/test-account.mjs';
import { smallDisk } from '../support/small-disk.ts';
import { startDemoSite, type DemoSite } from './support/demo-site.ts';
import { quickJourney } from './support/quick-journey.ts';
import { fewPixels, smallScanner } from './support/small-scans.ts';

// Bad days of delivery in the real application: Electron's own TLS, its uploader process, its screens and its log.

let site: DemoSite;
let kiosk: LaunchedKiosk | null = null;

beforeEach(async () => {
  site = await startDemoSite(smallScanner, fewPixels(smallScanner));
});
afterEach(async () => {
  await kiosk?.close();
  kiosk = null;
  await site.stop();
});

const launch = async (): Promise<LaunchedKiosk> => (kiosk = await site.launch());
const close = async (): Promise<void> => {
  await kiosk?.close();
  kiosk = null;
};

type LogLine = Readonly<Record<string, unknown>>;

/** The alarms of the uploader that stand in the kiosk's log. */
const alarms = (): readonly LogLine[] => {
  const file = join(site.kioskFolder, 'log', 'kiosk.jsonl');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as LogLine)
    .filter(({ event }) => event === 'uploader-alarm');
};
const alarmed = (alarm: LogLine): Promise<void> =>
  expect
    .poll(alarms, { timeout: 40_000, interval: 200 })
    .toContainEqual(expect.objectContaining(alarm));

const inSpool = (state: string): readonly string[] =>
  readdirSync(join(site.kioskFolder, 'spool', state));
const referenceOf = (id: string): string => {
  const file = join(site.kioskFolder, 'spool', 'ready', id, 'announcement.jws');
  return String(decodeJwt(readFileSync(file, 'utf8').trim())['referenceNumber']);
};
const finish = async (page: Page): Promise<void> => {
  await page.locator('[data-testid="finish"]').click();
};

describe('a bad day of delivery', () => {
  it('an intake that shows a stranger’s certificate gets nothing; receipts go on, and all arrives later', async () => {
    const device = join(site.kioskFolder, 'device.json');
    const before = readFileSync(device, 'utf8');
    const settings = JSON.parse(before) as { transport: { caFile: string } };
    const stranger = await ensureDemoKeys(join(site.dataFolder, 'stranger'));
    writeFileSync(
      join(site.kioskFolder, 'keys', 'expected-ca.pem'),
      readFileSync(stranger.kiosk.caFile),
    );
    settings.transport.caFile = 'keys/expected-ca.pem';
    writeFileSync(device, JSON.stringify(settings));
    const reference = await quickJourney((await launch()).page);
    await alarmed({ status: 'attempt-failed', reason: 'certificate-refused' });
    expect(inSpool('ready')).toHaveLength(1);
    await close();
    writeFileSync(device, before);
    await launch();
    expect((await site.open(reference)).documents).toHaveLength(1);
  });

  it('a submission damaged on the disk is set aside with an alarm, and the next one arrives', async () => {
    await site.stopIntake();
    const { page } = await launch();
    const damaged = await quickJourney(page);
    await finish(page);
    const whole = await quickJourney(page);
    await close();
    const id = inSpool('ready').find((one) => referenceOf(one) === damaged) ?? '';
    const file = join(site.kioskFolder, 'spool', 'ready', id, 'document-1.jwe');
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    await site.startIntake();
    await launch();
    expect((await site.open(whole)).documents).toHaveLength(1);
    await alarmed({ status: 'damaged', reason: 'part-wrong-hash' });
    expect(inSpool('corrupt')).toEqual([id]);
  });

  it.skipIf(process.getuid?.() !== 0)(
    'a disk that gets full takes nobody to the scanner, loses nothing, and is taken up again with room',
    async () => {
      const spool = join(site.kioskFolder, 'spool');
      const disk = smallDisk(spool, 60);
      if (disk === null) throw new Error('root, and yet no tmpfs could be mounted here');
      try {
        const { uid, gid } = ordinaryAccount();
        chownSync(spool, uid ?? 0, gid ?? 0);
        const device = join(site.kioskFolder, 'device.json');
        const settings = JSON.parse(readFileSync(device, 'utf8')) as object;
        const storage = { reserveMegabytes: 50, keepDeliveredHours: 72 };
        writeFileSync(device, JSON.stringify({ ...settings, storage }));
        await site.stopIntake();
        const { page } = await launch();
        await quickJourney(page);
        await finish(page);
        const filler = join(spool, 'filler');
        writeFileSync(filler, Buffer.alloc(20_000_000));
        await page.locator('[data-step="out-of-order"]').waitFor({ timeout: 40_000 });
        expect(inSpool('ready')).toHaveLength(1);
        rmSync(filler);
        await page.locator('[data-step="attract"]').waitFor({ timeout: 40_000 });
        await close();
        expect(inSpool('ready')).toHaveLength(1);
      } finally {
        await close();
        disk.unmount();
      }
    },
  );
});
