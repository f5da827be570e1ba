import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { runProgram, lastLines } from './run-program.mjs';
import { CannotGoOn } from './terminal.mjs';

/** The ordinary account that runs Electron sandboxed where the set-up itself is root. */
const accountName = 'einwurf-test';
const accountHome = '/var/lib/einwurf-test';

/**
 * Who runs Electron.
 *
 * @typedef {object} Account
 * @property {readonly string[]} prefix program and arguments to put before a command; empty: run it as it is
 * @property {NodeJS.ProcessEnv} env its whole environment
 * @property {number | null} uid null where it is whoever runs the set-up
 * @property {number | null} gid
 * @property {string} home
 */

const isRoot = () => process.getuid?.() === 0;

/** @param {'-u' | '-g'} what */
const idOf = (what) => {
  const { status, stdout } = spawnSync('id', [what, accountName], { encoding: 'utf8' });
  return status === 0 ? Number(stdout.trim()) : null;
};

async function createAccount() {
  const { code, output } = await runProgram('useradd', [
    '--create-home',
    '--home-dir',
    accountHome,
    '--user-group',
    '--shell',
    '/usr/sbin/nologin',
    '--comment',
    'Runs Einwurf in tests, without a password',
    accountName,
  ]);
  if (code !== 0) {
    throw new CannotGoOn(
      `The test account ${accountName} could not be created: ${lastLines(output, 3)}. ` +
        'Run the command as an ordinary user instead of root, or free that name.',
    );
  }
}

/** Creates the ordinary test account where the set-up is root and it is missing; it gets no password. */
export async function ensureTestAccount() {
  if (!isRoot()) return { said: 'not needed, you are not root', value: null };
  const known = idOf('-u') !== null;
  if (!known) await createAccount();
  if (!existsSync(accountHome)) mkdirSync(accountHome, { mode: 0o700 });
  return { said: known ? `${accountName} is there` : `created ${accountName}`, value: null };
}

/** Kept of the environment for the account: nothing that names root's home, keys or sessions. */
const passedOn = ['PATH', 'LANG', 'TZ', 'SANE_CONFIG_DIR', 'EINWURF_ALLOW_TEST_RUNTIME'];

/** @param {readonly string[]} names */
const pick = (names) =>
  Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );

/**
 * The account to run Electron as: the ordinary test account for root, otherwise oneself.
 *
 * @returns {Account}
 */
export function ordinaryAccount() {
  if (!isRoot()) {
    const home = process.env['HOME'] ?? '/';
    return { prefix: [], env: { ...process.env }, uid: null, gid: null, home };
  }
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  if (uid === null || gid === null) {
    throw new CannotGoOn(
      'The test account is missing. Run "npm test" or "npm start" once as root.',
    );
  }
  return {
    prefix: ['setpriv', '--reuid', String(uid), '--regid', String(gid), '--clear-groups', '--'],
    env: { ...pick(passedOn), HOME: accountHome, USER: accountName, LOGNAME: accountName },
    uid,
    gid,
    home: accountHome,
  };
}

/**
 * A command as the account runs it.
 *
 * @param {Account} account
 * @param {string} program
 * @param {readonly string[]} args
 */
export function commandAs(account, program, args) {
  const words = [...account.prefix, program, ...args];
  return { program: words[0] ?? program, args: words.slice(1) };
}

/**
 * What `test` says about a path when the account asks: -r readable, -x may be entered or run.
 *
 * @param {Account} account
 * @param {'-r' | '-x'} question
 * @param {string} path
 */
export async function testAs(account, question, path) {
  const { program, args } = commandAs(account, 'test', [question, path]);
  return (await runProgram(program, args, { env: account.env })).code === 0;
}
