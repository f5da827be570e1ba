import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(
  dirname(fileURLToPath(import.meta.url)),
  '..',
  'electron',
  'document',
  'sharp-wasm',
);
const stamp = join(folder, 'node_modules', '.installed-from');

/**
 * sharp looks for a build of its own before it looks for the native package, and would find the native one
 * of the project root. This file is such a build; it hands over to the WebAssembly package.
 * @param {string} version of sharp
 */
const preferWebAssembly = (version) => {
  const build = join(folder, 'node_modules', 'sharp', 'src', 'build', 'Release');
  mkdirSync(build, { recursive: true });
  writeFileSync(
    join(build, `sharp-wasm32-${version}.node.js`),
    "module.exports = require('@img/sharp-wasm32/sharp.node');\n",
  );
};

/**
 * Installs sharp's WebAssembly build beside the document worker, apart from the project's own packages
 * (docs/decisions/0030-image-library.md). Does nothing when the lockfile has not changed since.
 * @returns {boolean} whether anything had to be installed
 * @throws {Error} with a sentence that says what to do, when npm fails
 */
export const installSharpWasm = () => {
  const lockfile = readFileSync(join(folder, 'package-lock.json'), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockfile) return false;
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const run = spawnSync(
    npm,
    ['ci', '--cpu=wasm32', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: folder,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    },
  );
  if (run.status !== 0) {
    throw new Error(
      `The image library could not be installed in ${folder}. ` +
        `Run "npm ci --cpu=wasm32" there and see what it says:\n${run.stderr}`,
    );
  }
  const manifest = readFileSync(join(folder, 'node_modules', 'sharp', 'package.json'), 'utf8');
  const version = /"version": *"([^"]+)"/.exec(manifest)?.[1] ?? '';
  preferWebAssembly(version);
  writeFileSync(stamp, lockfile);
  return true;
};
