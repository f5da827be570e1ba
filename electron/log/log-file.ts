import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { logEvents, type Log, type LogFields } from './events.ts';

/** A log file is set aside as `.1` when it is longer than this, in bytes; one older file is kept. */
const ROTATE_AT = 5_000_000;

const WORD = /^[a-z0-9][a-z0-9.-]{0,59}$/;

/**
 * What may be written: numbers, flags, and words that cannot be personal data. Anything else becomes
 * "withheld", so that a mistake elsewhere cannot put a name into the log.
 */
const serializable = (fields: LogFields): LogFields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' && !WORD.test(value) ? 'withheld' : value,
    ]),
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
    const line = JSON.stringify({
      at: new Date(now()).toISOString(),
      level: logEvents[event],
      event,
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
