import type { DataStore, Locker, ServerOptions } from '@tus/server';
import type { Announcement } from '../electron/envelope/announcement.ts';
import { digestOf } from '../electron/envelope/digest.ts';
import {
  deliveryReceiptKind,
  type DeliveryReceipt,
} from '../electron/envelope/delivery-receipt.ts';
import type { SigningKey } from '../electron/envelope/signing-key.ts';
import { signStatement } from '../electron/envelope/statement.ts';
import type { Checkpoint } from '../electron/domain/checkpoint.ts';
import type { ReferenceStanding } from './reference-standing.ts';

/** One stored file, as named and hashed by its kiosk. */
export interface StoredPart {
  readonly name: string;
  readonly sha512: string;
}

/** What a submission's announcement says; null where no known kiosk signed it. */
export type ReadAnnouncement = (text: string) => Promise<Announcement | null>;

/** What a store of either kind needs. */
export interface SubmissionStoreSettings {
  readonly intakeId: string;
  readonly receiptKey: SigningKey;
  readonly now: () => number;
  readonly readAnnouncement: ReadAnnouncement;
  readonly checkpoint?: Checkpoint;
  /** Told of every submission that became complete. */
  readonly onComplete?: () => void;
}

/** Why a store cannot take anything at the moment. */
export type StoreProblem =
  'disk-not-writable' | 'disk-nearly-full' | 'store-unreachable' | 'lock-unreachable';

/** How many submissions lie where. */
export interface StoreCounts {
  readonly inbox: number;
  readonly incomplete: number;
  readonly refused: number;
}

/** How the tus server keeps uploads under way; the locker is the server's own (one process) where missing. */
export interface Uploads {
  readonly datastore: DataStore;
  readonly naming?: Pick<ServerOptions, 'namingFunction' | 'generateUrl' | 'getFileIdFromRequest'>;
  readonly locker?: Locker;
}

/**
 * Where the receiving side keeps what arrives: uploads under way, incomplete submissions, complete ones (the inbox) and
 * what was acknowledged. Every problem of the medium is thrown; nothing is acknowledged then.
 */
export interface SubmissionStore {
  readonly uploads: Uploads;
  /** What a failure is answered with: 500 spoils one file (the rest goes on), 503 everything until it is over. */
  readonly failureStatus: 500 | 503;
  /** Whether there is room for another upload. */
  hasRoom(): Promise<boolean>;
  /** The signed receipt, if the submission is complete. */
  receipt(jobId: string): Promise<string | null>;
  /** The checked parts of an incomplete submission. */
  staged(jobId: string): Promise<readonly StoredPart[]>;
  /** The verified announcement of an incomplete submission. */
  announcement(jobId: string): Promise<Announcement | null>;
  /**
   * Checks a finished upload (SHA-512, and its text where `inspect` is given), makes it durable and part of its
   * submission; completes the submission when it was the last one. Throws a refusal for what does not fit, and the
   * upload is removed then: it would only be refused again.
   */
  take(
    jobId: string,
    part: StoredPart,
    uploadId: string,
    inspect?: (text: string) => Promise<void>,
  ): Promise<void>;
  /** How far the submission with a reference number has come. */
  standing(referenceNumber: string): Promise<ReferenceStanding>;
  /** Finishes what a cut interrupted; call before serving. */
  recover(): Promise<void>;
  /** Removes what was begun and not changed since a moment (milliseconds since 1970); gives how much. */
  tidy(before: number): Promise<number>;
  problems(): Promise<readonly StoreProblem[]>;
  counts(): Promise<StoreCounts>;
  close(): Promise<void>;
}

/** The intake's signed word that it holds every part of a submission (receipt R1). */
export const signedReceipt = (
  { intakeId, now, receiptKey }: SubmissionStoreSettings,
  announced: Announcement,
  text: string,
): Promise<string> => {
  const receipt: DeliveryReceipt = {
    version: 1,
    jobId: announced.jobId,
    referenceNumber: announced.referenceNumber,
    announcementSha512: digestOf(Buffer.from(text)).sha512,
    parts: announced.parts,
    receivedAt: new Date(now()).toISOString(),
    intakeId,
  };
  return signStatement(deliveryReceiptKind, receipt, receiptKey);
};
