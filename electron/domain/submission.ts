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
  /** Who hands the papers in, where that is somebody else than the person they are about. */
  readonly representative?: string;
}

/** What the customer changed about the pages, so that the screen can offer to take exactly that back. */
export const pageChanges = [
  'removed',
  'turned',
  'moved',
  'kept',
  'blackened',
  'cropped',
  'split',
  'replaced',
] as const;
export type PageChange = (typeof pageChanges)[number];

/** The pages before a change. */
export interface PastPages {
  readonly change: PageChange;
  readonly pages: readonly Page[];
}

/** Everything a customer has brought together so far. It exists in memory only. */
export interface Visit {
  readonly id: VisitId;
  readonly language: Language;
  readonly pages: readonly Page[];
  /** The pages before each of the latest changes, newest last: whatever was done can be undone. */
  readonly past: readonly PastPages[];
  readonly details: Details;
  /** What each document is about, in their order; null where it was not answered yet. Never empty. */
  readonly topics: readonly (TopicId | null)[];
  /** A few words to the case worker, or nothing. */
  readonly message: string;
  /** Receipts of this visit's documents that are handed in already, while others still wait. */
  readonly receipts: readonly Receipt[];
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

/**
 * The pages to be handed in, by document: a new one wherever the customer split, and behind every separator
 * sheet. Separator sheets themselves are not handed in.
 */
export const documentsOf = (pages: readonly Page[]): readonly (readonly Page[])[] => {
  const documents: Page[][] = [];
  let separated = true;
  for (const page of pages) {
    if (page.separator === true) {
      separated = true;
      continue;
    }
    const current = separated || page.beginsDocument === true ? undefined : documents.at(-1);
    if (current === undefined) documents.push([page]);
    else current.push(page);
    separated = false;
  }
  return documents;
};

/** How many pages are handed in. */
export const pagesToHandIn = (pages: readonly Page[]): number => documentsOf(pages).flat().length;

/** How many separator sheets lie directly before a page. */
const sheetsBefore = (pages: readonly Page[], page: Page | undefined): number => {
  let at = page === undefined ? 0 : pages.indexOf(page);
  let count = 0;
  for (; pages[at - 1]?.separator === true; at -= 1) count += 1;
  return count;
};

/**
 * The same documents, each able to stand without the sheets between them: its first page says that it begins one,
 * and how many separator sheets lay before it.
 */
export const markedDocumentsOf = (pages: readonly Page[]): readonly (readonly Page[])[] =>
  documentsOf(pages).map(([first, ...others]) => {
    if (first === undefined) return others;
    const sheets = sheetsBefore(pages, first);
    const begins = { ...first, beginsDocument: true };
    return [sheets === 0 ? begins : { ...begins, separatorsBefore: sheets }, ...others];
  });

/** What is handed in next: the visit with its first document only. */
export const firstDocumentOf = (visit: Visit): Visit => ({
  ...visit,
  pages: markedDocumentsOf(visit.pages)[0] ?? [],
  topics: visit.topics.slice(0, 1),
  past: [],
});

/** The page with the given id, if the visit has it. */
export const pageOf = (visit: Visit, id: PageId): Page | undefined =>
  visit.pages.find((page) => page.id === id);
