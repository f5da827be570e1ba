import {
  decoyOf,
  isBlocked,
  isSecret,
  keepCard,
  readAttempts,
  readAttendants,
  waitLeft,
  withFailure,
  withSuccess,
  writeAttempts,
  type AttendantRole,
} from '../../kiosk-config/index.ts';
import { failed, ok, type Result } from '../domain/result.ts';

/** Somebody who proved to be an attendant. */
export interface LoggedOn {
  readonly number: string;
  readonly role: AttendantRole;
}

/** Why somebody was not let in; `waitUntil` in milliseconds since 1970 where there is a time to wait for. */
export interface Refusal {
  readonly problem: 'wrong' | 'wait' | 'blocked' | 'nobody-set-up' | 'unreadable';
  readonly waitUntil: number | null;
}

/** Checks numbers and PINs, one at a time. */
export interface Unlock {
  /** How long the keypad is shut: milliseconds since 1970, or null. */
  waitUntil(): number | null;
  tryPin(number: string, pin: string): Promise<Result<LoggedOn, Refusal>>;
  /** The number that a card stands for, or null. Says nothing about the PIN. */
  numberOfCard(card: string): Promise<string | null>;
}

/**
 * @param dataFolder the kiosk's folder with attendants.json
 * @param now milliseconds since 1970
 */
export const createUnlock = (dataFolder: string, now: () => number): Unlock => {
  let last: Promise<unknown> = Promise.resolve();

  const waitUntil = (): number | null => {
    const left = waitLeft(readAttempts(dataFolder, now()), now());
    return left > 0 ? now() + left : null;
  };

  const check = async (number: string, pin: string): Promise<Result<LoggedOn, Refusal>> => {
    const refused = (problem: Refusal['problem']): Result<never, Refusal> =>
      failed({ problem, waitUntil: waitUntil() });
    const attempts = readAttempts(dataFolder, now());
    if (waitLeft(attempts, now()) > 0) return refused('wait');
    const file = readAttendants(dataFolder);
    if (file === null) return refused('unreadable');
    if (file.attendants.length === 0) return refused('nobody-set-up');
    if (isBlocked(attempts, number)) return refused('blocked');
    // The try counts before it is looked at: pulling the plug in between wins nothing.
    writeAttempts(dataFolder, withFailure(attempts, number, now()));
    const known = file.attendants.find((attendant) => attendant.number === number);
    // An unknown number costs the same time as a wrong PIN, so that nobody learns which numbers exist.
    const right = await isSecret(known?.pin ?? decoyOf(file.attendants[0]?.pin), pin);
    if (known === undefined || !right) {
      const after = readAttempts(dataFolder, now());
      return refused(isBlocked(after, number) ? 'blocked' : 'wrong');
    }
    writeAttempts(dataFolder, withSuccess(attempts, number));
    return ok({ number, role: known.role });
  };

  return {
    waitUntil,
    tryPin(number, pin) {
      const mine = last.then(() => check(number, pin));
      last = mine.catch(() => undefined);
      return mine;
    },
    async numberOfCard(card) {
      const file = readAttendants(dataFolder);
      if (file === null) return null;
      const kept = await keepCard(file, card);
      return (
        file.attendants.find((attendant) => attendant.card?.hash === kept.hash)?.number ?? null
      );
    },
  };
};
