import type { Rotation } from '../domain/page.ts';
import type { Treatment } from './enhance/treatment.ts';
import type { Finding } from './look-at-page.ts';

/** What the kiosk did to a page by itself and what it suspects, for the manifest. */
export interface PageRecord {
  /** How the page was straightened and cropped; null: it goes into the document as it was scanned. */
  readonly treatment: Treatment | null;
  /** How it was coded for the document; null while it is not prepared. */
  readonly coding: 'jpeg' | 'layers' | 'bitonal' | null;
  readonly suggestedRotation: Rotation;
  readonly findings: readonly (
    Finding | { readonly kind: 'not-treated'; readonly confidence: 1 }
  )[];
}
