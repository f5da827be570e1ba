import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What running a program took. */
export interface ProgramRun {
  readonly ms: number;
  /** Most physical memory of it and all its descendants together, bytes. */
  readonly peakBytes: number;
}

const EVERY_MS = 100;
const PAGE_BYTES = 4096;

/** Physical memory of a process and its descendants now. */
const treeBytes = (root: number): number => {
  const parents = new Map<number, number>();
  const sizes = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      parents.set(Number(name), Number(fields[1]));
      sizes.set(Number(name), Number(fields[21]) * PAGE_BYTES);
    } catch {
      // Ended while we looked.
    }
  }
  const belongs = (pid: number): boolean =>
    pid === root || (pid > 1 && belongs(parents.get(pid) ?? 0));
  return [...sizes].reduce((sum, [pid, bytes]) => sum + (belongs(pid) ? bytes : 0), 0);
};

/** The program was still running when its time was over; it and all its descendants were ended. */
export class TookTooLong extends Error {}

/**
 * Runs a program to its end.
 * @param limitMs after which it is ended (`TookTooLong`)
 */
export const measuredProgram = (
  command: string,
  args: readonly string[],
  limitMs: number,
): Promise<ProgramRun> =>
  new Promise((resolve, reject) => {
    const start = performance.now();
    // A process group of its own, so that its children end with it.
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
    let [said, peakBytes, late] = ['', 0, false];
    child.stderr.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-2000)));
    const sampling = setInterval(() => {
      peakBytes = Math.max(peakBytes, treeBytes(child.pid ?? 0));
    }, EVERY_MS);
    const limit = setTimeout(() => {
      late = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, limitMs);
    child.on('error', (error) => {
      clearInterval(sampling);
      clearTimeout(limit);
      reject(error);
    });
    child.on('close', (code) => {
      clearInterval(sampling);
      clearTimeout(limit);
      if (code === 0) resolve({ ms: performance.now() - start, peakBytes });
      else if (late) reject(new TookTooLong(`still running after ${Math.round(limitMs / 1000)} s`));
      else reject(new Error(`${command} ended with ${String(code)}:\n${said}`));
    });
  });
