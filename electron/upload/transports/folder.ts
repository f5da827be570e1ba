import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { paced, type Pace } from '../pace.ts';
import type { Failure, Outcome, Transport, UploadFile, UploadJob } from '../transport.ts';

export interface FolderSettings {
  /** Folder of a share that a document system watches; it must exist (a share that is away is not created). */
  readonly folder: string;
  /** Wall clock, milliseconds since 1970, for the receipt. */
  readonly now: () => number;
  /** Waits until so many bytes may go over the line to the share, and come back; as fast as it can where missing. */
  readonly pace?: Pace;
}

const unreachable: Failure = { kind: 'later', reason: 'unreachable', scope: 'transport' };
const storageFailed: Failure = { kind: 'later', reason: 'storage-failed', scope: 'entry' };

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Makes a file or a directory durable; some shares and Windows cannot fsync directories. */
const sync = async (path: string, isFolder: boolean): Promise<void> => {
  const handle = await open(path, isFolder ? 'r' : 'r+').catch(() => null);
  if (handle === null && isFolder) return;
  try {
    await handle?.sync();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!isFolder || !['EPERM', 'EISDIR', 'EINVAL', 'ENOTSUP'].includes(code)) throw error;
  } finally {
    await handle?.close();
  }
};

const hashOf = async (path: string, pace: Pace | undefined): Promise<string> => {
  const hash = createHash('sha512');
  for await (const chunk of paced(pace)(createReadStream(path))) hash.update(chunk);
  return hash.digest('hex');
};

const copy = (from: string, to: string, pace: Pace | undefined): Promise<void> =>
  pace === undefined
    ? copyFile(from, to)
    : pipeline(createReadStream(from), paced(pace), createWriteStream(to, { flags: 'wx' }));

const copyAndRead = async (
  files: readonly UploadFile[],
  target: string,
  signal: AbortSignal,
  pace: Pace | undefined,
): Promise<boolean> => {
  await rm(target, { recursive: true, force: true });
  await mkdir(target);
  for (const file of files) {
    if (signal.aborted) return false;
    await copy(file.path, join(target, file.name), pace);
    await sync(join(target, file.name), false);
  }
  await sync(target, true);
  for (const file of files)
    if ((await hashOf(join(target, file.name), pace)) !== file.sha512) return false;
  return true;
};

const receiptOf = (job: UploadJob, at: number): string =>
  JSON.stringify({
    kind: 'folder',
    jobId: job.id,
    placedAt: new Date(at).toISOString(),
    parts: job.files.map(({ name, sha512, size }) => ({ name, sha512, size })),
  });

const place = async (
  { folder, now, pace }: FolderSettings,
  job: UploadJob,
  signal: AbortSignal,
): Promise<Outcome> => {
  const [hidden, final] = [join(folder, `.${job.id}.part`), join(folder, job.id)];
  const wasAboutTo = job.recall('placing') === 'read back';
  // Read back before, and no longer under its hidden name: it had appeared (and may have been taken since).
  if (wasAboutTo && !(await exists(hidden)))
    return { kind: 'delivered', receipt: receiptOf(job, now()) };
  if (await exists(final)) return storageFailed;
  if (!(await copyAndRead(job.files, hidden, signal, pace)))
    return signal.aborted
      ? { kind: 'later', reason: 'stopped', scope: 'transport' }
      : storageFailed;
  await job.remember('placing', 'read back');
  await rename(hidden, final);
  await sync(folder, true);
  return { kind: 'delivered', receipt: receiptOf(job, now()) };
};

/**
 * Transport to a watched folder: hidden name, fsync, every file read back and compared, one rename. The receipt is
 * the list of digests as read back; nobody on the other side signs it.
 */
export const folderTransport = (settings: FolderSettings): Transport => ({
  async deliver(job, signal) {
    if (!(await exists(settings.folder))) return unreachable;
    try {
      return await place(settings, job, signal);
    } catch {
      return storageFailed;
    }
  },
  close: () => undefined,
});
