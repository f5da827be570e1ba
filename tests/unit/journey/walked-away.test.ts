import { expect, it } from 'vitest';
import { createJourneyRunner } from '../../../electron/journey/journey-runner.ts';
import { manualClock } from '../../support/manual-clock.ts';

const nothing = (): void => undefined;

/** A customer at the first question, who would be missed after two minutes. */
const begun = () => {
  const clock = manualClock();
  let wiped = 0;
  const runner = createJourneyRunner({
    rules: {
      topics: ['rent'],
      languages: ['de'],
      defaultLanguage: 'de',
      maxPages: 10,
      printsReceipts: false,
      asksDetails: true,
      acceptsDetails: () => true,
    },
    ports: {
      startScan: nothing,
      stopScan: nothing,
      discardPage: nothing,
      submit: nothing,
      askStanding: nothing,
      printReceipt: nothing,
      wipe: () => (wiped += 1),
    },
    idle: {
      step: { warnAfter: 120_000, answerWithin: 30_000 },
      receipt: { warnAfter: 60_000, answerWithin: 30_000 },
    },
    clock,
    newVisitId: () => 'v',
    log: nothing,
    changed: nothing,
  });
  runner.customer({ kind: 'begin' });
  runner.customer({ kind: 'choose-language', language: 'de' });
  const step = () => runner.state().journey.step;
  return { clock, runner, step, wiped: () => wiped };
};

it('who walks away is warned at once, and everything is deleted soon', () => {
  const { clock, runner, step, wiped } = begun();
  runner.walkedAway(10_000);
  clock.pass(0);
  expect([step(), runner.state().idleSecondsLeft]).toEqual(['prepare', 10]);
  clock.pass(9_000);
  expect(step()).toBe('prepare');
  clock.pass(1_000);
  expect([step(), wiped() > 0]).toEqual(['attract', true]);
});

it('who touches the screen again has the whole time again', () => {
  const { clock, runner, step } = begun();
  runner.walkedAway(10_000);
  clock.pass(5_000);
  runner.activity();
  expect(runner.state().idleSecondsLeft).toBeNull();
  clock.pass(119_000);
  expect([step(), runner.state().idleSecondsLeft]).toEqual(['prepare', null]);
});

it('an end that is nearer already is not put off', () => {
  const { clock, runner, step } = begun();
  clock.pass(145_000);
  expect(runner.state().idleSecondsLeft).toBe(5);
  runner.walkedAway(10_000);
  clock.pass(5_000);
  expect(step()).toBe('attract');
});

it('nobody is missed where nobody has begun', () => {
  const { clock, runner, step, wiped } = begun();
  runner.customer({ kind: 'end' });
  const before = wiped();
  runner.walkedAway(10_000);
  clock.pass(60_000);
  expect([step(), wiped()]).toEqual(['attract', before]);
});
