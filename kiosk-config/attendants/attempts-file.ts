import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileDurably } from '../durable-file.ts';

const attemptsSchema = z.strictObject({
  version: z.literal(1),
  /** Wrong tries since the last right one, whoever tried. */
  failures: z.number().int().min(0),
  /** Milliseconds since 1970. */
  lastAt: z.number(),
  /** Wrong tries since the last right one, by attendant's number. */
  byNumber: z.record(z.string().regex(/^\d{2}$/), z.number().int().min(0)),
});

/** What is known of wrong PINs; kept on disk, so that pulling the plug wins nobody a try. */
export type Attempts = z.infer<typeof attemptsSchema>;

export const noAttempts: Attempts = { version: 1, failures: 0, lastAt: 0, byNumber: {} };

/** So many wrong PINs in a row and only site IT can let this number in again. */
const BLOCKED_AFTER = 10;

/** Seconds to wait after so many wrong tries in a row; the last one holds from there on. */
const WAITS_S = [0, 0, 0, 30, 60, 300, 600, 900] as const;

/** How long the keypad stays shut after so many wrong tries in a row, in milliseconds. */
export const waitAfter = (failures: number): number =>
  (WAITS_S[Math.min(failures, WAITS_S.length - 1)] ?? 900) * 1000;

/**
 * How long the keypad is still shut, in milliseconds. A clock that was set back since the last try counts as no
 * time gone by.
 */
export const waitLeft = ({ failures, lastAt }: Attempts, now: number): number =>
  Math.max(0, waitAfter(failures) - Math.max(0, now - lastAt));

export const isBlocked = ({ byNumber }: Attempts, number: string): boolean =>
  (byNumber[number] ?? 0) >= BLOCKED_AFTER;

const attemptsPath = (dataFolder: string): string => join(dataFolder, 'attendant-attempts.json');

/** Reads what is known of wrong PINs. A file that cannot be understood counts as the longest wait from now on. */
export const readAttempts = (dataFolder: string, now: number): Attempts => {
  let text: string;
  try {
    text = readFileSync(attemptsPath(dataFolder), 'utf8');
  } catch {
    return noAttempts;
  }
  try {
    return attemptsSchema.parse(JSON.parse(text));
  } catch {
    return { ...noAttempts, failures: WAITS_S.length, lastAt: now };
  }
};

export const writeAttempts = (dataFolder: string, attempts: Attempts): void =>
  writeFileDurably(attemptsPath(dataFolder), `${JSON.stringify(attempts)}\n`);

/** One more wrong try. */
export const withFailure = (attempts: Attempts, number: string, now: number): Attempts => ({
  version: 1,
  failures: attempts.failures + 1,
  lastAt: now,
  byNumber: { ...attempts.byNumber, [number]: (attempts.byNumber[number] ?? 0) + 1 },
});

/** The number is let in: its own tries and the keypad's are forgotten, those of other numbers are not. */
export const withSuccess = (attempts: Attempts, number: string): Attempts => ({
  ...noAttempts,
  byNumber: Object.fromEntries(
    Object.entries(attempts.byNumber).filter(([other]) => other !== number),
  ),
});
