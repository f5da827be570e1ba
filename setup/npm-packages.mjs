import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './project-folder.mjs';
import { lastLines, runProgram } from './run-program.mjs';
import { CannotGoOn, say } from './terminal.mjs';

const stampFile = join(projectFolder, 'node_modules', '.einwurf-lock');

/** Changes whenever other packages, or packages for another Node ABI, are needed. */
const lockStamp = () =>
  createHash('sha256')
    .update(readFileSync(join(projectFolder, 'package-lock.json')))
    .update(`${process.platform} ${process.arch} ${process.versions.modules}`)
    .digest('hex');

const presentStamp = () => {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return '';
  }
};

/**
 * `npm ci`, unless node_modules already holds exactly what package-lock.json asks for.
 *
 * @returns {Promise<{readonly said: string, readonly value: null}>}
 */
export async function ensureNpmPackages() {
  const stamp = lockStamp();
  if (presentStamp() === stamp) return { said: 'up to date', value: null };
  say('    npm ci, this takes half a minute or so …');
  const { code, output } = await runProgram('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: projectFolder,
  });
  if (code !== 0) {
    throw new CannotGoOn(
      `npm ci failed. Its last lines:\n${lastLines(output)}\n` +
        'Check that the npm registry can be reached, then run the same command again.',
    );
  }
  writeFileSync(stampFile, stamp);
  return { said: 'installed as the lockfile says', value: null };
}
