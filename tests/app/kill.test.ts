import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DriverConfig } from '../../scanner-bridge/index.ts';
import type { LaunchedKiosk } from '../../setup/launch-kiosk.ts';
import { walk } from '../../setup/unattended-journey.ts';
import { startDemoSite, type DemoSite } from './support/demo-site.ts';
import { fewPixels, smallScanner } from './support/small-scans.ts';
import { filesHolding } from './support/files-holding.ts';

/** Slow enough to be killed while it scans. */
const scanner: DriverConfig = { ...smallScanner, pageMs: 50 } as DriverConfig;

let site: DemoSite;
let kiosk: LaunchedKiosk | null = null;

beforeEach(async () => {
  site = await startDemoSite(scanner, fewPixels(scanner));
});
afterEach(async () => {
  await kiosk?.close();
  kiosk = null;
  await site.stop();
});

const CANARY = 'Kanarienvogel Dreiundzwanzig';

/** What a page or a document in the clear begins with (JFIF: every JPEG that the kiosk writes). */
const readable = [CANARY, '%PDF-1', 'JFIF'];

class Reached extends Error {}

/** Walks until a screen is shown, and kills the whole application there. */
const killAt = async (screen: string): Promise<void> => {
  const running = await site.launch();
  const journey = walk(running.page, {
    name: CANARY,
    onScreen: (name) => (name === screen ? Promise.reject(new Reached()) : Promise.resolve()),
  });
  await expect(journey).rejects.toBeInstanceOf(Reached);
  await running.kill();
};

const received = (): readonly string[] =>
  readdirSync(join(site.dataFolder, 'demo-intake', 'inbox'));

it('the search finds what is there, however it is written', () => {
  const file = join(site.dataFolder, 'left-behind');
  for (const encoding of ['utf8', 'utf16le'] as const) {
    writeFileSync(file, `before ${CANARY} after`, encoding);
    expect(filesHolding(site.dataFolder, [CANARY])).toEqual([file]);
  }
  writeFileSync(file, Buffer.from(`${CANARY} after`).toString('base64'));
  expect(filesHolding(site.dataFolder, [CANARY])).toEqual([file]);
});

describe('kill -9 of the whole application', () => {
  it.each(['scan-running', 'check', 'submitting'])(
    'at "%s": nothing readable is left, and the kiosk starts again',
    async (screen) => {
      await killAt(screen);
      expect(filesHolding(site.kioskFolder, readable)).toEqual([]);
      kiosk = await site.launch();
      const { reference } = await walk(kiosk.page);
      await site.open(reference);
      // At "submitting" the spool may have been quicker than the kill: then nobody saw a receipt, and a
      // sealed copy more arrives rather than one less.
      expect(received().length).toBeLessThanOrEqual(screen === 'submitting' ? 2 : 1);
    },
  );

  it('once the receipt is shown: the submission arrives, once', async () => {
    const running = await site.launch();
    const { reference } = await walk(running.page, { name: CANARY });
    await running.kill();
    expect(filesHolding(site.kioskFolder, readable)).toEqual([]);
    kiosk = await site.launch();
    const { documents } = await site.open(reference);
    expect(documents).toHaveLength(1);
    expect(received()).toHaveLength(1);
  });
});
