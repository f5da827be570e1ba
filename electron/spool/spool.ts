import { createHash } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { noCheckpoint, type Checkpoint } from '../domain/checkpoint.ts';
import { failed, ok, type Result } from '../domain/result.ts';
import type { SubmissionId } from '../domain/submission.ts';
import { diskFiles, storageProblem, syncDirectory, type Files } from './files.ts';
import { appendToJournal } from './journal.ts';
import { createFolders, stateFolder } from './layout.ts';

/** One written file: SHA-512 in hexadecimal, size in bytes. */
export interface WrittenPart {
  readonly name: string;
  readonly sha512: string;
  readonly size: number;
}

export type StorageProblem = 'storage-full' | 'storage-failed';
/** `source-failed`: the bytes to write ended with an error (e.g. sealing failed); the disk is fine. */
export type WriteProblem = StorageProblem | 'source-failed';

/** A submission being written. Nothing of it is kept until `commit` has returned ok. */
export interface SpoolEntry {
  /** Writes one file and fsyncs it. Names come from the envelope (`document-1.jwe`, …). */
  writePart(
    name: string,
    bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<Result<WrittenPart, WriteProblem>>;
  /**
   * Makes everything written durable and hands it to the uploader: journal and directory fsynced, moved from
   * `tmp` to `ready`, both fsynced. Only after ok may the customer see a receipt.
   * @param transport name of the transport it must go by; none for the site's usual one
   */
  commit(transport?: string): Promise<Result<void, StorageProblem>>;
  /** Removes what was written; for every way out other than `commit`. Never fails: the next start cleans up. */
  abandon(): Promise<void>;
}

/** How much more fits. */
export interface Room {
  /** Less than a quarter of the reserve is left above it: some dozen visits. */
  readonly nearlyFull: boolean;
}

/** The durable queue as the main process sees it: a place to put submissions. */
export interface Spool {
  /** Whether a new submission would be taken now: enough free space, disk writable. Ask before a visit starts. */
  check(): Promise<Result<Room, StorageProblem>>;
  begin(id: SubmissionId): Promise<Result<SpoolEntry, StorageProblem>>;
}

export interface SpoolSettings {
  /** Folder of the spool; created where missing. */
  readonly folder: string;
  /** New submissions are refused when less than this many bytes are free. Accepted ones are never evicted. */
  readonly reserveBytes: number;
  /** The clock: milliseconds since 1970. */
  readonly now: () => number;
  /** Free bytes of the disk that holds a folder. */
  readonly freeBytes?: (folder: string) => Promise<number>;
  readonly files?: Files;
  readonly checkpoint?: Checkpoint;
}

/** So many times the reserve is still plenty. */
const NEARLY = 1.25;

const diskFreeBytes = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

/** Tells the disk's failures from those of the stream that is written. */
class SourceFailure extends Error {}

async function* guarded(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (error) {
    throw new SourceFailure('the bytes to write ended with an error', { cause: error });
  }
}

const guard = async <Value>(work: () => Promise<Value>): Promise<Result<Value, StorageProblem>> => {
  try {
    return ok(await work());
  } catch (error) {
    return failed(storageProblem(error));
  }
};

const writeFile = async (
  { files, checkpoint }: Required<SpoolSettings>,
  path: string,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<{ sha512: string; size: number }> => {
  const hash = createHash('sha512');
  let size = 0;
  const handle = await files.open(path, 'wx', 0o600);
  try {
    for await (const chunk of guarded(source)) {
      for (let done = 0; done < chunk.byteLength;)
        done += (await handle.write(chunk, done, chunk.byteLength - done)).bytesWritten;
      hash.update(chunk);
      size += chunk.byteLength;
    }
    await checkpoint('spool:part-written');
    await handle.sync();
    await checkpoint('spool:part-synced');
  } finally {
    await handle.close();
  }
  return { sha512: hash.digest('hex'), size };
};

const openEntry = (settings: Required<SpoolSettings>, id: SubmissionId): SpoolEntry => {
  const { files, checkpoint, now } = settings;
  const tmp = stateFolder(settings.folder, 'tmp');
  const ready = stateFolder(settings.folder, 'ready');
  const folder = `${tmp}/${id}`;
  const parts: WrittenPart[] = [];
  return {
    async writePart(name, bytes) {
      try {
        const part = { name, ...(await writeFile(settings, `${folder}/${name}`, bytes)) };
        parts.push(part);
        return ok(part);
      } catch (error) {
        return failed(error instanceof SourceFailure ? 'source-failed' : storageProblem(error));
      }
    },
    async commit(transport) {
      const committed = await guard(async () => {
        const at = new Date(now()).toISOString();
        const data = { parts, ...(transport === undefined ? {} : { transport }) };
        await appendToJournal(files, folder, null, { at, event: 'committed', data });
        await checkpoint('spool:journal-synced');
        await syncDirectory(files, folder);
        await checkpoint('spool:entry-synced');
        await files.rename(folder, `${ready}/${id}`);
        await checkpoint('spool:renamed');
        await syncDirectory(files, ready);
        await syncDirectory(files, tmp);
        await checkpoint('spool:committed');
      });
      // Without a receipt it must not be sent either: the customer will hand the same pages in again.
      if (!committed.ok) await files.rename(`${ready}/${id}`, folder).catch(() => undefined);
      return committed;
    },
    async abandon() {
      await files.rm(folder, { recursive: true, force: true }).catch(() => undefined);
    },
  };
};

/**
 * Opens the spool for writing and removes what an interrupted visit left in `tmp` (sealed bytes that nobody
 * got a receipt for). One process writes; the uploader owns everything from `ready` on.
 */
export const openSpool = async (input: SpoolSettings): Promise<Result<Spool, StorageProblem>> => {
  const settings: Required<SpoolSettings> = {
    freeBytes: diskFreeBytes,
    files: diskFiles,
    checkpoint: noCheckpoint,
    ...input,
  };
  const { files, folder, checkpoint } = settings;
  const tmp = stateFolder(folder, 'tmp');

  const check = async (): Promise<Result<Room, StorageProblem>> => {
    const free = await guard(() => settings.freeBytes(folder));
    if (!free.ok) return free;
    const { reserveBytes } = settings;
    return free.value < reserveBytes
      ? failed('storage-full')
      : ok({ nearlyFull: free.value < reserveBytes * NEARLY });
  };

  const prepared = await guard(async () => {
    await files.rm(tmp, { recursive: true, force: true });
    await createFolders(files, folder);
    await syncDirectory(files, folder);
  });
  if (!prepared.ok) return prepared;
  return ok({
    check,
    async begin(id) {
      const room = await check();
      if (!room.ok) return room;
      return guard(async () => {
        await files.mkdir(`${tmp}/${id}`, { mode: 0o700 });
        await checkpoint('spool:entry-created');
        return openEntry(settings, id);
      });
    },
  });
};
