import type { Language } from '../domain/language.ts';
import type { Receipt } from '../domain/submission.ts';

/** What stands on a printed receipt. */
export interface ReceiptPaper {
  /** Of the visit; German stands below it where it is another one. */
  readonly language: Language;
  readonly site: string;
  /** One for each document, in their order. */
  readonly receipts: readonly Receipt[];
}

/** The page that draws the paper, as a path with everything that stands on it; only the main process goes there. */
export const receiptPaperPath = (paper: ReceiptPaper): string =>
  `/receipt.html#${encodeURIComponent(JSON.stringify(paper))}`;

/** What stands behind the # of the path above. */
export const receiptPaperIn = (hash: string): ReceiptPaper =>
  JSON.parse(decodeURIComponent(hash.slice(1))) as ReceiptPaper;
