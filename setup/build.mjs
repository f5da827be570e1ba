import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runBundler } from './bundler.mjs';
import { projectFolder } from './project-folder.mjs';
import { lastLines } from './run-program.mjs';
import { sourceHash } from './source-hash.mjs';
import { CannotGoOn } from './terminal.mjs';

const outFolder = join(projectFolder, 'out');
const stampFile = join(outFolder, 'built-from');

/**
 * Builds `out/` unless it was already built from exactly these sources.
 *
 * @returns {Promise<{readonly said: string, readonly value: null}>}
 */
export async function ensureBuilt() {
  const hash = sourceHash();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) {
    return { said: 'up to date', value: null };
  }
  rmSync(stampFile, { force: true });
  const tool = join(projectFolder, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { code, output } = await runBundler([tool, 'build']);
  if (code !== 0) {
    throw new CannotGoOn(
      `The build failed. Its last lines:\n${lastLines(output, 30)}\n` +
        'Undo or mend the last change to the sources ("git status" shows it), then try again.',
    );
  }
  mkdirSync(outFolder, { recursive: true });
  writeFileSync(stampFile, hash);
  return { said: 'built into out/', value: null };
}
