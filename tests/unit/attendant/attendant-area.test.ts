import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createAttendantArea,
  type AttendantArea,
} from '../../../electron/attendant/attendant-area.ts';
import { serviceFile } from '../../../electron/attendant/service-file.ts';
import type { Unlock } from '../../../electron/attendant/unlock.ts';
import type { AttendantRequest } from '../../../electron/contract/attendant.ts';
import { createIdleClock } from '../../../electron/journey/idle-clock.ts';
import { manualClock, type ManualClock } from '../../support/manual-clock.ts';

const MINUTE = 60_000;
let folder: string;
let clock: ManualClock;
let area: AttendantArea;
/** Acts and what the kiosk was made to do, in order. */
let happened: string[];
let visit: 'none' | 'open' | 'busy';

/** Knows 07 (technician) and 11 (attendant); the PIN is the number three times. */
const unlock: Unlock = {
  waitUntil: () => null,
  tryPin: (number, pin) =>
    Promise.resolve(
      pin === number.repeat(3)
        ? { ok: true, value: { number, role: number === '07' ? 'technician' : 'attendant' } }
        : { ok: false, problem: { problem: 'wrong', waitUntil: null } },
    ),
  numberOfCard: (card) => Promise.resolve(card === 'CARD-07' ? '07' : null),
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'einwurf-area-'));
  clock = manualClock();
  happened = [];
  visit = 'none';
  const did = (what: string) => (): void => {
    happened.push(what);
  };
  area = createAttendantArea({
    unlock,
    service: serviceFile(folder, () => clock.now()),
    about: { kioskId: 'werl-1', version: '1' },
    cardReader: true,
    logOutAfterMs: 2 * MINUTE,
    leaveForMs: 10 * MINUTE,
    now: () => clock.now(),
    after: (ms, callback) => clock.after(ms, callback),
    idleWatch: (warning, expired) => createIdleClock(clock, warning, expired),
    note: (who, act) => happened.push(`${who} ${act}`),
    changed: () => undefined,
    ports: {
      visit: () => visit,
      endVisit: did('visit wiped'),
      status: () => Promise.resolve([]),
      testScanner: () => Promise.resolve({ state: 'failed', problem: 'jam' }),
      wipeTest: () => undefined,
      queue: () => Promise.reject(new Error('not asked here')),
      lookUp: () => Promise.resolve({ state: 'unknown', at: null }),
      exportLogs: () => Promise.resolve({ state: 'failed', problem: 'storage-failed' }),
      serviceChanged: did('availability looked at'),
      restart: did('restarted'),
      leaveKiosk: did('window left'),
      lockAgain: did('window locked'),
    },
  });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Lets answers that are already there arrive. */
const settle = async (): Promise<void> => {
  for (let turns = 0; turns < 10; turns += 1) await Promise.resolve();
};

const ask = async (...requests: readonly AttendantRequest[]): Promise<void> => {
  for (const request of requests) {
    area.request(request);
    await settle();
  }
};

const logOn = (number: string): Promise<void> =>
  ask({ kind: 'ask-unlock' }, { kind: 'unlock', number, pin: number.repeat(3) });

describe('the attendant area', () => {
  it('opens for nobody who did not ask for the keypad, however right the PIN', async () => {
    await ask({ kind: 'unlock', number: '07', pin: '070707' });
    expect(area.view()).toBeNull();
  });

  it('writes every wrong PIN down, without the PIN', async () => {
    await ask({ kind: 'ask-unlock' }, { kind: 'unlock', number: '07', pin: '999999' });
    expect(area.view()).toMatchObject({ phase: 'unlock', problem: 'wrong' });
    expect(happened).toEqual(['unknown log-on-refused']);
  });

  it('wipes a customer’s visit before it opens, and not before the PIN is right', async () => {
    visit = 'open';
    await ask({ kind: 'ask-unlock' }, { kind: 'unlock', number: '07', pin: '999999' });
    expect(area.view()).toMatchObject({ visitOpen: true });
    expect(happened).not.toContain('visit wiped');
    await ask({ kind: 'unlock', number: '07', pin: '070707' });
    expect(happened.slice(1)).toEqual(['07 logged-on', 'visit wiped', '07 visit-ended']);
    expect(area.isOpen()).toBe(true);
  });

  it('never opens while a submission is being handed in', async () => {
    visit = 'busy';
    await logOn('07');
    expect(area.view()).toMatchObject({ phase: 'unlock', problem: 'visit-busy' });
    expect(area.isOpen()).toBe(false);
    expect(happened).toEqual([]);
  });

  it('takes a card for the number, but asks for the PIN all the same', async () => {
    await ask({ kind: 'ask-unlock' }, { kind: 'card', text: 'CARD-07' });
    expect(area.view()).toMatchObject({ phase: 'unlock', number: '07' });
    await ask({ kind: 'card', text: 'CARD-99' });
    expect(area.view()).toMatchObject({ phase: 'unlock', number: null, problem: 'unknown-card' });
  });

  it('logs off by itself when nobody touches it, after a countdown that a touch ends', async () => {
    await logOn('11');
    clock.pass(2 * MINUTE - 5_000);
    expect(area.view()).toMatchObject({ phase: 'open', logOutIn: 5 });
    area.activity();
    expect(area.view()).toMatchObject({ phase: 'open', logOutIn: null });
    clock.pass(2 * MINUTE);
    expect(area.view()).toBeNull();
    expect(happened.at(-1)).toBe('11 logged-off-idle');
  });

  it('takes the keypad away when nobody types', async () => {
    await ask({ kind: 'ask-unlock' });
    clock.pass(MINUTE);
    expect(area.view()).toBeNull();
  });

  it('keeps attendants from what is for site IT', async () => {
    await logOn('11');
    await ask({ kind: 'export-logs' }, { kind: 'leave-kiosk' });
    expect(happened).toEqual(['11 logged-on']);
    await ask({ kind: 'restart' });
    expect(happened.slice(1)).toEqual(['11 restarted', 'restarted']);
  });

  it('locks a kiosk that was left after its time, once', async () => {
    await logOn('07');
    await ask({ kind: 'leave-kiosk' });
    expect(happened.slice(1)).toEqual(['07 kiosk-left', 'window left']);
    expect(area.isOpen()).toBe(true);
    clock.pass(10 * MINUTE);
    await ask({ kind: 'lock-again' });
    expect(happened.slice(3)).toEqual(['07 kiosk-locked-again', 'window locked']);
    expect(area.view()).toBeNull();
  });

  it('remembers "out of order" on the disk, also where the file was damaged', async () => {
    await logOn('11');
    await ask({ kind: 'take-out-of-order', notice: 'back-soon', backAt: null });
    expect(happened.slice(1)).toEqual(['11 taken-out-of-order', 'availability looked at']);
    expect(serviceFile(folder, () => clock.now()).read()).toMatchObject({ notice: 'back-soon' });
    await ask({ kind: 'put-back-in-order' });
    expect(serviceFile(folder, () => clock.now()).read()).toBeNull();
  });

  it('does nothing of what comes after the log-off', async () => {
    await logOn('07');
    await ask({ kind: 'close' }, { kind: 'restart' }, { kind: 'export-logs' });
    expect(happened).toEqual(['07 logged-on', '07 logged-off']);
  });
});
