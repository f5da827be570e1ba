import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Announcement } from '../electron/envelope/announcement.ts';
import { digestOf } from '../electron/envelope/digest.ts';
import {
  deliveryReceiptKind,
  type DeliveryReceipt,
} from '../electron/envelope/delivery-receipt.ts';
import { announcementName } from '../electron/envelope/part.ts';
import type { SigningKey } from '../electron/envelope/signing-key.ts';
import { signStatement } from '../electron/envelope/statement.ts';
import { noCheckpoint, type Checkpoint } from '../electron/domain/checkpoint.ts';
import { moveDurably, syncPath, writeDurably } from './durable-files.ts';
import { noteReference } from './reference-register.ts';

/** One stored file, as named and hashed by its kiosk. */
export interface StoredPart {
  readonly name: string;
  readonly sha512: string;
}

/** What a submission's announcement says, read from the staging folder. */
export type ReadAnnouncement = (text: string) => Promise<Announcement | null>;

export interface SubmissionStoreSettings {
  readonly folder: string;
  readonly intakeId: string;
  readonly receiptKey: SigningKey;
  readonly now: () => number;
  readonly readAnnouncement: ReadAnnouncement;
  readonly checkpoint?: Checkpoint;
  /** Told of every submission that became complete. */
  readonly onComplete?: () => void;
}

/** The receiving side's disk: `staging` (incomplete), `inbox` (complete), `receipts` (what was acknowledged). */
export interface SubmissionStore {
  /** Where uploads under way lie. */
  readonly uploadsFolder: string;
  receipt(jobId: string): Promise<string | null>;
  staged(jobId: string): Promise<readonly StoredPart[]>;
  /** The verified announcement of an incomplete submission. */
  announcement(jobId: string): Promise<Announcement | null>;
  /** Takes a finished, checked and fsynced file over; completes the submission when it was the last one. */
  take(jobId: string, part: StoredPart, path: string): Promise<void>;
  /** Finishes what a power cut interrupted; call once before serving. */
  recover(): Promise<void>;
}

/** SHA-512 of a file, hexadecimal. */
export const hashFile = async (path: string): Promise<string> => {
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

/** Opens the store below a folder; creates what is missing. */
export const openSubmissionStore = async (
  settings: SubmissionStoreSettings,
): Promise<SubmissionStore> => {
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

  const signedReceipt = (announced: Announcement, text: string): Promise<string> => {
    const receipt: DeliveryReceipt = {
      version: 1,
      jobId: announced.jobId,
      referenceNumber: announced.referenceNumber,
      announcementSha512: digestOf(Buffer.from(text)).sha512,
      parts: announced.parts,
      receivedAt: new Date(settings.now()).toISOString(),
      intakeId: settings.intakeId,
    };
    return signStatement(deliveryReceiptKind, receipt, settings.receiptKey);
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
    await writeDurably(pendingPath(jobId), await signedReceipt(announced, text));
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

  const receipt = async (jobId: string): Promise<string | null> => {
    const valid = await readOptional(finalPath(jobId));
    if (valid !== null || !(await exists(pendingPath(jobId)))) return valid;
    await exclusively(jobId, () => finishPending(jobId));
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

  return {
    uploadsFolder: uploads,
    receipt,
    staged,
    announcement,
    take: (jobId, part, path) => exclusively(jobId, () => take(jobId, part, path)),
    async recover() {
      for (const name of await readdir(receipts))
        if (name.endsWith('.pending')) await finishPending(name.slice(0, -'.pending'.length));
      for (const jobId of await readdir(staging)) await exclusively(jobId, () => complete(jobId));
    },
  };
};
