import { createHash, randomBytes } from 'node:crypto';
import { noCheckpoint } from '../../electron/domain/checkpoint.ts';
import type { Announcement } from '../../electron/envelope/announcement.ts';
import { announcementName } from '../../electron/envelope/part.ts';
import { leastAdvanced, standingBy, type ReferenceStanding } from '../reference-standing.ts';
import { Refusal } from '../refusal.ts';
import {
  signedReceipt,
  type StoredPart,
  type StoreProblem,
  type SubmissionStore,
  type SubmissionStoreSettings,
} from '../submission-store.ts';
import { parseKeptPart, type KeptPart, type KeptSubmission } from './kept-submission.ts';
import { openObjects, type Objects, type ObjectsAccess } from './objects.ts';
import { openSharedLock, type SharedLock, type SharedLockSettings } from './shared-lock.ts';
import { removeUpload, sharedUploads, UPLOADS } from './uploads.ts';

export interface ObjectStoreAccess {
  readonly objects: ObjectsAccess;
  readonly lock: SharedLockSettings;
}

const sha512Of = async (objects: Objects, key: string): Promise<string> => {
  const hash = createHash('sha512');
  for await (const chunk of await objects.read(key)) hash.update(chunk);
  return hash.digest('hex');
};

const lastName = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

const countOf = async (objects: Objects, prefix: string): Promise<number> => {
  let count = 0;
  for await (const found of objects.list(prefix)) if (found.key !== prefix) count += 1;
  return count;
};

/** Every part that was checked for an incomplete submission. */
const heldParts = async (objects: Objects, jobId: string): Promise<readonly KeptPart[]> => {
  const parts: KeptPart[] = [];
  for await (const { key } of objects.list(`held/${jobId}/`)) {
    const text = await objects.text(key);
    if (text !== null) parts.push(parseKeptPart(key, text));
  }
  return parts;
};

/** The submissions that lack something, or were cut before their receipt. */
const incompleteJobs = async (objects: Objects): Promise<Map<string, number>> => {
  const jobs = new Map<string, number>();
  for await (const { key, changedAt } of objects.list('held/')) {
    const jobId = key.split('/')[1] ?? '';
    jobs.set(jobId, Math.max(jobs.get(jobId) ?? 0, changedAt));
  }
  return jobs;
};

const standingOfReference = async (
  objects: Objects,
  referenceNumber: string,
): Promise<ReferenceStanding> => {
  const standings: ReferenceStanding[] = [];
  for await (const { key } of objects.list(`references/${referenceNumber}/`)) {
    const jobId = lastName(key);
    const confirmation = await objects.text(`confirmations/${jobId}.jws`);
    standings.push(standingBy(confirmation, await objects.text(`receipts/${jobId}.jws`)));
  }
  return leastAdvanced(standings);
};

/** What to clear away of an incomplete submission: the marks first, so that a half-cleared one is simply sent again. */
const clearIncomplete = async (objects: Objects, jobId: string): Promise<void> => {
  for (const prefix of [`held/${jobId}/`, `submissions/${jobId}/`])
    for await (const { key } of objects.list(prefix)) await objects.remove(key);
};

const problemsOf = async (objects: Objects, lock: SharedLock): Promise<readonly StoreProblem[]> => {
  const [store, locking] = await Promise.all([objects.isReachable(), lock.isReachable()]);
  return [
    ...(store ? [] : (['store-unreachable'] as const)),
    ...(locking ? [] : (['lock-unreachable'] as const)),
  ];
};

/**
 * The store in a bucket, for any number of intake processes. A part is copied to a name nobody else uses, read back and
 * hashed there, and counts from the moment its mark exists; the receipt is the last object written. The lock saves two
 * processes the same work, and nothing is lost or doubled where it fails: no object with content is ever overwritten.
 */
