import { closeSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Whether an open file of this process leads to /dev/null for writing; standard input, output and errors apart. */
const isNull = (file: number): boolean => {
  if (file < 3) return false;
  try {
    const flags = /^flags:\s+0?(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${file}`, 'utf8'));
    return readlinkSync(`/proc/self/fd/${file}`) === '/dev/null' && /[1]$/.test(flags?.[1] ?? '');
  } catch {
    // Closed in the meantime.
    return false;
  }
};

const openFiles = (): readonly number[] => readdirSync('/proc/self/fd').map(Number);

/** Looks once more right before: Chromium's threads open and close files all the time. */
const closeNull = (file: number): void => {
  if (!isNull(file)) return;
  try {
    closeSync(file);
  } catch {
    // Another thread was quicker.
  }
};

/** Told when a utility process is started and when it is up (or will never be). */
export interface NullKeeper {
  readonly starting: () => void;
  readonly started: () => void;
}

const NOTHING: NullKeeper = { starting: () => undefined, started: () => undefined };

/** The first release line in which every release closes them. */
const MENDED = 38;

/**
 * Electron up to 37 opens /dev/null for every utility process and never closes it (electron/electron#47515): three
 * open files a visit, until there are no more to be had. This closes them whenever no process is being started: then
 * nobody needs them any more.
 * @param electron version of Electron, "25.1.1"
 */
export const closeForgottenNulls = (electron: string, platform: NodeJS.Platform): NullKeeper => {
  if (platform !== 'linux' || Number.parseInt(electron) >= MENDED) return NOTHING;
  const own = new Set(openFiles().filter(isNull));
  let underWay = 0;
  return {
    starting: () => {
      underWay += 1;
    },
    started: () => {
      underWay -= 1;
      if (underWay === 0) openFiles().forEach((file) => own.has(file) || closeNull(file));
    },
  };
};
