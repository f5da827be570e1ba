import { join } from 'node:path';
import { projectFolder } from './project-folder.mjs';
import { runProgram, TOOK_TOO_LONG } from './run-program.mjs';
import { say } from './terminal.mjs';

/**
 * How long a bundler may take, in ms; it takes a tenth of that on a slow machine. Rolldown, which Vite bundles with, now
 * and then blocks itself for ever on machines with few cores (rolldown/rolldown issue 10695), and whatever process calls
 * it along with itself: no timer fires there any more.
 */
const LIMIT = 60_000;

/** How often it is started at most: it is chance that blocks it, and the next run is another throw. */
const TRIES = 3;

/**
 * Runs a bundler in a process of its own, again where it has blocked itself.
 *
 * @param {readonly string[]} args for Node: the bundler's program and its arguments
 * @param {number} limitMs how long each run may take, in ms
 * @returns {Promise<{readonly code: number, readonly output: string}>} its last run
 */
export async function runBundler(args, limitMs = LIMIT) {
  for (let left = TRIES - 1; ; left -= 1) {
    const { code, output } = await runProgram(process.execPath, args, {
      cwd: projectFolder,
      limitMs,
    });
    if (code !== TOOK_TOO_LONG || left === 0) return { code, output };
    say(`  The bundler did not end in ${String(limitMs / 1000)} s and is started again.`);
  }
}

/**
 * One program for Node, to be bundled into one file.
 *
 * @typedef {object} BundledProgram
 * @property {string} entry its source file
 * @property {string} file where the bundle goes; another file there is overwritten
 * @property {'cjs' | 'es'} format
 * @property {string} target the oldest Node, e.g. "node18"
 * @property {readonly string[]} external packages that stay where they are, as they have native parts
 */

/**
 * Bundles one program and everything it imports.
 *
 * @param {BundledProgram} program
 */
export async function bundleProgram(program) {
  const file = join(projectFolder, 'setup', 'bundle-program.mjs');
  const { code, output } = await runBundler([file, JSON.stringify(program)]);
  if (code !== 0) throw new Error(`${program.entry} could not be bundled: ${output}`);
}

/**
 * Runs Vite's build with a configuration file.
 *
 * @param {string} configFile from the project's folder
 */
export async function buildWithVite(configFile) {
  const vite = join(projectFolder, 'node_modules', 'vite', 'bin', 'vite.js');
  const { code, output } = await runBundler([
    ...[vite, 'build', '--config', configFile, '--logLevel', 'error'],
  ]);
  if (code !== 0) throw new Error(`${configFile} could not be built: ${output}`);
}
