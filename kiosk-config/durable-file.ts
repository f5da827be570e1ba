import {
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Makes names in a folder durable. Windows refuses to open folders and keeps names by itself. */
export const syncFolder = (folder: string): void => {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** A file that root writes into the kiosk's folder belongs to the kiosk's account all the same. */
export const giveToFolderOwner = (path: string): void => {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(path));
  chownSync(path, uid, gid);
};

/**
 * Puts a small file in place so that a power cut leaves the old one or the new one, never half of it. Readable for
 * its owner only. Throws what the file system says.
 */
export const writeFileDurably = (path: string, text: string): void => {
  const fresh = `${path}.new`;
  const handle = openSync(fresh, 'w', 0o600);
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  giveToFolderOwner(fresh);
  renameSync(fresh, path);
  syncFolder(dirname(path));
};
