import { open, rm, stat } from 'node:fs/promises';

/**
 * Overwrites a file with zeros before removing it, for disks that are not encrypted. On flash the old blocks may
 * outlive that: a key that must never have been on the disk is not written there in the first place.
 */
export const eraseFile = async (file: string): Promise<void> => {
  const { size } = await stat(file);
  const handle = await open(file, 'r+');
  try {
    await handle.write(Buffer.alloc(size), 0, size, 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rm(file);
};
