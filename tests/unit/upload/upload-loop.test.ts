import { describe, expect, test } from 'vitest';
import { failed, ok } from '../../../electron/domain/result.ts';
import type { Outcome, Transport } from '../../../electron/upload/transport.ts';
import type { UploadClock } from '../../../electron/upload/upload-clock.ts';
import { startUploadLoop } from '../../../electron/upload/upload-loop.ts';
import type { Taken, UploadQueue } from '../../../electron/upload/upload-queue.ts';
import type { UploaderReport } from '../../../electron/upload/uploader-messages.ts';

/** `fast/1` goes by the transport `fast`, `1` by the usual one. */
const ofTransport = (id: string): string => id.split('/').slice(0, -1).join('/');

/** When everything here was accepted. */
const START = 1_000_000;
const HOUR_MS = 3_600_000;

/** A queue in memory, a clock that jumps to the end of each sleep, and a transport with a script. */
const stage = (
  ids: readonly string[],
  script: (id: string, attempt: number) => Outcome | Error,
  wallJump: (elapsed: number) => number = () => 0,
) => {
  const waiting = new Set(ids);
  const attempts: string[] = [];
  const journal: string[] = [];
  const reports: UploaderReport[] = [];
  let elapsed = 0;
  let stopAt = Infinity;
  let loop: ReturnType<typeof startUploadLoop> | null = null;

  const taken = (id: string): Taken => ({
    id,
    folder: '/nowhere',
    transport: ofTransport(id),
    parts: [],
    notes: [],
    note: (event, data) =>
      Promise.resolve(void journal.push(`${id} ${event} ${JSON.stringify(data)}`)),
    delivered: () => Promise.resolve(void waiting.delete(id)),
    hold: (reason) => {
      waiting.delete(id);
      journal.push(`${id} held ${reason}`);
      return Promise.resolve();
    },
  });
  const queue: UploadQueue = {
    waiting: () =>
      Promise.resolve(
        [...waiting].map((id) => ({ id, committedAt: START, transport: ofTransport(id) })),
      ),
    open: (id) => Promise.resolve(waiting.has(id) ? ok(taken(id)) : failed('gone')),
    purge: () => Promise.resolve(0),
    forget: () => Promise.resolve(0),
    counts: () =>
      Promise.resolve({
        waiting: waiting.size,
        held: 0,
        corrupt: 0,
        delivered: 0,
      }),
  };
  const transport: Transport = {
    deliver({ id }) {
      attempts.push(`${id}@${Math.round(elapsed)}`);
      const outcome = script(id, attempts.filter((text) => text.startsWith(`${id}@`)).length);
      return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
    },
    close: () => undefined,
  };
  const clock: UploadClock = {
    now: () => START + elapsed + wallJump(elapsed),
    elapsed: () => elapsed,
    async sleep(ms) {
      elapsed += ms;
      await Promise.resolve();
      if (elapsed >= stopAt || waiting.size === 0) void loop?.stop();
    },
  };
  return {
    /** Hours that each age alarm told. */
    ageAlarms: () =>
      reports.flatMap((r) =>
        r.kind === 'event' && r.event === 'oldest-too-old' ? [r.count ?? -1] : [],
      ),
    attempts,
    journal,
    reports,
    waiting,
    async run(untilMs: number) {
      stopAt = untilMs;
      loop = startUploadLoop({
        queue,
        transport,
        clock,
        random: () => 0,
        report: (r) => reports.push(r),
        alarmAgeMs: 24 * HOUR_MS,
      });
      await new Promise<void>((done) => {
        const look = (): void =>
          waiting.size === 0 || elapsed >= stopAt ? done() : void setImmediate(look);
        look();
      });
      await loop.stop();
    },
  };
};

const delivered: Outcome = { kind: 'delivered', receipt: 'signed' };
const later = (scope: 'entry' | 'transport'): Outcome => ({
  kind: 'later',
  reason: 'server-failed',
  scope,
});

