import * as promises from 'node:fs/promises';

/** The part of the file system that the spool uses; tests put a failing disk in its place. */
export type Files = Pick<
  typeof promises,
  'open' | 'mkdir' | 'rename' | 'rm' | 'readdir' | 'readFile' | 'stat'
>;

export const diskFiles: Files = promises;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** What the file system's error means to the spool. */
export const storageProblem = (error: unknown): 'storage-full' | 'storage-failed' =>
  ['ENOSPC', 'EDQUOT'].includes(codeOf(error)) ? 'storage-full' : 'storage-failed';

/** Whether the error says that the file or folder is not there. */
export const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';

/**
 * Makes names in a directory durable (POSIX fsync of the directory). Windows answers EPERM or EISDIR and keeps
 * names by itself: tolerated there only.
 */
export const syncDirectory = async (files: Files, path: string): Promise<void> => {
  try {
    const handle = await files.open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (process.platform !== 'win32' || !['EPERM', 'EISDIR', 'EACCES'].includes(codeOf(error)))
      throw error;
  }
};

/** Writes a small file under another name, fsyncs it and puts it in place: whole or not at all. */
export const writeDurably = async (
  files: Files,
  folder: string,
  name: string,
  bytes: Uint8Array,
): Promise<void> => {
  const handle = await files.open(`${folder}/${name}.new`, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await files.rename(`${folder}/${name}.new`, `${folder}/${name}`);
  await syncDirectory(files, folder);
};

/** Moves a directory from one state to another and makes both names durable. */
export const moveDurably = async (
  files: Files,
  from: { readonly folder: string; readonly name: string },
  toFolder: string,
): Promise<void> => {
  await files.rename(`${from.folder}/${from.name}`, `${toFolder}/${from.name}`);
  await syncDirectory(files, toFolder);
  await syncDirectory(files, from.folder);
};
