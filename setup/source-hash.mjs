import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './project-folder.mjs';

/** Everything the build reads. */
const sources = [
  'electron',
  'renderer',
  'scanner-bridge',
  'kiosk-config',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
];
const ignored = new Set(['node_modules', '.tsbuild']);

/**
 * @param {string} path relative to the project
 * @returns {string[]}
 */
function filesUnder(path) {
  const full = join(projectFolder, path);
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .filter((name) => !ignored.has(name))
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

/** SHA-256 over names and contents of everything the build reads, in hexadecimal. */
export function sourceHash() {
  const hash = createHash('sha256');
  for (const file of sources.flatMap(filesUnder)) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(projectFolder, file)))
      .update('\0');
  }
  return hash.digest('hex');
}
