import type { CustomerEvent } from './journey.ts';
import type { SubmitStage } from './journey.ts';
import type { Page } from './page.ts';
import type { OutOfOrderReason, ScanProblem, SubmitProblem } from './problem.ts';
import type { ReferenceNumber } from './reference-number.ts';
import type { Standing } from './standing.ts';
import type { Receipt, VisitId } from './submission.ts';

/** What the kiosk itself reports to the journey. Reports of an earlier visit are ignored. */
export type KioskEvent =
  | { readonly kind: 'page-scanned'; readonly visitId: VisitId; readonly page: Page }
  | {
      readonly kind: 'scan-progress';
      readonly visitId: VisitId;
      readonly fraction: number | null;
      /** The scanner serves another kiosk first. */
      readonly waiting?: true;
    }
  | {
      readonly kind: 'scan-ended';
      readonly visitId: VisitId;
      /** null: all paper was taken, or the customer stopped it. */
      readonly problem: ScanProblem | null;
    }
  /** Paper was laid into the feeder while the screen asked for it. */
  | { readonly kind: 'paper-laid-in'; readonly visitId: VisitId }
  | { readonly kind: 'submit-stage'; readonly visitId: VisitId; readonly stage: SubmitStage }
  | { readonly kind: 'submitted'; readonly visitId: VisitId; readonly receipt: Receipt }
  | { readonly kind: 'not-submitted'; readonly visitId: VisitId; readonly problem: SubmitProblem }
  | {
      readonly kind: 'standing-known';
      readonly reference: ReferenceNumber;
      readonly standing: Standing;
    }
  | {
      readonly kind: 'receipt-printed';
      readonly reference: ReferenceNumber;
      readonly printed: boolean;
    }
  /** Nobody answered the idle warning. */
  | { readonly kind: 'idle-expired' }
  /** Whether the kiosk can take papers at all; null = it can. Never interrupts a visit. */
  | { readonly kind: 'availability'; readonly outOfOrder: OutOfOrderReason | null };

export type JourneyEvent = CustomerEvent | KioskEvent;

/** What the runner has to do after a change of the journey. */
export type JourneyEffect =
  | { readonly effect: 'start-scan' }
  | { readonly effect: 'stop-scan' }
  | { readonly effect: 'discard-page'; readonly pageId: string }
  | { readonly effect: 'submit' }
  /** Find out where the submission with this number stands. */
  | { readonly effect: 'ask-standing'; readonly reference: ReferenceNumber }
  | { readonly effect: 'print-receipt' }
  /** Everything of the visit goes: pages, key, worker. */
  | { readonly effect: 'wipe' };
