import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createUnlock, type Unlock } from '../../../electron/attendant/unlock.ts';
import {
  keepCard,
  readAttendants,
  writeAttendants,
} from '../../../kiosk-config/attendants/attendants-file.ts';
import {
  noAttempts,
  readAttempts,
  waitAfter,
  waitLeft,
  withFailure,
} from '../../../kiosk-config/attendants/attempts-file.ts';
import { pinFault } from '../../../kiosk-config/attendants/pin-rule.ts';
import { isSecret, keepSecret } from '../../../kiosk-config/attendants/secret.ts';
import { manualClock, type ManualClock } from '../../support/manual-clock.ts';
import { seededRandom } from '../../support/seeded-random.ts';

/** Cheap enough to try many PINs in a test; what a real one costs is said in kiosk-config/attendants/secret.ts. */
const cheap = { N: 1024, r: 1, p: 1 };
const HOUR = 3_600_000;

let folder: string;
let clock: ManualClock;
let unlock: Unlock;

const addAttendant = async (number: string, pin: string, cost = cheap) => {
  const file = readAttendants(folder);
  if (file === null) throw new Error('the attendants cannot be read');
  writeAttendants(folder, {
    ...file,
    attendants: [
      ...file.attendants,
      { number, role: 'attendant', pin: await keepSecret(pin, cost), card: null },
    ],
  });
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'einwurf-pin-'));
  clock = manualClock();
  unlock = createUnlock(folder, () => clock.now());
  await addAttendant('07', '482915');
  await addAttendant('08', '730264');
});
afterEach(() => rmSync(folder, { recursive: true }));

const problemOf = async (number: string, pin: string): Promise<string> => {
  const tried = await unlock.tryPin(number, pin);
  return tried.ok ? 'let in' : tried.problem.problem;
};

describe('a PIN', () => {
  it('opens for its own number and for no other', async () => {
    expect(await unlock.tryPin('07', '482915')).toEqual({
      ok: true,
      value: { number: '07', role: 'attendant' },
    });
    expect(await problemOf('08', '482915')).toBe('wrong');
    expect(await problemOf('99', '482915')).toBe('wrong');
  });

  it('stands nowhere on the disk, neither plain nor hashed quickly', () => {
    const written = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(written.join()).not.toContain('482915');
    expect(written.join()).toContain('"kind": "scrypt"');
  });

  it('is kept differently each time, and checked whatever its cost was', async () => {
    const [one, other] = [
      await keepSecret('482915', cheap),
      await keepSecret('482915', { N: 2048, r: 2, p: 2 }),
    ];
    expect(one.hash).not.toBe(other.hash);
    for (const secret of [one, other]) {
      expect(await isSecret(secret, '482915')).toBe(true);
      expect(await isSecret(secret, '482916')).toBe(false);
    }
  });

  it.each([
    '12345',
    '123456',
    '654321',
    '111111',
    '121212',
    '482482',
    '112233',
    '1234567890123',
    '48a915',
  ])('like %s is refused when it is chosen', (pin) => expect(pinFault(pin)).not.toBeNull());

  it.each(['482915', '730264', '90817263'])('like %s may be chosen', (pin) =>
    expect(pinFault(pin)).toBeNull(),
  );
});

describe('a card', () => {
  it('stands for its number only, and says nothing about the PIN', async () => {
    const file = readAttendants(folder);
    if (file === null) throw new Error('the attendants cannot be read');
    const [first, ...others] = file.attendants;
    if (first === undefined) throw new Error('nobody is there');
    const withCard = { ...first, card: await keepCard(file, '04A224B7115C80') };
    writeAttendants(folder, { ...file, attendants: [withCard, ...others] });
    expect(await unlock.numberOfCard('04A224B7115C80')).toBe('07');
    expect(await unlock.numberOfCard('04A224B7115C81')).toBeNull();
    expect(readFileSync(join(folder, 'attendants.json'), 'utf8')).not.toContain('04A224B7115C80');
  });
});

