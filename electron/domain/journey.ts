import type { Language } from './language.ts';
import type { OutOfOrderReason, ScanProblem, SubmitProblem } from './problem.ts';
import type { Details, Receipt, TopicId, Visit } from './submission.ts';
import type { Area, PageId } from './page.ts';
import type { ReferenceNumber } from './reference-number.ts';
import type { Standing } from './standing.ts';

/** What the scanner is doing while the scan screen is shown. */
export type ScanActivity =
  | { readonly state: 'ready' }
  | {
      readonly state: 'running';
      /** Pages delivered in this run. */
      readonly pages: number;
      /** 0–1 of the sheet being read, null where the device does not tell. */
      readonly fraction: number | null;
      /** The scanner serves another kiosk first. */
      readonly waiting?: true;
    }
  | { readonly state: 'stopping' }
  /** Ended by a problem; what was scanned before it is kept. */
  | { readonly state: 'interrupted'; readonly problem: ScanProblem };

/** Where finish-submission is; shown as progress. */
export type SubmitStage = 'building' | 'sealing' | 'storing';

/**
 * The customer's journey: one union, one entry per screen. It lives in the main process; a screen is a
 * switch over it. Names: docs/decisions/0005-journey-as-a-pure-function.md.
 */
export type Journey =
  | { readonly step: 'attract' }
  | { readonly step: 'out-of-order'; readonly reason: OutOfOrderReason }
  | { readonly step: 'language' }
  | { readonly step: 'prepare'; readonly visit: Visit }
  | {
      readonly step: 'scan';
      readonly visit: Visit;
      readonly activity: ScanActivity;
      /** The page being scanned again in place, or null when pages are added at the end. */
      readonly replacing: PageId | null;
    }
  | { readonly step: 'review'; readonly visit: Visit }
  | { readonly step: 'details'; readonly visit: Visit }
  | {
      readonly step: 'topic';
      readonly visit: Visit;
      /** Which of the visit's documents the question is about, from 0. */
      readonly document: number;
    }
  | { readonly step: 'check'; readonly visit: Visit }
  | { readonly step: 'submitting'; readonly visit: Visit; readonly stage: SubmitStage }
  | { readonly step: 'not-submitted'; readonly visit: Visit; readonly problem: SubmitProblem }
  | {
      readonly step: 'receipt';
      readonly language: Language;
      readonly receipt: Receipt;
      /** Receipts of the same visit's documents before this one. */
      readonly earlier: readonly Receipt[];
      /** What the printer is doing about it, once somebody asked. */
      readonly print?: 'printing' | 'printed' | 'not-printed';
    }
  /** Somebody came back with a reference number. No visit: nothing personal is entered or shown. */
  | { readonly step: 'look-up' }
  | {
      readonly step: 'standing';
      readonly reference: ReferenceNumber;
      /** null while the kiosk is still asking. */
      readonly standing: Standing | null;
    };

export type JourneyStep = Journey['step'];

/** Longest message to the case worker, in characters. */
export const messageLimit = 300;

/** What a customer can ask for, by touch, key or speech. */
export type CustomerEvent =
  | { readonly kind: 'begin' }
  | { readonly kind: 'choose-language'; readonly language: Language }
  | { readonly kind: 'continue' }
  | { readonly kind: 'back' }
  | { readonly kind: 'start-scan' }
  | { readonly kind: 'stop-scan' }
  | { readonly kind: 'scan-more' }
  | { readonly kind: 'rescan-page'; readonly pageId: PageId }
  | { readonly kind: 'remove-page'; readonly pageId: PageId }
  /** Takes the latest change of the pages back. */
  | { readonly kind: 'undo' }
  | { readonly kind: 'rotate-page'; readonly pageId: PageId }
  /** The whole scan in place of the paper the kiosk cut out, or the paper again. */
  | { readonly kind: 'show-whole'; readonly pageId: PageId; readonly whole: boolean }
  /** Puts the page at position `to` (0-based) among the others. */
  | { readonly kind: 'move-page'; readonly pageId: PageId; readonly to: number }
  /** The page is fine as it is, whatever the kiosk suspects. */
  | { readonly kind: 'keep-page'; readonly pageId: PageId }
  /** Makes exactly these areas of the page unreadable; none: nothing. */
  | { readonly kind: 'blacken-page'; readonly pageId: PageId; readonly areas: readonly Area[] }
  /** A further document begins with this page, or does so no longer. */
  | { readonly kind: 'split-before'; readonly pageId: PageId; readonly split: boolean }
  | { readonly kind: 'write-message'; readonly message: string }
  | { readonly kind: 'enter-details'; readonly details: Details }
  | { readonly kind: 'choose-topic'; readonly topic: TopicId }
  /** From the check screen straight to the answer to be changed; `document` from 0, for the topic. */
  | {
      readonly kind: 'change';
      readonly answer: 'pages' | 'details' | 'topic';
      readonly document?: number;
    }
  | { readonly kind: 'submit' }
  /** "Done" on the receipt, and on where a submission stands. */
  | { readonly kind: 'finish' }
  /** The receipt on paper, where the site has a printer. */
  | { readonly kind: 'print-receipt' }
  /** From the waiting screen, or most ways of being out of order, to the question for a reference number. */
  | { readonly kind: 'look-up' }
  | { readonly kind: 'ask-standing'; readonly reference: ReferenceNumber }
  /** "End and delete everything", from any step. */
  | { readonly kind: 'end' };
