import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureDebianPackages } from './debian-packages.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { ensureNpmPackages } from './npm-packages.mjs';
import { projectFolder } from './project-folder.mjs';
import { ensureSandbox } from './sandbox.mjs';
import { CannotGoOn, say, step } from './terminal.mjs';
import { ensureTestAccount } from './test-account.mjs';

/** The oldest Node.js that the tools run on. */
const OLDEST = [20, 19];

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldMajor = 0, oldMinor = 0] = OLDEST;
  if (major > oldMajor || (major === oldMajor && minor >= oldMinor)) return;
  throw new CannotGoOn(
    `Node.js ${OLDEST.join('.')} or newer is needed, this is ${process.versions.node}. ` +
      'Install the current long-term release from nodejs.org, then run the same command again.',
  );
}

async function ensureImageLibrary() {
  const folder = join(projectFolder, 'electron', 'document', 'sharp-wasm');
  if (!existsSync(folder)) return { said: 'not part of this version', value: null };
  const { installSharpWasm } = await import('./sharp-wasm.mjs');
  try {
    return { said: installSharpWasm() ? 'installed' : 'up to date', value: null };
  } catch (problem) {
    throw new CannotGoOn(problem instanceof Error ? problem.message : String(problem));
  }
}

/**
 * Everything a fresh clone on a fresh machine needs; quick where it is there already.
 *
 * @param {readonly import('./debian-packages.mjs').PackagePurpose[]} purposes
 * @returns {Promise<import('./electron-runtime.mjs').ElectronRuntime>}
 */
export async function setUp(purposes) {
  say('Setting up');
  checkNode();
  await step('Debian packages', () => ensureDebianPackages(purposes));
  await step('npm packages', ensureNpmPackages);
  await step('Image library', ensureImageLibrary);
  const runtime = await step('Electron', async () => {
    const value = await electronRuntime();
    return { said: `${value.version} in ${value.folder}`, value };
  });
  await step('Build', ensureBuilt);
  await step('Account for sandboxed runs', ensureTestAccount);
  await step('Sandbox', () => ensureSandbox(runtime));
  return runtime;
}
