import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileStore } from '@tus/file-store';
import type { Announcement } from '../electron/envelope/announcement.ts';
import { digestOf } from '../electron/envelope/digest.ts';
import { announcementName } from '../electron/envelope/part.ts';
import { noCheckpoint } from '../electron/domain/checkpoint.ts';
import { freeBytes } from './counters.ts';
import { moveDurably, syncPath, writeDurably } from './durable-files.ts';
import { noteReference, referenceStanding } from './reference-register.ts';
import { Refusal } from './refusal.ts';
import {
  signedReceipt,
  type StoredPart,
  type StoreProblem,
  type SubmissionStore,
  type SubmissionStoreSettings,
} from './submission-store.ts';
import { removeUnfinished } from './tidy.ts';

/** SHA-512 of a file, hexadecimal. */
const hashFile = async (path: string): Promise<string> => {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
};

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const readOptional = (path: string): Promise<string | null> =>
  readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });

/** Runs work for one submission after the other; different submissions run side by side. */
const oneAtATime = () => {
  const running = new Map<string, Promise<unknown>>();
  return async <Value>(key: string, work: () => Promise<Value>): Promise<Value> => {
    const before = running.get(key) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(work);
    running.set(key, mine);
    try {
      return await mine;
    } finally {
      if (running.get(key) === mine) running.delete(key);
    }
  };
};

export interface FolderStoreSettings extends SubmissionStoreSettings {
  readonly folder: string;
  /** Fewer free bytes than this are a problem. */
  readonly reserveBytes: number;
}

const folderProblems = async (
  folder: string,
  reserveBytes: number,
): Promise<readonly StoreProblem[]> => {
  const problems: StoreProblem[] = [];
  const probe = join(folder, '.health');
  try {
    await writeFile(probe, 'x');
    await rm(probe);
  } catch {
    problems.push('disk-not-writable');
  }
  const free = await freeBytes(folder).catch(() => 0);
  if (free < reserveBytes) problems.push('disk-nearly-full');
  return problems;
};

const countOf = async (folder: string): Promise<number> =>
  (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith('.')).length;

/** The store below a folder of this machine, for one intake process; creates what is missing. */
export const openFolderStore = async (settings: FolderStoreSettings): Promise<SubmissionStore> => {
  const { folder, checkpoint = noCheckpoint } = settings;
  const at = (name: string): string => join(folder, name);
  const uploads = at('uploads');
  const staging = at('staging');
  const inbox = at('inbox');
  const receipts = at('receipts');
  for (const path of [uploads, staging, inbox, receipts, at('references')])
    await mkdir(path, { recursive: true, mode: 0o700 });
  await syncPath(folder);
  const exclusively = oneAtATime();

  const announcement = async (jobId: string): Promise<Announcement | null> => {
    const text = await readOptional(join(staging, jobId, announcementName));
    return text === null ? null : settings.readAnnouncement(text);
  };

  /** Staged files carry their hash in their announcement; only checked ones are ever put there. */
  const staged = async (jobId: string): Promise<StoredPart[]> => {
    const names = new Set(await readdir(join(staging, jobId)).catch(() => []));
    const text = await readOptional(join(staging, jobId, announcementName));
    const announced = text === null ? null : await settings.readAnnouncement(text);
    if (text === null || announced === null) return [];
    return [
      { name: announcementName, sha512: digestOf(Buffer.from(text)).sha512 },
      ...announced.parts.filter(({ name }) => names.has(name)),
    ];
  };

  const pendingPath = (jobId: string): string => join(receipts, `${jobId}.pending`);
  const finalPath = (jobId: string): string => join(receipts, `${jobId}.jws`);

  /** Receipt prepared, submission moved, receipt made valid: any cut between is finished by `recover`. */
  const complete = async (jobId: string): Promise<void> => {
    const text = await readOptional(join(staging, jobId, announcementName));
    const announced = text === null ? null : await settings.readAnnouncement(text);
    if (text === null || announced === null) return;
    const held = new Set((await staged(jobId)).map(({ name }) => name));
    if (!announced.parts.every(({ name }) => held.has(name))) return;
    await noteReference(folder, announced.referenceNumber, jobId);
    await writeDurably(pendingPath(jobId), await signedReceipt(settings, announced, text));
    await checkpoint('intake:receipt-pending');
    await moveDurably(join(staging, jobId), join(inbox, jobId));
    await checkpoint('intake:moved-to-inbox');
    await moveDurably(pendingPath(jobId), finalPath(jobId));
    await checkpoint('intake:receipt-final');
    settings.onComplete?.();
  };

  /** Moved into the inbox, but cut before the receipt became valid: its readers may have taken it since. */
  const finishPending = async (jobId: string): Promise<void> => {
    if ((await exists(pendingPath(jobId))) && !(await exists(join(staging, jobId))))
      await moveDurably(pendingPath(jobId), finalPath(jobId));
  };

  /** Where the disk failed or power was cut before the last step, asking makes up for it. */
  const receipt = async (jobId: string): Promise<string | null> => {
    const valid = await readOptional(finalPath(jobId));
    if (valid !== null) return valid;
    if (!(await exists(pendingPath(jobId))) && !(await exists(join(staging, jobId)))) return null;
    await exclusively(jobId, async () => {
      await finishPending(jobId);
      await complete(jobId);
    });
    return readOptional(finalPath(jobId));
  };

  const take = async (jobId: string, part: StoredPart, path: string): Promise<void> => {
    await finishPending(jobId);
    if (await exists(finalPath(jobId))) return rm(path, { force: true });
    await mkdir(join(staging, jobId), { recursive: true, mode: 0o700 });
    await syncPath(staging);
    const target = join(staging, jobId, part.name);
    if (await exists(target)) await rm(path, { force: true });
    else await moveDurably(path, target);
    await checkpoint('intake:part-staged');
    await complete(jobId);
  };

  /** Checks, makes durable, takes over. What was refused is removed: it would only be refused again. */
  const check = async (
    part: StoredPart,
    path: string,
    inspect?: (text: string) => Promise<void>,
  ): Promise<void> => {
    if ((await hashFile(path)) !== part.sha512) throw new Refusal(460, 'sha512 differs');
    await inspect?.(await readFile(path, 'utf8'));
    await syncPath(path);
  };

  return {
    uploads: { datastore: new FileStore({ directory: uploads }) },
    failureStatus: 500,
    hasRoom: async () => (await freeBytes(folder)) >= settings.reserveBytes,
    receipt,
    staged,
    announcement,
    async take(jobId, part, uploadId, inspect) {
      const path = join(uploads, uploadId);
      try {
        await check(part, path, inspect);
        await exclusively(jobId, () => take(jobId, part, path));
      } catch (error) {
        if (error instanceof Refusal) await rm(path, { force: true });
        throw error;
      } finally {
        if (!(await exists(path))) await rm(`${path}.json`, { force: true });
      }
    },
    standing: (referenceNumber) => referenceStanding(folder, referenceNumber),
    async recover() {
      for (const name of await readdir(receipts))
        if (name.endsWith('.pending')) await finishPending(name.slice(0, -'.pending'.length));
      for (const jobId of await readdir(staging)) await exclusively(jobId, () => complete(jobId));
    },
    tidy: (before) => removeUnfinished(folder, before),
    problems: () => folderProblems(folder, settings.reserveBytes),
    counts: async () => ({
      inbox: await countOf(inbox),
      incomplete: await countOf(staging),
      refused: await countOf(at('refused')),
    }),
    close: () => Promise.resolve(),
  };
};
