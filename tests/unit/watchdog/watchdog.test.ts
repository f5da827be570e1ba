import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCrashLedger, type CrashLedger } from '../../../electron/watchdog/crash-ledger.ts';
import { watchHeartbeat } from '../../../electron/watchdog/heartbeat.ts';
import { isRestartDue, type NightlyMoment } from '../../../electron/watchdog/nightly-restart.ts';
import { manualClock, type ManualClock } from '../../support/manual-clock.ts';

const MINUTE = 60_000;
let folder: string;
let clock: ManualClock;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'einwurf-crashes-'));
  clock = manualClock();
});
afterEach(() => rmSync(folder, { recursive: true }));

const start = (): CrashLedger =>
  openCrashLedger(folder, { count: 5, withinMs: 10 * MINUTE }, () => clock.now());

describe('crashes', () => {
  it('of the application are noticed at its next start, five in ten minutes halt it', () => {
    const halts: boolean[] = [];
    for (let run = 0; run < 6; run += 1) {
      halts.push(start().halted());
      clock.pass(MINUTE);
    }
    expect(halts).toEqual([false, false, false, false, false, true]);
    expect(start().code()).toBe('M5');
  });

  it('further apart do not', () => {
    for (let run = 0; run < 20; run += 1) {
      expect(start().halted()).toBe(false);
      clock.pass(3 * MINUTE);
    }
  });

  it('are none when it ends in good order', () => {
    for (let run = 0; run < 20; run += 1) {
      const ledger = start();
      expect(ledger.recent()).toBe(0);
      ledger.endedWell();
    }
  });

  it('of screen and application count together, and say so in the code', () => {
    start();
    const ledger = start();
    const loops = ['renderer', 'renderer', 'renderer', 'renderer'].map(() =>
      ledger.crashed('renderer'),
    );
    expect(loops).toEqual([false, false, false, true]);
    expect(ledger.code()).toBe('MR5');
  });

  it('of helpers that are replaced unnoticed are counted, but never halt it', () => {
    const ledger = start();
    for (let crash = 0; crash < 40; crash += 1) ledger.crashed('uploader');
    expect(ledger.halted()).toBe(false);
    expect(ledger.recent()).toBe(40);
  });

  it('keep it halted across restarts until somebody has looked', () => {
    const ledger = start();
    for (let crash = 0; crash < 5; crash += 1) ledger.crashed('renderer');
    ledger.endedWell();
    clock.pass(1000 * MINUTE);
    const next = start();
    expect(next.halted()).toBe(true);
    next.clear();
    next.endedWell();
    expect(start().halted()).toBe(false);
  });

  it('are forgotten rather than believed where the ledger is damaged', () => {
    writeFileSync(join(folder, 'crashes.json'), '{"version":1,"running":tr');
    expect(start().halted()).toBe(false);
  });
});

describe('a screen that must be heard', () => {
  it('is given up when it falls silent, once, and not before', () => {
    let silences = 0;
    const heartbeat = watchHeartbeat(
      (ms, callback) => clock.after(ms, callback),
      10_000,
      () => (silences += 1),
    );
    clock.pass(100_000);
    expect(silences).toBe(0);
    for (let beat = 0; beat < 50; beat += 1) {
      heartbeat.heard();
      clock.pass(2000);
    }
    expect(silences).toBe(0);
    clock.pass(60_000);
    expect(silences).toBe(1);
  });

  it('is not given up because the listener itself was held up', () => {
    let silences = 0;
    const heartbeat = watchHeartbeat(
      (ms, callback) => clock.after(ms, callback),
      10_000,
      () => (silences += 1),
    );
    heartbeat.heard();
    // Held up: the timer is long over, the message waits right behind it.
    clock.pass(10_500);
    heartbeat.heard();
    clock.pass(9_000);
    expect(silences).toBe(0);
  });

  it('may be out of sight, and has longer to come up', () => {
    let silences = 0;
    const heartbeat = watchHeartbeat(
      (ms, callback) => clock.after(ms, callback),
      10_000,
      () => (silences += 1),
    );
    heartbeat.heard();
    heartbeat.pause();
    clock.pass(600_000);
    heartbeat.expect(30_000);
    clock.pass(29_000);
    expect(silences).toBe(0);
    clock.pass(10_000);
    expect(silences).toBe(1);
  });
});

describe('the nightly restart', () => {
  const moment = (change: Partial<NightlyMoment> = {}): NightlyMoment => ({
    time: '03:31',
    startedAt: 0,
    now: 20 * 60 * MINUTE,
    idle: true,
    queueSafe: true,
    ...change,
  });

  it.each([
    ['at its time', {}, true],
    ['a little late, because somebody was there', { time: '05:10' }, true],
    ['too late', { time: '05:30' }, false],
    ['too early', { time: '03:29' }, false],
    ['while somebody is there', { idle: false }, false],
    ['while the queue is not safe', { queueSafe: false }, false],
    ['right after a start', { startedAt: 19 * 60 * MINUTE }, false],
  ] as const)('%s', (_, change, due) => {
    expect(isRestartDue('03:30', moment(change))).toBe(due);
  });

  it('runs over midnight, and can be switched off', () => {
    expect(isRestartDue('23:30', moment({ time: '00:45' }))).toBe(true);
    expect(isRestartDue(null, moment())).toBe(false);
  });
});
