import type { Evening } from './coding/even-out.ts';
import type { Rotation } from '../domain/page.ts';
import type { Treatment } from './enhance/treatment.ts';
import type { Finding } from './look-at-page.ts';

/** What the kiosk did to a page by itself and what it suspects, for the manifest. */
export interface PageRecord {
  /** How the page was straightened and cropped; null: it goes into the document as it was scanned. */
  readonly treatment: Treatment | null;
  /** How it was coded for the document; null while it is not prepared. */
  readonly coding: 'jpeg' | 'layers' | 'bitonal' | null;
  /** How shadow and yellowed paper were evened out; null or left out: not at all. */
  readonly evening?: Evening | null;
  readonly suggestedRotation: Rotation;
  readonly findings: readonly (
    Finding | { readonly kind: 'not-treated'; readonly confidence: 1 }
  )[];
  /** What is known of the words read on it (page store: `words`); left out: not read. */
  readonly read?: {
    /** The words' places are true for a page turned so. */
    readonly rotation: Rotation;
    readonly languages: readonly string[];
    readonly words: number;
  };
}

/** A page coded for the document with areas of it gone, and how it was coded. */
export interface BlackenedPage extends Pick<PageRecord, 'evening'> {
  readonly prepared: Uint8Array;
  readonly coding: NonNullable<PageRecord['coding']>;
}
