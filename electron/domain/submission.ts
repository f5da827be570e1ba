import type { Language } from './language.ts';
import type { Page, PageId } from './page.ts';
import type { ReferenceNumber } from './reference-number.ts';

/** Identifies one submission from kiosk to case worker (random UUID v4); also the key of idempotency. */
export type SubmissionId = string;

/** Identifies one customer's stay at the kiosk, from the first touch to the wipe. */
export type VisitId = string;

/** What kind of document it is: an entry of the site's catalogue (kiosk-config `topics`). */
export type TopicId = string;

/** For whom the papers are, as typed by the customer. Empty where the customer left it out. */
export interface Details {
  /** "BG-Nummer" or customer number. */
  readonly caseNumber: string;
  readonly name: string;
}

/** Everything a customer has brought together so far. It exists in memory only. */
export interface Visit {
  readonly id: VisitId;
  readonly language: Language;
  readonly pages: readonly Page[];
  /** The page removed last, so that it can be put back. */
  readonly removed: { readonly page: Page; readonly index: number } | null;
  readonly details: Details;
  readonly topic: TopicId | null;
}

/** What the customer takes home. */
export interface Receipt {
  readonly reference: ReferenceNumber;
  /** Moment of acceptance (after the fsync), ISO 8601 with offset UTC. */
  readonly acceptedAt: string;
  readonly pageCount: number;
  /** First 16 hexadecimal digits of the SHA-256 of the announcement, which lists every sealed part. */
  readonly fingerprint: string;
  /** Receipt R0: all of this signed by the kiosk's device key (JWS), to be checked offline by anybody. */
  readonly signed: string;
  /** When the site's schedule lets it be sent, ISO 8601; not after `acceptedAt` where that is at once. */
  readonly transmitsAt: string;
}

/** The page with the given id, if the visit has it. */
export const pageOf = (visit: Visit, id: PageId): Page | undefined =>
  visit.pages.find((page) => page.id === id);
