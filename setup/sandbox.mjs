import { chmodSync, chownSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { lastLines, runProgram } from './run-program.mjs';
import { CannotGoOn } from './terminal.mjs';
import { commandAs, ordinaryAccount } from './test-account.mjs';

const ROOT = 0;
/** Owned by root, runs as its owner: how Chromium wants the helper (its docs/linux/suid_sandbox.md). */
const MODE = 0o4755;

/**
 * Makes the runtime's sandbox helper usable where the set-up is allowed to (root). Chromium needs it where the
 * system does not let ordinary accounts make user namespaces: hardened kernels, containers, chroots.
 *
 * @param {string} runtimeFolder the folder that holds the electron program
 */
function enableSandboxHelper(runtimeFolder) {
  const helper = join(runtimeFolder, 'chrome-sandbox');
  if (process.getuid?.() !== ROOT || !existsSync(helper)) return;
  const { uid, mode } = statSync(helper);
  if (uid === ROOT && (mode & 0o7777) === MODE) return;
  chownSync(helper, ROOT, ROOT);
  chmodSync(helper, MODE);
}

/**
 * Sees whether Electron starts at all, sandboxed, as the account that will run it: what is missing is said in
 * a sentence here, not by a stack trace later.
 *
 * @param {import('./electron-runtime.mjs').ElectronRuntime} runtime
 */
export async function ensureSandbox(runtime) {
  if (process.platform !== 'linux') return { said: 'the system’s own', value: null };
  enableSandboxHelper(runtime.folder);
  const account = ordinaryAccount();
  const { program, args } = commandAs(account, runtime.path, ['--version']);
  const { code, output } = await runProgram(program, args, { env: account.env, cwd: account.home });
  // The development runtime ends with 2 here, because it is not told what to start.
  if (code === 0 || code === 2) return { said: 'works', value: null };
  const advice = output.includes('sandbox')
    ? 'This system does not let ordinary accounts make user namespaces, which the sandbox needs. ' +
      'Run the same command once as root: that prepares the sandbox helper.'
    : 'Check that the packages of the first step are whole ("sudo apt-get -f install").';
  throw new CannotGoOn(`Electron does not start:\n${lastLines(output, 5)}\n\n${advice}`);
}
