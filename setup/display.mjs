import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { CannotGoOn } from './terminal.mjs';
import { commandAs } from './test-account.mjs';

/** How long Xvfb may take to come up, in ms. */
const START_LIMIT = 20_000;

/**
 * @typedef {object} Display
 * @property {string} name for DISPLAY, e.g. ":101"
 * @property {() => void} stop
 */

/** Only root may create the folder of the displays' sockets; everybody may then put one there. */
function openSocketFolder() {
  mkdirSync('/tmp/.X11-unix', { recursive: true });
  chmodSync('/tmp/.X11-unix', 0o1777);
}

/**
 * Starts an own virtual display (Xvfb chooses a free number) under the given account.
 *
 * @param {import('./test-account.mjs').Account} account
 * @param {{readonly width: number, readonly height: number}} size in px
 * @returns {Promise<Display>}
 */
export function startDisplay(account, size = { width: 1280, height: 800 }) {
  if (process.getuid?.() === 0) openSocketFolder();
  const screen = `${String(size.width)}x${String(size.height)}x24`;
  // Tied to this process: a test that is killed leaves no display behind.
  const { program, args } = commandAs(account, 'setpriv', [
    ...['--pdeathsig', 'TERM', '--', 'Xvfb'],
    ...['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp', '-noreset'],
  ]);
  const child = spawn(program, args, {
    env: account.env,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const stop = () => {
    process.off('exit', stop);
    child.kill('SIGTERM');
  };
  process.once('exit', stop);
  return new Promise((resolve, reject) => {
    let errors = '';
    child.stderr?.on('data', (/** @type {Buffer} */ text) => {
      errors = `${errors}${text.toString()}`.slice(-2000);
    });
    const giveUp = (/** @type {string} */ why) => {
      stop();
      reject(new CannotGoOn(`The virtual display did not start: ${why} ${errors.trim()}`));
    };
    const timer = setTimeout(giveUp, START_LIMIT, 'no answer in time.');
    child.on('error', (error) => {
      giveUp(`${error.message}. Is the Debian package xvfb installed?`);
    });
    child.on('exit', () => {
      giveUp('Xvfb ended.');
    });
    child.stdio[3]?.once('data', (/** @type {Buffer} */ text) => {
      clearTimeout(timer);
      resolve({ name: `:${text.toString().trim()}`, stop });
    });
  });
}
