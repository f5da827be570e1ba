import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkpointNames } from '../../electron/domain/checkpoint.ts';
import { announcementName } from '../../electron/envelope/part.ts';
import type { LaunchedKiosk } from '../../setup/launch-kiosk.ts';
import type { DriverConfig } from '../../scanner-bridge/index.ts';
import { startDisplay } from '../../setup/display.mjs';
import { ordinaryAccount } from '../../setup/test-account.mjs';
import { startDemoSite, type DemoSite } from './support/demo-site.ts';
import { killableApplication } from './support/killable-application.ts';
import { documentTraces, filesWith } from './support/plain-traces.ts';
import { quickJourney } from './support/quick-journey.ts';

/** How often the power is cut at each point; `EINWURF_REPETITIONS=10 npm test -- app power-cut` for the long run. */
const REPETITIONS = Number(process.env['EINWURF_REPETITIONS'] ?? 1);
const NAME = 'Quastenflosser Zwiebelturm';

const points = checkpointNames.filter((name) => !name.startsWith('intake:'));
const scanner: DriverConfig = {
  driver: 'virtual',
  pageMs: 0,
  dpi: 75,
  sources: ['feeder'],
  duplex: false,
  sensesPaper: false,
  paper: { widthMm: 60, heightMm: 80 },
  stack: 2,
};

let site: DemoSite;
let applicationFolder: string;
let display: { readonly name: string; readonly stop: () => void };
const receipts: string[] = [];

beforeAll(async () => {
  // Delivered submissions are purged at once, so that the points of purging are passed, too.
  site = await startDemoSite(scanner, {
    storage: { keepDeliveredHours: 0 },
    scanner: { driver: scanner, dpi: 75, duplex: false },
  });
  applicationFolder = await killableApplication();
  display = await startDisplay(ordinaryAccount());
});

afterAll(async () => {
  display.stop();
  await site.stop();
  rmSync(applicationFolder, { recursive: true, force: true });
});

const launch = (env: Readonly<Record<string, string>> = {}): Promise<LaunchedKiosk> =>
  site.launch({ applicationFolder, display, env });

/** Resolves when the application is gone. */
const ended = (kiosk: LaunchedKiosk): Promise<void> => {
  const child = kiosk.application.process();
  return child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()));
};

/** One customer, and the power cut at the point. The receipt counts if it was on the screen before. */
const customerWithPowerCut = async (point: string): Promise<string | null> => {
  const kiosk = await launch({ EINWURF_KILL_AT: point }).catch((error: unknown) => {
    // What an earlier power cut left in the queue may bring the uploader to the point before the first screen.
    if (error instanceof Error && error.message.includes('has been closed')) return null;
    throw error;
  });
  if (kiosk === null) return null;
  const gone = ended(kiosk).then(() => null);
  const seen = await Promise.race([
    quickJourney(kiosk.page, { caseNumber: '', name: NAME }).catch(() => null),
    gone,
  ]);
  await gone;
  return seen;
};

const delivered = (): readonly string[] => {
  const inbox = site.keys.intake.inboxFolder;
  return readdirSync(inbox).map((id) =>
    String(decodeJwt(readFileSync(join(inbox, id, announcementName), 'utf8'))['referenceNumber']),
  );
};

const queueIsEmpty = (): boolean => {
  const spool = join(site.kioskFolder, 'spool');
  return ['ready', 'delivered', 'tmp'].every(
    (folder) =>
      !readdirSync(spool).includes(folder) || readdirSync(join(spool, folder)).length === 0,
  );
};

describe('the power is cut', () => {
  it.each(points)(
    'at %s: nothing readable remains, and the kiosk comes up again',
    async (point) => {
      for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
        const seen = await customerWithPowerCut(point);
        if (seen !== null) receipts.push(seen);
        const traces = [...documentTraces, Buffer.from(NAME), Buffer.from(NAME, 'utf16le')];
        expect(filesWith(site.kioskFolder, traces)).toEqual([]);
      }
    },
    60_000 * REPETITIONS,
  );

  it('right after the receipt is on the screen: nothing readable remains', async () => {
    const kiosk = await launch();
    const gone = ended(kiosk);
    receipts.push(await quickJourney(kiosk.page, { caseNumber: '', name: NAME }));
    kiosk.application.process().kill('SIGKILL');
    await gone;
    const traces = [...documentTraces, Buffer.from(NAME), Buffer.from(NAME, 'utf16le')];
    expect(filesWith(site.kioskFolder, traces)).toEqual([]);
  });

  it('and every receipt that was shown has exactly one document at the intake', async () => {
    const kiosk = await launch();
    receipts.push(await quickJourney(kiosk.page));
    await expect.poll(queueIsEmpty, { timeout: 60_000, interval: 100 }).toBe(true);
    await kiosk.close();
    const there = delivered();
    for (const reference of receipts)
      expect(there.filter((number) => number === reference)).toHaveLength(1);
    expect(new Set(there).size).toBe(there.length);
    // At points after the receipt it depends on the machine whether the customer sees it before the power goes.
    expect(receipts.length).toBeGreaterThan(1);
    expect(await site.open(receipts.at(-1) ?? '')).toMatchObject({
      documents: [expect.any(String)],
    });
  });
});
