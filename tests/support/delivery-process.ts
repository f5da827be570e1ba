import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program under test in a process of its own. */
export interface ProgramRun {
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<NodeJS.Signals | number | null>;
  /** Resolves with the first line, past or future, that begins so; fails when the process ends without it. */
  line(start: string): Promise<string>;
}

/** Starts a bundled program; it is ended with SIGABRT when it outlives the deadline. */
export const startProgram = (
  program: string,
  args: readonly string[],
  onLine: (line: string) => void,
  deadlineMs: number,
): ProgramRun => {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const deadline = setTimeout(() => child.kill('SIGABRT'), deadlineMs);
  const lines: string[] = [];
  const waiting: { start: string; found: (line: string) => void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    onLine(line);
    for (const wait of waiting) if (line.startsWith(wait.start)) wait.found(line);
  });
  const ended = new Promise<NodeJS.Signals | number | null>((done) => {
    child.once('close', (code, signal) => {
      clearTimeout(deadline);
      done(signal ?? code);
    });
  });
  return {
    kill: (signal) => void child.kill(signal),
    ended,
    line: (start) =>
      new Promise((found, fail) => {
        const earlier = lines.find((line) => line.startsWith(start));
        if (earlier !== undefined) found(earlier);
        waiting.push({ start, found });
        void ended.then((end) => fail(new Error(`ended with ${String(end)} before "${start}"`)));
      }),
  };
};
