import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { announcementKind, type Announcement } from '../electron/envelope/announcement.ts';
import {
  announcementName,
  partNameSchema,
  sha512Schema,
  submissionIdSchema,
} from '../electron/envelope/part.ts';
import { verifyStatement } from '../electron/envelope/statement.ts';
import type { Checkpoint } from '../electron/domain/checkpoint.ts';
import { syncPath } from './durable-files.ts';
import { readKioskRegister } from './kiosk-register.ts';
import { hashFile, type StoredPart, type SubmissionStore } from './submission-store.ts';

/** An answer that refuses an upload, in the form the tus server throws it. */
export class Refusal extends Error {
  readonly status_code: number;
  readonly body: string;

  constructor(status: number, body: string) {
    super(body);
    this.status_code = status;
    this.body = `${body}\n`;
  }
}

const metadataSchema = z.object({
  jobid: submissionIdSchema,
  name: z.union([z.literal(announcementName), partNameSchema]),
  sha512: sha512Schema,
});

/** What the uploader says about a file before sending it. */
export interface UploadIntent extends StoredPart {
  readonly jobId: string;
}

const intentOf = (metadata: unknown): UploadIntent => {
  const parsed = metadataSchema.safeParse(metadata);
  if (!parsed.success) throw new Refusal(400, 'Upload-Metadata must name jobid, name and sha512');
  const { jobid, name, sha512 } = parsed.data;
  return { jobId: jobid, name, sha512 };
};

/** Reads an announcement and checks that a known kiosk signed it in its own name; null otherwise. */
export const announcementReader =
  (kiosksFolder: string) =>
  async (text: string): Promise<Announcement | null> => {
    const register = await readKioskRegister(kiosksFolder);
    let signer: string | undefined;
    const announced = await verifyStatement(announcementKind, text.trim(), (kid) => {
      signer = register.kioskOf(kid);
      return register.keyFor(kid);
    });
    return announced.ok && announced.value.kiosk === signer ? announced.value : null;
  };

export interface ReceptionSettings {
  readonly store: SubmissionStore;
  readonly readAnnouncement: (text: string) => Promise<Announcement | null>;
  readonly checkpoint: Checkpoint;
}

const sameAsAnnounced = (announced: Announcement, { name, sha512 }: UploadIntent): boolean =>
  announced.parts.some((part) => part.name === name && part.sha512 === sha512);

/** Refuses early what could never become part of a submission, and what is here already. */
export const mayBegin = async (
  { store }: ReceptionSettings,
  kiosk: string,
  metadata: unknown,
): Promise<void> => {
  const intent = intentOf(metadata);
  if ((await store.receipt(intent.jobId)) !== null) throw new Refusal(409, 'already-here');
  const held = (await store.staged(intent.jobId)).find(({ name }) => name === intent.name);
  if (held !== undefined)
    throw held.sha512 === intent.sha512
      ? new Refusal(409, 'already-here')
      : new Refusal(422, 'another file of this name was received before');
  if (intent.name === announcementName) return;
  const announced = await store.announcement(intent.jobId);
  if (announced === null) throw new Refusal(424, 'the announcement comes first');
  if (announced.kiosk !== kiosk) throw new Refusal(403, 'announced by another kiosk');
  if (!sameAsAnnounced(announced, intent)) throw new Refusal(422, 'not as announced');
};

const checkAnnouncement = async (
  settings: ReceptionSettings,
  kiosk: string,
  intent: UploadIntent,
  path: string,
): Promise<void> => {
  const announced = await settings.readAnnouncement(await readFile(path, 'utf8'));
  if (announced === null) throw new Refusal(403, 'not signed by a kiosk known here');
  if (announced.kiosk !== kiosk || announced.jobId !== intent.jobId)
    throw new Refusal(403, 'announced by another kiosk or for another submission');
};

const isGone = (path: string): Promise<boolean> =>
  stat(path).then(
    () => false,
    () => true,
  );

/** Checks a completely received file, makes it durable and hands it to the store. Throws a refusal. */
export const receive = async (
  settings: ReceptionSettings,
  kiosk: string,
  metadata: unknown,
  uploadId: string,
): Promise<void> => {
  const intent = intentOf(metadata);
  const path = join(settings.store.uploadsFolder, uploadId);
  await settings.checkpoint('intake:part-received');
  try {
    if ((await hashFile(path)) !== intent.sha512) throw new Refusal(460, 'sha512 differs');
    if (intent.name === announcementName) await checkAnnouncement(settings, kiosk, intent, path);
    await syncPath(path);
    await settings.store.take(intent.jobId, intent, path);
  } catch (error) {
    // A refused file would only be refused again: the kiosk begins anew.
    if (error instanceof Refusal) await rm(path, { force: true });
    throw error;
  } finally {
    if (await isGone(path)) await rm(`${path}.json`, { force: true });
  }
};
