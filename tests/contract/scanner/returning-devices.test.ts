import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  createHostedScanner,
  parseDriverConfig,
  type Scanner,
  type ScanSettings,
} from '../../../scanner-bridge/index.ts';
import { startEsclSimulator, type EsclSimulator } from '../../simulators/escl/escl-simulator.ts';
import { spawnInProcess } from '../../support/in-process-host.ts';
import { encodedPage } from '../../support/scanner-pages.ts';
import { observe, type Observed } from './observe.ts';

// eSCL devices that come back under another port: escl-deviations.test.ts. A TWAIN source has no port: its manager gives
// it a new number each time and it is known by its names, so every TWAIN case of the contract is one of these.

const folder = mkdtempSync(join(tmpdir(), 'returning-devices-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const settings: ScanSettings = {
  source: 'feeder',
  duplex: false,
  mode: 'colour',
  dpi: 100,
  maxPages: 50,
};

const scannerFor = (config: object): Scanner => {
  const driver = parseDriverConfig(config);
  if (!driver.ok) throw new Error(driver.problem);
  return createHostedScanner({ spawn: spawnInProcess, driver: driver.value });
};

/** Scans until it goes well; the device may be missed a few times before it is found again. */
const untilFound = async (scanner: Scanner, deviceId: string): Promise<Observed> => {
  let seen = await observe(scanner, settings, { deviceId });
  for (let tries = 0; tries < 3 && seen.problem !== null; tries++)
    seen = await observe(scanner, settings, { deviceId });
  return seen;
};

test('a virtual scanner that comes back under another name is used again under its old one', async () => {
  const away = { do: 'unplug', times: 2, returnsAs: 'virtual-2' };
  const pages = { do: 'generated', count: 2 };
  const script = { version: 1, steps: [pages, { do: 'end' }, away, pages, { do: 'end' }] };
  const scanner = scannerFor({ driver: 'virtual', pageMs: 0, script });
  expect((await observe(scanner, settings, { deviceId: 'virtual' })).counted).toBe(2);
  expect((await observe(scanner, settings, { deviceId: 'virtual' })).problem?.kind).toBe(
    'unplugged',
  );
  expect((await untilFound(scanner, 'virtual')).counted).toBe(2);
  await scanner.close();
});

test('a SANE device that comes back under another name and port is used again', async () => {
  const load = async (device: EsclSimulator): Promise<void> => {
    const page = { page: await encodedPage(1, 'png'), type: 'image/png' };
    device.load([page, page], { pageMs: 75 });
  };
  /** sane-airscan counts devices: with another one before it, airscan:e0:Simulated is airscan:e1:Simulated. */
  const plugIn = (device: EsclSimulator, ...before: readonly string[]): void => {
    const devices = [...before, 'Simulated'].map((name) => `${name} = ${device.url}, eSCL\n`);
    writeFileSync(
      join(folder, 'airscan.conf'),
      `[devices]\n${devices.join('')}[options]\ndiscovery = disable\n`,
    );
  };
  writeFileSync(join(folder, 'dll.conf'), 'airscan\n');
  const before = await startEsclSimulator();
  plugIn(before);
  await load(before);
  const scanner = scannerFor({ driver: 'scanimage', configDir: folder });
  const deviceId = (await scanner.list())[0]?.id ?? '';
  expect((await observe(scanner, settings, { deviceId })).counted).toBe(2);
  await before.close();
  const after = await startEsclSimulator();
  plugIn(after, 'Another');
  await load(after);
  const seen = await untilFound(scanner, deviceId);
  expect([seen.problem, seen.counted]).toEqual([null, 2]);
  await scanner.close();
  await after.close();
});
