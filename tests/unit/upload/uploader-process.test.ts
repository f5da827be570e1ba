import { expect, test } from 'vitest';
import { startUploaderProcess } from '../../../electron/uploader-process.ts';
import { isLogWord } from '../../../electron/log/words.ts';
import { damages } from '../../../electron/spool/entry-check.ts';
import { laterReasons, refusalReasons } from '../../../electron/upload/transport.ts';
import type { UploaderSettings } from '../../../electron/upload/uploader-messages.ts';
import { manualClock } from '../../support/manual-clock.ts';

const settings: UploaderSettings = {
  spoolFolder: '/spool',
  graceMs: 0,
  transport: { kind: 'folder', folder: '/share' },
};
const reference = '110000000016';
const unreachable = { state: 'unreachable', at: null, sendsAt: null };
const status = {
  waiting: 1,
  held: 0,
  corrupt: 0,
  delivered: 4,
  oldestWaitingAt: 1,
  nextAttemptAt: 2,
  lastDeliveredAt: null,
  lastProblem: null,
};

/** The uploader's parent with a child that says what the test says. */
const kiosk = () => {
  const clock = manualClock();
  const told: unknown[] = [];
  const logged: unknown[] = [];
  let say: (message: unknown) => void = () => undefined;
  let end: () => void = () => undefined;
  let starts = 0;
  const uploader = startUploaderProcess(
    () => {
      starts += 1;
      return {
        post: (message) => told.push(message),
        onMessage: (listener) => (say = listener),
        onExit: (listener) => (end = () => listener(1)),
        kill: () => end(),
      };
    },
    settings,
    (ms, callback) => clock.after(ms, callback),
    (event, fields = {}) => void logged.push({ event, ...fields }),
  );
  return {
    uploader,
    logged,
    clock,
    told,
    say: (message: unknown) => say(message),
    end: () => end(),
    starts: () => starts,
  };
};

test('a question is answered by the report that carries its number, and by no other', async () => {
  const { uploader, say, told } = kiosk();
  const [first, second] = [uploader.lookUp(reference), uploader.lookUp(reference)];
  expect(told.slice(1)).toMatchObject([{ requestId: '1' }, { requestId: '2' }]);
  const filed = { state: 'filed', at: '2026-11-23T12:00:00Z', sendsAt: null };
  say({ kind: 'standing', requestId: '2', ...filed });
  say({ kind: 'standing', requestId: '1', state: 'unknown', at: null, sendsAt: null });
  expect(await second).toEqual(filed);
  expect(await first).toMatchObject({ state: 'unknown' });
});

test('an uploader that is gone or silent leaves nobody waiting', async () => {
  const { uploader, clock, end, starts } = kiosk();
  const silent = uploader.lookUp(reference);
  clock.pass(8_000);
  expect(await silent).toEqual(unreachable);
  end();
  const gone = uploader.lookUp(reference);
  clock.pass(8_000);
  expect(await gone).toEqual(unreachable);
  expect(starts()).toBe(2);
});

test('the last status is kept for the attendant; rubbish is ignored', () => {
  const { uploader, say } = kiosk();
  expect(uploader.status()).toBeNull();
  say({ kind: 'status', status });
  say({ kind: 'status', status: { waiting: 'many' } });
  expect(uploader.status()).toEqual(status);
});

test('the log says why an attempt failed, why something was set aside, and how old the oldest is', () => {
  const { say, logged } = kiosk();
  const alarm = (event: string, more: object = {}) => say({ kind: 'event', event, ...more });
  alarm('attempt-failed', { detail: 'certificate-refused' });
  alarm('held', { detail: 'status 422' });
  alarm('held', { detail: 'rejected-by-authority' });
  alarm('damaged', { detail: 'part-wrong-hash' });
  alarm('storage-failed', { detail: 'EROFS' });
  alarm('oldest-too-old', { count: 73 });
  alarm('settings-refused', { detail: 'Erika Musterfrau' });
  alarm('delivered');
  const told = (status: string, more: object = {}) => ({
    event: 'uploader-alarm',
    status,
    ...more,
  });
  expect(logged.slice(1)).toEqual([
    told('attempt-failed', { reason: 'certificate-refused' }),
    told('held', { reason: 'refused', http: 422 }),
    told('held', { reason: 'rejected-by-authority' }),
    told('damaged', { reason: 'part-wrong-hash' }),
    told('storage-failed', { reason: 'EROFS' }),
    told('oldest-too-old', { count: 73 }),
    told('settings-refused'),
    { event: 'uploader-status', status: 'delivered' },
  ]);
});

test('every word that the uploader has for a trouble can be logged', () => {
  expect(
    [...laterReasons, ...refusalReasons, ...damages].filter((word) => !isLogWord(word)),
  ).toEqual([]);
});

test('an uploader that says nothing any more is ended, and a new one takes over', () => {
  const { clock, told, say, starts } = kiosk();
  const minute = (answers: boolean): void => {
    for (let third = 0; third < 3; third += 1) {
      clock.pass(20_000);
      if (answers) say({ kind: 'pong' });
    }
  };
  for (let minutes = 0; minutes < 60; minutes += 1) minute(true);
  expect(starts()).toBe(1);
  minute(false);
  minute(false);
  expect(starts()).toBe(2);
  expect(told.filter((command) => (command as { kind: string }).kind === 'start')).toHaveLength(2);
});
