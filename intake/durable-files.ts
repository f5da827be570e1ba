import { open, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const TOLERATED_ON_WINDOWS = ['EPERM', 'EISDIR', 'EACCES'];

/** Makes a file's content, or the names in a directory, durable. Windows cannot fsync directories. */
export const syncPath = async (path: string): Promise<void> => {
  try {
    const handle = await open(path, 'r+').catch(() => open(path, 'r'));
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (process.platform !== 'win32' || !TOLERATED_ON_WINDOWS.includes(code)) throw error;
  }
};

/** Moves a file or directory and makes both the old and the new name durable. */
export const moveDurably = async (from: string, to: string): Promise<void> => {
  await rename(from, to);
  await syncPath(dirname(to));
  if (dirname(from) !== dirname(to)) await syncPath(dirname(from));
};

/** Writes a file whole or not at all: other name, fsync, rename, fsync of the directory. */
export const writeDurably = async (
  path: string,
  content: string | Uint8Array,
  mode = 0o600,
): Promise<void> => {
  const temporary = join(dirname(path), `.${basename(path)}.new`);
  const handle = await open(temporary, 'w', mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await moveDurably(temporary, path);
};
