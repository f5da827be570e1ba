import { expect, it } from 'vitest';
import { createIdleClock } from '../../../electron/journey/idle-clock.ts';
import { manualClock } from '../../support/manual-clock.ts';

const limits = { warnAfter: 120_000, answerWithin: 3_000 };

/** An idle clock and everything it said. */
const watched = () => {
  const clock = manualClock();
  const said: (number | null | 'expired')[] = [];
  const idle = createIdleClock(
    clock,
    (secondsLeft) => said.push(secondsLeft),
    () => said.push('expired'),
  );
  return { clock, said, idle };
};

it('somebody walks away: warned, counted down second by second, then over', () => {
  const { clock, said, idle } = watched();
  idle.restart(limits);
  clock.pass(119_999);
  expect(said).toEqual([]);
  clock.pass(3_001);
  expect(said).toEqual([3, 2, 1, null, 'expired']);
});

it('somebody comes back during the countdown: the warning goes and the whole time begins anew', () => {
  const { clock, said, idle } = watched();
  idle.restart(limits);
  clock.pass(121_000);
  idle.restart(limits);
  clock.pass(119_999);
  expect(said).toEqual([3, 2, null]);
});

it('a step at which the machine works is never over', () => {
  const { clock, said, idle } = watched();
  idle.restart(limits);
  idle.restart(null);
  clock.pass(3_600_000);
  expect(said).toEqual([]);
});
