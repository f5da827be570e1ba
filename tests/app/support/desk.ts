import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { familyOf } from '../../../setup/process-family.mjs';

export const onDisplay = (display: string) => ({ ...process.env, DISPLAY: display });

/** Runs xdotool on a display; what it cannot find is no error here. */
export const xdotool = (display: string, args: readonly string[]): void => {
  try {
    execFileSync('xdotool', args, { env: onDisplay(display), stdio: 'ignore', timeout: 20_000 });
  } catch {
    // A search without a hit, or a key that this keyboard has not.
  }
};

/** Every window on a display that can be seen: name and geometry. */
export const windowsOn = (display: string): readonly string[] =>
  execFileSync('xwininfo', ['-root', '-tree'], {
    env: onDisplay(display),
    encoding: 'utf8',
    timeout: 20_000,
  })
    .split('\n')
    .map((line) => /^\s+0x[0-9a-f]+ (.+?):.*?\s(\d+x\d+\+-?\d+\+-?\d+)\s/.exec(line))
    .flatMap((found) => (found === null ? [] : [`${found[1] ?? ''} ${found[2] ?? ''}`]))
    // Helpers of Chromium and GTK, a few pixels in size or never shown.
    .filter((window) => !/ (\d{1,2}|200)x(\d{1,2}|200)\+/.test(window));

/** What stands on the display: a sample of its pixels, the same ones every time. */
export const pictureOf = (display: string): Uint32Array => {
  const dump = execFileSync('xwd', ['-root', '-silent'], {
    env: onDisplay(display),
    maxBuffer: 64 * 1024 * 1024,
    timeout: 20_000,
  });
  // xwd: a header of the length that its first word tells, then colour entries, then the pixels.
  const pixels = dump.subarray(dump.readUInt32BE(0));
  const sample = new Uint32Array(Math.floor(pixels.length / SAMPLE_BYTES));
  return sample.map((_, index) => pixels.readUInt32LE(index * SAMPLE_BYTES));
};

/** Every eleventh pixel of 32 bit, so that the sample falls on other columns in every row. */
const SAMPLE_BYTES = 4 * 11;

/** How much of a picture differs from another (0–1), leaving out the places that move by themselves. */
export const differenceOf = (
  one: Uint32Array,
  other: Uint32Array,
  moving: ReadonlySet<number>,
): number =>
  one.reduce((sum, pixel, at) => sum + (pixel !== other[at] && !moving.has(at) ? 1 : 0), 0) /
  Math.max(1, one.length);

/** What is in clipboard or marked text, or "" where nobody offers any. */
export const clipboardOf = (display: string, selection: 'clipboard' | 'primary'): string => {
  try {
    return execFileSync('xclip', ['-o', '-selection', selection], {
      env: onDisplay(display),
      encoding: 'utf8',
      timeout: 3000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return '';
  }
};

const orNull = <Value>(read: () => Value): Value | null => {
  try {
    return read();
  } catch {
    return null;
  }
};

/** The programs a process family runs, each path once. */
export const programsOf = (pid: number): readonly string[] => [
  ...new Set(
    familyOf(pid).flatMap((member) => orNull(() => readlinkSync(`/proc/${member}/exe`)) ?? []),
  ),
];

const socketsOf = (pid: number): readonly string[] =>
  (orNull(() => readdirSync(`/proc/${pid}/fd`)) ?? []).flatMap((fd) => {
    const target = orNull(() => readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? '';
    return /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? [];
  });

/** Local addresses on which a process family listens (proc(5): /proc/net/tcp, state 0A). */
export const listeningOf = (pid: number): readonly string[] => {
  const own = new Set(familyOf(pid).flatMap(socketsOf));
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((columns) => columns[3] === '0A' && own.has(columns[9] ?? ''))
      .map((columns) => columns[1] ?? ''),
  );
};
