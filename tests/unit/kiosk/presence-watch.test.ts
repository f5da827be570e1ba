import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import {
  presenceIn,
  watchPresence,
  type PresenceReading,
} from '../../../electron/presence-watch.ts';
import { manualClock } from '../../support/manual-clock.ts';

/** A sensor that the test holds its hand before, and what the watch said. */
const watched = () => {
  const clock = manualClock();
  const sensor: { sees: PresenceReading; reads: number } = { sees: 'somebody', reads: 0 };
  const said: string[] = [];
  const watch = watchPresence({
    read: () => {
      sensor.reads += 1;
      return Promise.resolve(sensor.sees);
    },
    clock,
    goneAfterMs: 3000,
    gone: () => said.push('gone'),
    silent: () => said.push('silent'),
  });
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 500) {
      await setImmediate();
      clock.pass(500);
    }
    await setImmediate();
  };
  return { sensor, said, watch, pass };
};

it('somebody who was seen and is seen no more has gone, once', async () => {
  const { sensor, said, watch, pass } = watched();
  watch.watch(true);
  await pass(10_000);
  expect(said).toEqual([]);
  sensor.sees = 'nobody';
  await pass(2500);
  expect(said).toEqual([]);
  await pass(1500);
  expect(said).toEqual(['gone']);
  await pass(60_000);
  expect(said).toEqual(['gone']);
});

it('somebody who bends down for a sheet is still there', async () => {
  const { sensor, said, watch, pass } = watched();
  watch.watch(true);
  await pass(1000);
  for (let times = 0; times < 5; times += 1) {
    sensor.sees = 'nobody';
    await pass(2000);
    sensor.sees = 'somebody';
    await pass(1000);
  }
  expect(said).toEqual([]);
});

it('a sensor that never sees anybody ends no visit', async () => {
  const { sensor, said, watch, pass } = watched();
  sensor.sees = 'nobody';
  watch.watch(true);
  await pass(600_000);
  expect(said).toEqual([]);
});

it('a sensor that fails while somebody touches the screen is not believed', async () => {
  const { sensor, said, watch, pass } = watched();
  watch.watch(true);
  await pass(1000);
  sensor.sees = 'nobody';
  await pass(1000);
  watch.touched();
  await pass(600_000);
  expect(said).toEqual([]);
});

it('a sensor that cannot be understood is told of once, and ends no visit', async () => {
  const { sensor, said, watch, pass } = watched();
  watch.watch(true);
  await pass(1000);
  sensor.sees = null;
  await pass(600_000);
  expect(said).toEqual(['silent']);
});

it('is not asked while there is nobody to be missed', async () => {
  const { sensor, said, watch, pass } = watched();
  watch.watch(true);
  await pass(1000);
  watch.watch(false);
  const { reads } = sensor;
  sensor.sees = 'nobody';
  await pass(60_000);
  expect(sensor.reads).toBeLessThanOrEqual(reads + 1);
  // The next customer is not the one before.
  watch.watch(true);
  await pass(60_000);
  expect(said).toEqual([]);
});

it.each([
  ['120\n', 'at-least', 100, 'somebody'],
  ['99.5', 'at-least', 100, 'nobody'],
  ['60', 'at-most', 80, 'somebody'],
  ['0', 'at-least', 1, 'nobody'],
  ['', 'at-most', 80, null],
  ['EIO', 'at-least', 1, null],
  ['Infinity', 'at-least', 1, null],
] as const)('reads %j, somebody is %s %s: %s', (text, somebodyIs, threshold, expected) => {
  expect(presenceIn(text, { somebodyIs, threshold })).toBe(expected);
});