describe('the upload loop', () => {
  test('sends everything that waits, oldest first', async () => {
    const play = stage(['a', 'b', 'c'], () => delivered);
    await play.run(1e6);
    expect(play.attempts).toEqual(['a@0', 'b@0', 'c@0']);
    expect(play.waiting.size).toBe(0);
  });

  test('a line that is down makes all wait, and 72 hours later everything is still sent', async () => {
    let down = 0;
    const play = stage(['a', 'b', 'c'], () => {
      down += 1;
      return down < 300 ? later('transport') : delivered;
    });
    await play.run(1e12);
    expect(play.waiting.size).toBe(0);
    // From the 24th hour on an alarm, once an hour, that says how long.
    const alarms = play.ageAlarms();
    expect(alarms[0]).toBe(24);
    expect(alarms.length).toBeGreaterThanOrEqual(48);
    expect(new Set(alarms).size).toBe(alarms.length);
    const lastFailure = Number(play.attempts[298]?.split('@')[1]);
    expect(lastFailure).toBeGreaterThan(72 * 3600_000);
    expect(new Set(play.attempts.slice(0, 300).map((text) => text[0]))).toEqual(new Set(['a']));
  });

  test.each([
    ['ahead', 1],
    ['back', -1],
  ])(
    'a clock set a year %s while the line is down stops nothing and silences no alarm',
    async (_where, direction) => {
      const play = stage(
        ['a', 'b'],
        (_id, attempt) => (attempt < 100 ? later('transport') : delivered),
        (elapsed) => (elapsed < 2 * HOUR_MS ? 0 : direction * 365 * 24 * HOUR_MS),
      );
      await play.run(1e12);
      expect(play.waiting.size).toBe(0);
      expect(play.ageAlarms().length).toBeGreaterThan(0);
    },
  );

  test('what the authority has and only has to accept is not unsent: no alarm', async () => {
    const play = stage(['sent', 'stuck'], (id, attempt) => {
      if (id === 'stuck') return attempt < 2 ? later('entry') : delivered;
      return attempt < 400
        ? {
            kind: 'later',
            reason: 'awaiting-acceptance',
            scope: 'entry',
            retryAfterMs: HOUR_MS / 2,
          }
        : delivered;
    });
    await play.run(1e12);
    expect(play.waiting.size).toBe(0);
    expect(play.ageAlarms()).toEqual([]);
    const ages = play.reports.flatMap((r) =>
      r.kind === 'status' ? [r.status.oldestWaitingAt] : [],
    );
    expect(ages[0]).toBe(START);
    expect(ages.at(-2)).toBeNull();
  });

  test('a line that is down does not hold up what goes another way', async () => {
    const play = stage(['slow/1', 'fast/1', 'slow/2', 'fast/2'], (id, attempt) =>
      id.startsWith('slow') && attempt < 4 ? later('transport') : delivered,
    );
    await play.run(1e7);
    expect(play.waiting.size).toBe(0);
    expect(play.attempts.slice(0, 3)).toEqual(['slow/1@0', 'fast/1@0', 'fast/2@0']);
  });

  test('one submission that fails does not keep the others waiting', async () => {
    const play = stage(['bad', 'good'], (id, attempt) =>
      id === 'bad' && attempt < 4 ? later('entry') : delivered,
    );
    await play.run(1e6);
    expect(play.attempts).toEqual(['bad@0', 'good@0', 'bad@500', 'bad@1500', 'bad@3500']);
    expect(play.journal.filter((line) => line.includes('attempt-failed'))).toHaveLength(3);
  });

  test('a refusal sets the submission aside, with an alarm, once', async () => {
    const play = stage(['a'], () => ({ kind: 'refused', status: 422 }));
    await play.run(1e6);
    expect(play.journal).toEqual(['a held status 422']);
    expect(play.reports).toContainEqual({ kind: 'event', event: 'held', detail: 'status 422' });
    expect(play.attempts).toHaveLength(1);
  });

  test('a failing disk or a bug in the transport is a pause, never the end of the loop', async () => {
    const play = stage(['a'], (_id, attempt) =>
      attempt < 3 ? Object.assign(new Error('disk'), { code: 'EIO' }) : delivered,
    );
    await play.run(1e6);
    expect(play.waiting.size).toBe(0);
    expect(play.reports).toContainEqual({ kind: 'event', event: 'storage-failed', detail: 'EIO' });
  });

  test('reports counts and the time of the next attempt', async () => {
    const play = stage(['a'], () => later('entry'));
    await play.run(400);
    expect(play.reports).toContainEqual({
      kind: 'status',
      status: {
        waiting: 1,
        held: 0,
        corrupt: 0,
        delivered: 0,
        oldestWaitingAt: 1_000_000,
        nextAttemptAt: 1_000_500,
        lastDeliveredAt: null,
        lastProblem: 'server-failed',
      },
    });
  });
});