describe('somebody who tries PINs', () => {
  it('gets three tries, then waits longer and longer', async () => {
    const waits: number[] = [];
    for (let tries = 0; tries < 8; tries += 1) {
      expect(await problemOf('07', `90000${tries}`)).toBe('wrong');
      const until = unlock.waitUntil();
      waits.push(until === null ? 0 : until - clock.now());
      if (until !== null) {
        expect(await problemOf('07', '482915')).toBe('wait');
        clock.pass(until - clock.now());
      }
    }
    expect(waits).toEqual([0, 0, 30, 60, 300, 600, 900, 900].map((seconds) => seconds * 1000));
  });

  it('gains nothing by starting the kiosk anew, nor by setting the clock back', async () => {
    for (let tries = 0; tries < 3; tries += 1) await problemOf('07', '900000');
    unlock = createUnlock(folder, () => clock.now());
    expect(await problemOf('07', '482915')).toBe('wait');
    const yesterday = createUnlock(folder, () => clock.now() - 24 * HOUR);
    const tried = await yesterday.tryPin('07', '482915');
    expect(tried.ok ? '' : tried.problem.problem).toBe('wait');
  });

  it('gains nothing by damaging the file that counts', async () => {
    writeFileSync(join(folder, 'attendant-attempts.json'), '{"failures":');
    expect(await problemOf('07', '482915')).toBe('wait');
  });

  it('gains nothing by many tries at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, at) => problemOf('07', String(900_000 + at))),
    );
    expect(answers.filter((answer) => answer === 'wrong')).toHaveLength(3);
    expect(answers.filter((answer) => answer === 'wait')).toHaveLength(37);
  });

  it('pays for a try before it is looked at', async () => {
    const trying = problemOf('07', '900000');
    // As if the plug were pulled now: what counts is on the disk already.
    await Promise.resolve();
    await Promise.resolve();
    expect(readAttempts(folder, clock.now()).failures).toBe(1);
    await trying;
  });

  it('locks a number after ten wrong PINs, for good; another number still opens', async () => {
    for (let tries = 0; tries < 10; tries += 1) {
      clock.pass(HOUR);
      await problemOf('07', '900000');
    }
    clock.pass(1000 * HOUR);
    expect(await problemOf('07', '482915')).toBe('blocked');
    expect(await problemOf('08', '730264')).toBe('let in');
    expect(await problemOf('07', '482915')).toBe('blocked');
  });

  it('has no realistic chance: a year of trying every number opens nothing', () => {
    const random = seededRandom(7);
    const year = 365 * 24 * HOUR;
    let attempts = noAttempts;
    let tries = 0;
    for (let now = clock.now(); now < clock.now() + year; now += waitLeft(attempts, now) + 1000) {
      const number = String(Math.floor(random() * 100)).padStart(2, '0');
      if ((attempts.byNumber[number] ?? 0) >= 10) {
        if (Object.values(attempts.byNumber).filter((count) => count >= 10).length === 100) break;
        continue;
      }
      attempts = withFailure(attempts, number, now);
      tries += 1;
    }
    // Ten tries for each of a hundred numbers, of a million PINs each.
    expect(tries).toBeLessThanOrEqual(1000);
    expect(waitAfter(1000)).toBe(900_000);
  });
});

describe('how long a refusal takes', () => {
  /** Nanoseconds, of one try without the slow-down between. */
  const took = async (number: string, pin: string): Promise<number> => {
    clock.pass(HOUR);
    const began = process.hrtime.bigint();
    await unlock.tryPin(number, pin);
    return Number(process.hrtime.bigint() - began);
  };

  const median = (times: readonly number[]): number =>
    [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

  it('does not tell whether a number exists, nor how much of a PIN is right', async () => {
    const times: Record<'unknown' | 'first wrong' | 'last wrong', number[]> = {
      unknown: [],
      'first wrong': [],
      'last wrong': [],
    };
    // Dear enough that the calculation, not the disk, is what takes the time.
    rmSync(join(folder, 'attendants.json'));
    await addAttendant('07', '482915', { N: 16_384, r: 8, p: 1 });
    // Taken in turn, so that whatever else the machine does falls on all of them alike.
    for (let round = 0; round < 15; round += 1) {
      rmSync(join(folder, 'attendant-attempts.json'), { force: true });
      times.unknown.push(await took('55', '482915'));
      times['first wrong'].push(await took('07', '982915'));
      times['last wrong'].push(await took('07', '482914'));
    }
    const [unknown, first, last] = [times.unknown, times['first wrong'], times['last wrong']].map(
      median,
    );
    for (const ratio of [(unknown ?? 0) / (first ?? 1), (last ?? 0) / (first ?? 1)]) {
      expect(ratio).toBeGreaterThan(0.6);
      expect(ratio).toBeLessThan(1.67);
    }
  });

  it('would be seen if an unknown number were refused without a calculation', async () => {
    const rounds = { without: [] as number[], with: [] as number[] };
    const kept = readAttendants(folder)?.attendants[0]?.pin;
    if (kept === undefined) throw new Error('nobody is there');
    for (let round = 0; round < 15; round += 1) {
      const began = process.hrtime.bigint();
      readAttendants(folder);
      rounds.without.push(Number(process.hrtime.bigint() - began));
      const again = process.hrtime.bigint();
      readAttendants(folder);
      await isSecret({ ...kept, N: 16_384, r: 8 }, '900000');
      rounds.with.push(Number(process.hrtime.bigint() - again));
    }
    expect(median(rounds.with) / median(rounds.without)).toBeGreaterThan(3);
  });
});
