import { execFile } from 'node:child_process';
import { constants, openSync, readSync } from 'node:fs';
import { link, mkdtemp, readdir, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const prefix = 'einwurf-scan-';

/** A named pipe that scanimage takes for its output files, so that page bytes never touch the disk. */
export interface PagePipe {
  /** What to give scanimage as --batch. */
  readonly format: string;
  /** Prepares the name under which page `number` will be written. Must come before scanimage opens it. */
  admit(number: number): Promise<void>;
  /** Reads what is in the pipe right now. */
  drain(): void;
  close(): Promise<void>;
}

const isGone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
};

/** Removes the folders of killed hosts. They hold names of pipes only. */
const sweep = async (): Promise<void> => {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const pid = Number(name.slice(prefix.length).split('-')[0]);
    // Another user's folder is not ours to remove.
    if (pid > 0 && isGone(pid))
      await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
  }
};

/**
 * Makes the pipe. scanimage writes page n to `FORMAT.part` with n filled in and renames it when complete: each such
 * name is made a hard link to one named pipe first, and a folder of its own keeps others out.
 * @param onChunk called with each piece read, in order
 */
export const openPagePipe = async (onChunk: (chunk: Uint8Array) => void): Promise<PagePipe> => {
  await sweep();
  const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  const pipe = join(folder, 'pipe');
  await promisify(execFile)('mkfifo', ['-m', '600', pipe]);
  // Read and write: there is always a writer, so the pages of one scan are one endless stream.
  const fd = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  const socket = new Socket({ fd, readable: true, writable: false });
  socket.on('data', onChunk).on('error', () => undefined);
  const drain = (): void => {
    const buffer = Buffer.allocUnsafe(65_536);
    try {
      for (;;) {
        const length = readSync(fd, buffer);
        if (length === 0) return;
        onChunk(Uint8Array.from(buffer.subarray(0, length)));
      }
    } catch {
      // EAGAIN: the pipe is empty.
    }
  };
  return {
    format: join(folder, '%d'),
    admit: (number) => link(pipe, join(folder, `${number}.part`)),
    drain,
    close: async () => {
      socket.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
