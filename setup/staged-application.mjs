import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from './cache-folder.mjs';
import { projectFolder } from './project-folder.mjs';
import { testAs } from './test-account.mjs';

/** What the built application consists of, besides Electron itself. */
const parts = [
  'package.json',
  'out',
  'kiosk-config/sites',
  'electron/document/sharp-wasm',
  'node_modules/koffi',
  'node_modules/@koromix',
];

/** @param {string} folder */
const builtFrom = (folder) => {
  const stamp = join(folder, 'out', 'built-from');
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : null;
};

/** @param {string} place */
function stage(place) {
  const fresh = `${place}.${String(process.pid)}`;
  for (const part of parts) {
    const from = join(projectFolder, part);
    if (!existsSync(from)) continue;
    mkdirSync(dirname(join(fresh, part)), { recursive: true });
    cpSync(from, join(fresh, part), { recursive: true });
  }
  rmSync(place, { recursive: true, force: true });
  renameSync(fresh, place);
}

/**
 * A folder with the built application that the account can read: the clone itself, or a copy in the cache
 * where the clone lies in a place closed to it (root's home).
 *
 * @param {import('./test-account.mjs').Account} account
 * @returns {Promise<string>}
 */
export async function readableApplication(account) {
  if (await testAs(account, '-r', join(projectFolder, 'out', 'main', 'main.cjs')))
    return projectFolder;
  const name = createHash('sha256').update(projectFolder).digest('hex').slice(0, 12);
  const place = join(cacheFolder(), 'staged', name);
  mkdirSync(dirname(place), { recursive: true });
  if (builtFrom(place) !== builtFrom(projectFolder)) stage(place);
  return place;
}
