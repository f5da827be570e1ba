import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isLogDigest, logEvents, type Log, type LogFields } from './events.ts';
import { isLogWord, logFieldNames } from './words.ts';

/** A log file is set aside as `.1` when it is longer than this, in bytes; one older file is kept. */
const ROTATE_AT = 5_000_000;

/** Longer numbers could be somebody's. */
const NUMBERS_BELOW = 1_000_000;

const names = new Set<string>(logFieldNames);

const isAllowed = (name: string, value: unknown): boolean => {
  if (typeof value === 'boolean') return true;
  if (typeof value === 'number')
    return Number.isInteger(value) && value >= 0 && value < NUMBERS_BELOW;
  return name === 'hash' ? isLogDigest(value) : isLogWord(value);
};

/**
 * What may be written: whole numbers, flags, and words of a closed list, under names of a closed list. The compiler
 * lets nothing else come here; whatever comes all the same becomes "withheld", or is left out where its name is not
 * known, so that no mistake can put a name into the log.
 */
const serializable = (fields: LogFields): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => names.has(name))
      .map(([name, value]) => [name, isAllowed(name, value) ? value : 'withheld']),
  );

/**
 * A log as a file of JSON lines.
 * @param now clock, milliseconds since the epoch
 * @param echo also gets every line, e.g. for the terminal
 */
export const openLogFile = (
  path: string,
  now: () => number,
  echo: (line: string) => void = () => undefined,
): Log => {
  mkdirSync(dirname(path), { recursive: true });
  return (event, fields = {}) => {
    const known = Object.hasOwn(logEvents, event) ? event : 'unexpected-error';
    const line = JSON.stringify({
      at: new Date(now()).toISOString(),
      level: logEvents[known],
      event: known,
      ...serializable(fields),
    });
    echo(line);
    try {
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > ROTATE_AT) {
        renameSync(path, `${path}.1`);
      }
      appendFileSync(path, `${line}\n`);
    } catch {
      // A full or broken disk must not take the kiosk down with it; the line was echoed.
    }
  };
};
