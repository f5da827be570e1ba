import { spawn } from 'node:child_process';

/** How much of a program's output is kept for its error sentence, in characters. */
const KEPT = 200_000;

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(line: string) => void} [onLine] told every whole line of stdout and stderr as it comes
 * @property {boolean} [inherit] the program talks to the terminal itself
 * @property {number} [limitMs] how long it may take, in ms; then it is killed
 */

/** The exit code of a program that took too long, as timeout(1) has it. */
export const TOOK_TOO_LONG = 124;

/**
 * Runs a program to its end. Arguments are an array and never pass through a shell.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{readonly code: number, readonly stdout: string, readonly output: string}>}
 *   exit code (124 where it took too long, 127 where the program does not exist, 128 where a signal ended it), stdout
 *   alone, and both streams
 */
export function runProgram(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio:
        options.inherit === true ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    let late = false;
    const timer =
      options.limitMs === undefined
        ? undefined
        : setTimeout(() => {
            late = true;
            child.kill('SIGKILL');
          }, options.limitMs);
    let stdout = '';
    let output = '';
    let pending = '';
    /** @param {string} text */
    const take = (text) => {
      output = (output + text).slice(-KEPT);
      const lines = (pending + text).split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) options.onLine?.(line);
    };
    child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      stdout = (stdout + text).slice(-KEPT);
      take(text);
    });
    child.stderr?.setEncoding('utf8').on('data', take);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 127, stdout, output: `${output}${error.message}\n` });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: late ? TOOK_TOO_LONG : (code ?? 128), stdout, output });
    });
  });
}

/**
 * The last lines of a program's output, for an error sentence.
 *
 * @param {string} output
 */
export const lastLines = (output, count = 15) =>
  output.trimEnd().split('\n').slice(-count).join('\n');
