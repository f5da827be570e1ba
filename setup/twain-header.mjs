import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.mjs';
import { lastLines, runProgram } from './run-program.mjs';

const packageName = 'libwine-dev';
const inPackage = './usr/include/wine/wine/windows/twain.h';

/**
 * The TWAIN working group's own twain.h, as Debian ships it with Wine. Only this file is taken out of the package
 * (5 MB to fetch, once): installing it would bring 100 MB.
 *
 * @returns {Promise<{readonly folder: string} | string>} the folder that holds it, or why it cannot be had
 */
export async function fetchTwainHeader() {
  const folder = join(cacheFolder(), 'twain-header');
  if (existsSync(join(folder, 'twain.h'))) return { folder };
  const scratch = mkdtempSync(join(tmpdir(), 'twain-header-'));
  try {
    const fetched = await runProgram('apt-get', ['download', packageName], { cwd: scratch });
    const file = readdirSync(scratch).find((name) => name.endsWith('.deb'));
    if (fetched.code !== 0 || file === undefined)
      return `apt-get could not fetch ${packageName}: ${lastLines(fetched.output, 3)}`;
    const unpacked = await runProgram('dpkg-deb', ['-x', file, 'tree'], { cwd: scratch });
    const header = join(scratch, 'tree', inPackage);
    if (unpacked.code !== 0 || !existsSync(header)) return `${packageName} holds no twain.h`;
    mkdirSync(folder, { recursive: true });
    await runProgram('cp', [header, join(folder, 'twain.h.new')]);
    renameSync(join(folder, 'twain.h.new'), join(folder, 'twain.h'));
    return { folder };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