export const openObjectStore = (
  settings: SubmissionStoreSettings,
  access: ObjectStoreAccess,
): SubmissionStore => {
  const { checkpoint = noCheckpoint } = settings;
  const objects = openObjects(access.objects);
  const lock = openSharedLock(access.lock);
  const receipt = (jobId: string): Promise<string | null> => objects.text(`receipts/${jobId}.jws`);

  const announcementIn = async (
    parts: readonly KeptPart[],
  ): Promise<{ text: string; announced: Announcement } | null> => {
    const part = parts.find(({ name }) => name === announcementName);
    const text = part === undefined ? null : await objects.text(part.key);
    const announced = text === null ? null : await settings.readAnnouncement(text);
    return text === null || announced === null ? null : { text, announced };
  };

  /** What counts of the parts held: nothing without an announcement. */
  const counting = async (jobId: string): Promise<readonly KeptPart[]> => {
    const parts = await heldParts(objects, jobId);
    const found = await announcementIn(parts);
    return parts.filter(
      ({ name, sha512 }) =>
        found !== null &&
        (name === announcementName ||
          found.announced.parts.some((part) => part.name === name && part.sha512 === sha512)),
    );
  };

  /** The parts of a submission that lacks none; null otherwise. */
  const wholeIn = async (jobId: string) => {
    const parts = await counting(jobId);
    const found = await announcementIn(parts);
    const held = new Set(parts.map(({ name }) => name));
    return found?.announced.parts.every(({ name }) => held.has(name)) === true
      ? { ...found, parts }
      : null;
  };

  /** Number noted, submission put into the inbox, receipt in force: a cut between any two is made up for later. */
  const complete = async (jobId: string): Promise<void> => {
    const whole = await wholeIn(jobId);
    if (whole === null) return;
    const { announced, text, parts } = whole;
    if ((await receipt(jobId)) === null) {
      await objects.put(`references/${announced.referenceNumber}/${jobId}`, jobId);
      await checkpoint('intake:receipt-pending');
      await objects.put(`inbox/${jobId}`, JSON.stringify({ parts } satisfies KeptSubmission));
      await checkpoint('intake:moved-to-inbox');
      await objects.put(`receipts/${jobId}.jws`, await signedReceipt(settings, announced, text));
      await checkpoint('intake:receipt-final');
      settings.onComplete?.();
    }
    for (const { name } of parts) await objects.remove(`held/${jobId}/${name}`);
  };

  const copyChecked = async (
    jobId: string,
    { name, sha512 }: StoredPart,
    uploadId: string,
    inspect?: (text: string) => Promise<void>,
  ): Promise<void> => {
    const key = `submissions/${jobId}/${randomBytes(8).toString('hex')}/${name}`;
    await objects.copy(uploadId, key);
    try {
      if ((await sha512Of(objects, key)) !== sha512) throw new Refusal(460, 'sha512 differs');
      await inspect?.((await objects.text(key)) ?? '');
    } catch (error) {
      await objects.remove(key).catch(() => undefined);
      throw error;
    }
    await objects.put(
      `held/${jobId}/${name}`,
      JSON.stringify({ name, sha512, key } satisfies KeptPart),
    );
  };

  const take: SubmissionStore['take'] = async (jobId, part, uploadId, inspect) => {
    if ((await receipt(jobId)) === null) {
      const held = await objects.text(`held/${jobId}/${part.name}`);
      if (held === null) await copyChecked(jobId, part, uploadId, inspect);
      await checkpoint('intake:part-staged');
      await complete(jobId);
    }
    await removeUpload(objects, uploadId);
  };

  const recover = async (): Promise<void> => {
    for (const jobId of (await incompleteJobs(objects)).keys())
      await lock.holding(jobId, () => complete(jobId));
  };

  return {
    uploads: { ...sharedUploads(access.objects, objects), locker: lock.locker },
    failureStatus: 503,
    hasRoom: () => Promise.resolve(true),
    async receipt(jobId) {
      const given = await receipt(jobId);
      if (given !== null || (await wholeIn(jobId)) === null) return given;
      // The process that had it all was cut off before its last step.
      await lock.holding(jobId, () => complete(jobId));
      return receipt(jobId);
    },
    staged: async (jobId) => (await counting(jobId)).map(({ name, sha512 }) => ({ name, sha512 })),
    announcement: async (jobId) =>
      (await announcementIn(await heldParts(objects, jobId)))?.announced ?? null,
    async take(jobId, part, uploadId, inspect) {
      try {
        await lock.holding(jobId, () => take(jobId, part, uploadId, inspect));
      } catch (error) {
        if (error instanceof Refusal && error.status_code < 500 && error.status_code !== 423)
          await removeUpload(objects, uploadId);
        throw error;
      }
    },
    standing: (referenceNumber) => standingOfReference(objects, referenceNumber),
    recover,
    async tidy(before) {
      await recover();
      let removed = await objects.abandonUploads(UPLOADS, before);
      for await (const { key, changedAt } of objects.list(UPLOADS)) {
        if (changedAt >= before) continue;
        await objects.remove(key);
        removed += 1;
      }
      for (const [jobId, changedAt] of await incompleteJobs(objects)) {
        if (changedAt >= before) continue;
        await lock.holding(jobId, async () => {
          if ((await receipt(jobId)) === null) await clearIncomplete(objects, jobId);
        });
        removed += 1;
      }
      return removed;
    },
    problems: () => problemsOf(objects, lock),
    counts: async () => ({
      inbox: await countOf(objects, 'inbox/'),
      incomplete: (await incompleteJobs(objects)).size,
      refused: await countOf(objects, 'refused/'),
    }),
    close() {
      objects.close();
      lock.close();
      return Promise.resolve();
    },
  };
};
