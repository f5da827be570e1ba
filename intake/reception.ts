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
import { readKioskRegister } from './kiosk-register.ts';
import { Refusal } from './refusal.ts';
import type { StoredPart, SubmissionStore } from './submission-store.ts';

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

/** Checks a completely received file, makes it durable and hands it to the store. Throws a refusal. */
export const receive = async (
  { store, readAnnouncement, checkpoint }: ReceptionSettings,
  kiosk: string,
  metadata: unknown,
  uploadId: string,
): Promise<void> => {
  const intent = intentOf(metadata);
  const { jobId, name } = intent;
  const checkAnnouncement = async (text: string): Promise<void> => {
    const announced = await readAnnouncement(text);
    if (announced === null) throw new Refusal(403, 'not signed by a kiosk known here');
    if (announced.kiosk !== kiosk || announced.jobId !== jobId)
      throw new Refusal(403, 'announced by another kiosk or for another submission');
  };
  await checkpoint('intake:part-received');
  await store.take(
    jobId,
    intent,
    uploadId,
    name === announcementName ? checkAnnouncement : undefined,
  );
};
