import { readdirSync, readFileSync } from 'node:fs';

/** One process as the kernel sees it. */
export interface ProcessState {
  /** Its own and its share of shared memory, kilobytes. */
  readonly pssKb: number;
  readonly files: number;
  readonly threads: number;
}

const orNull = <Value>(read: () => Value): Value | null => {
  try {
    return read();
  } catch {
    return null;
  }
};

const numberAfter = (text: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);

/** proc(5): memory, open files and threads; null where the process has gone. */
export const processState = (pid: number): ProcessState | null =>
  orNull(() => ({
    pssKb: numberAfter(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'), 'Pss'),
    files: readdirSync(`/proc/${pid}/fd`).length,
    threads: numberAfter(readFileSync(`/proc/${pid}/status`, 'utf8'), 'Threads'),
  }));

/** Whether a process has ended and nobody has asked how. */
export const isZombie = (pid: number): boolean =>
  /^State:\s+Z/m.test(orNull(() => readFileSync(`/proc/${pid}/status`, 'utf8')) ?? '');
