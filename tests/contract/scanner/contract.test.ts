import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spawnStdioHost, type ChildPort } from '../../../scanner-bridge/index.ts';
import { bundleScannerHost } from '../../support/bundle-scanner-host.ts';
import { spawnInProcess } from '../../support/in-process-host.ts';
import { contractCases } from './cases.ts';
import { esclRig } from './escl-rig.ts';
import type { Rig } from './rig.ts';
import { twainRig } from './twain-rig.ts';
import { virtualRig } from './virtual-rig.ts';

const scratch = mkdtempSync(join(tmpdir(), 'scanner-contract-'));

const scanimageRig = async (): Promise<Rig> => {
  // The real scanimage with the real sane-airscan in front of the simulated device.
  const rig = await esclRig(
    'scanimage',
    ['page', 'jam', 'cover-open', 'unplug', 'duplex', 'glass', 'greyscale'],
    () => ({ driver: 'scanimage', device: 'airscan:e0:Simulated', configDir: scratch }),
  );
  writeFileSync(join(scratch, 'dll.conf'), 'airscan\n');
  writeFileSync(
    join(scratch, 'airscan.conf'),
    `[devices]\nSimulated = ${rig.simulator.url}, eSCL\n[options]\ndiscovery = disable\n`,
  );
  // sane-airscan fetches pages ahead of scanimage's prompt: when a sheet feeds is not the driver's choice.
  delete rig.fed;
  return rig;
};

// In the project, so that the host finds koffi.
const hostFolder = resolve('node_modules/.cache/einwurf-tests/scanner-contract');
let bundled: Promise<string> | null = null;
const spawnProcess = async (): Promise<() => ChildPort> => {
  bundled ??= bundleScannerHost(hostFolder);
  const program = await bundled;
  return () => spawnStdioHost([process.execPath, program]);
};

const rigs: Readonly<Record<string, () => Promise<Rig>>> = {
  virtual: () => Promise.resolve(virtualRig('virtual', spawnInProcess, false)),
  'virtual in its process': async () => {
    return virtualRig('virtual in its process', await spawnProcess(), true);
  },
  escl: () =>
    esclRig(
      'escl',
      [
        'page',
        'jam',
        'double-feed',
        'cover-open',
        'corrupt',
        'unplug',
        'busy',
        'hang',
        'same-page-for-ever',
        'duplex',
        'glass',
        'senses-paper',
      ],
      (url) => ({ driver: 'escl', url, format: 'image/png', busyMs: 0, idleMs: 1000 }),
    ),
  scanimage: scanimageRig,
  twain: async () => twainRig(scratch, await spawnProcess()),
};

type Mark = 'kept' | 'broken' | 'not to be had';
const table = new Map<string, Map<string, Mark>>();
const mark = (title: string, rig: string, result: Mark): void => {
  const row = table.get(title) ?? new Map<string, Mark>();
  table.set(title, row.set(rig, result));
};

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
  const names = Object.keys(rigs);
  const signs = { kept: 'yes', broken: 'NO', 'not to be had': '-' };
  const lines = [...table].map(
    ([title, row]) =>
      `${title.padEnd(78)} ${names.map((n) => signs[row.get(n) ?? 'broken'].padEnd(n.length)).join('  ')}`,
  );
  console.log(
    [
      `${'Scanner contract'.padEnd(78)} ${names.join('  ')}`,
      ...lines,
      `${contractCases.length} cases; '-': the device behind the driver cannot be brought there`,
    ].join('\n'),
  );
});

test('the contract has at least 60 cases', () => {
  expect(contractCases.length).toBeGreaterThanOrEqual(60);
});

describe.each(Object.keys(rigs))('%s keeps the contract', (name) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = (await rigs[name]?.()) as Rig;
  }, 30_000);
  afterAll(() => rig.close());

  test.each(contractCases)(
    '$title',
    // SANE's airscan backend reads ahead by itself: rarely it has taken the next sheet before the fault is seen.
    // A second look tells that from a broken promise; the other rigs get none.
    { timeout: 30_000, retry: name === 'scanimage' ? 2 : 0 },
    async ({ title, needs, run }) => {
      if (!needs.every((need) => rig.can.includes(need))) {
        mark(title, name, 'not to be had');
        return;
      }
      mark(title, name, 'broken');
      await run(rig);
      mark(title, name, 'kept');
    },
  );
});
