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

// In the project, so that the host finds koffi.
const hostFolder = resolve('node_modules/.cache/einwurf-tests/scanner-contract');
let bundled: Promise<string> | null = null;
const spawnProcess = async (): Promise<() => ChildPort> => {
  bundled ??= bundleScannerHost(hostFolder);
  const program = await bundled;
  return () => spawnStdioHost([process.execPath, program]);
};

/** The real scanimage with the real sane-airscan in front of the simulated device. */
const scanimageRig = async (): Promise<Rig> => {
  const spawnReal = await spawnProcess();
  const rig = await esclRig(
    'scanimage',
    [
      'page',
      'jam',
      'cover-open',
      'unplug',
      'offline',
      'hang',
      'same-page-for-ever',
      'duplex',
      'glass',
      'greyscale',
      'reload',
    ],
    () => ({ driver: 'scanimage', device: 'airscan:e0:Simulated', configDir: scratch }),
    {
      // sane-airscan 0.99 reads ahead. Where the whole job is over before sane_start looks, it says "out of documents"
      // although it has the pages (decision 24); no real feeder is so fast.
      feedMs: 150,
      looks: 1,
      why: {
        'double-feed': 'SANE has no status for it',
        corrupt: 'sane-airscan decodes pages itself and calls a broken one an I/O error',
        crash: 'sane-airscan reads ahead: see sane.test.ts for a scanimage that crashes',
        busy: 'sane-airscan waits for a busy device by itself',
        'senses-paper': 'sane-airscan has no page-loaded option',
        shared: 'sane-airscan has read the whole stack before another kiosk could ask',
      },
      // Only a process can be ended that hangs.
      spawnFor: (stack) => (stack.includes('hang') ? spawnReal : spawnInProcess),
    },
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

const rigs: Readonly<Record<string, () => Promise<Rig>>> = {
  virtual: () => Promise.resolve(virtualRig('virtual', spawnInProcess, false)),
  'virtual in its process': async () =>
    virtualRig('virtual in its process', await spawnProcess(), true),
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
        'offline',
        'busy',
        'hang',
        'same-page-for-ever',
        'duplex',
        'glass',
        'greyscale',
        'senses-paper',
        'shared',
        'reload',
      ],
      (url) => ({ driver: 'escl', url, format: 'image/png', busyMs: 0, idleMs: 1000 }),
      { why: { crash: 'there is no foreign code in this driver that could crash' } },
    ),
  scanimage: scanimageRig,
  twain: async () => twainRig(scratch, await spawnProcess()),
};

type Mark = 'kept' | 'broken' | 'not to be had';
const table = new Map<string, Map<string, Mark>>();
const reasons = new Set<string>();
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
      `${contractCases.length} cases; '-' is skipped, not passed:`,
      ...[...reasons].map((reason) => `  ${reason}`),
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
  });
  afterAll(() => rig.close());

  test.for(contractCases)(
    '$title',
    { timeout: 120_000 },
    async ({ title, needs, run }, { skip }) => {
      const missing = needs.find((need) => !rig.can.includes(need));
      if (missing !== undefined) {
        mark(title, name, 'not to be had');
        const why = rig.why?.[missing] ?? 'its device cannot be brought there';
        reasons.add(`${name}, ${missing}: ${why}`);
        skip(why);
      }
      mark(title, name, 'broken');
      await run(rig);
      mark(title, name, 'kept');
    },
  );
});
