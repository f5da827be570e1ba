import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contractCases } from '../contract/scanner/cases.ts';
import type { Rig } from '../contract/scanner/rig.ts';
import { virtualRig } from '../contract/scanner/virtual-rig.ts';
import {
  startUtilityProcessHosts,
  type UtilityProcessHosts,
} from '../support/utility-process-hosts.ts';

/** All of them in the long form; usually one of each kind. The other rigs run every case over stdio or in the process. */
const all = process.env['EINWURF_REPETITIONS'] !== undefined;
const usual = [
  '10 pages come in order, numbered, and the scan ends well',
  'an empty feeder is nothing-loaded, not an error of the device',
  'a cap of one page holds',
  'the same page over and over is a driver gone wild',
  'both sides: front and back take turns',
  'jam leaves the two pages before it intact',
  'after hang is cured the scan goes on after the last good page',
  'after crash is cured the scan goes on after the last good page',
  'cancelled right after the second page',
  'after a cancelled scan the scanner is free again',
  'the listed device can be asked what it can do',
  'a second client is told busy and the first is not disturbed',
];
const cases = contractCases.filter(({ title }) => all || usual.includes(title));

describe("a host in Electron's utility process keeps the contract", () => {
  let hosts: UtilityProcessHosts;
  let rig: Rig;
  beforeAll(async () => {
    hosts = await startUtilityProcessHosts();
    rig = virtualRig('virtual in a utility process', () => hosts.spawn(), true);
  });
  afterAll(() => hosts.close());

  test('it is the Electron of the kiosk', () => {
    expect(hosts.electron).toMatch(/^\d+\./);
    expect(cases.length).toBeGreaterThanOrEqual(usual.length);
  });

  test.for(cases)('$title', async ({ needs, run }, { skip }) => {
    if (!needs.every((need) => rig.can.includes(need))) skip('the virtual scanner cannot');
    await run(rig);
  });
});
