import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './project-folder.mjs';

/** @typedef {import('./electron-runtime.mjs').ElectronRuntime} ElectronRuntime */

/** The fuse that the development runtime is too old to have; the others stand in electron-builder.yml. */
const newerFuses = (/** @type {ElectronRuntime} */ runtime) =>
  runtime.production ? { electronFuses: { grantFileProtocolExtraPrivileges: false } } : {};

/**
 * Packages what lies built in out/.
 *
 * @param {ElectronRuntime} runtime
 * @param {readonly string[]} targets
 * @param {string} [outputFolder] where to, instead of dist/
 */
export async function packageApplication(runtime, targets, outputFolder) {
  const { build } = await import('electron-builder');
  await build({
    projectDir: projectFolder,
    [process.platform === 'win32' ? 'win' : 'linux']: [...targets],
    publish: 'never',
    config: {
      extends: 'electron-builder.yml',
      electronDist: runtime.folder,
      electronVersion: runtime.version,
      ...(outputFolder === undefined ? {} : { directories: { output: outputFolder } }),
      ...newerFuses(runtime),
    },
  });
}

/**
 * The packaged application in a folder, packaged anew when what is built has changed. For tests.
 *
 * @param {ElectronRuntime} runtime
 * @param {string} folder readable for the account that runs it
 * @returns {Promise<string>} the folder with the program `einwurf`
 */
export async function packagedApplication(runtime, folder) {
  const builtFrom = ['out/built-from', 'electron-builder.yml', 'setup/remove-launcher.mjs']
    .map((file) => readFileSync(join(projectFolder, file), 'utf8'))
    .join('\n');
  const stamp = join(folder, 'packaged-from');
  const program = join(folder, 'linux-unpacked');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === builtFrom) return program;
  mkdirSync(folder, { recursive: true });
  await packageApplication(runtime, ['dir'], folder);
  writeFileSync(stamp, builtFrom);
  return program;
}
