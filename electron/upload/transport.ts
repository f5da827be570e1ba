import type { Standing } from '../domain/standing.ts';
import type { SubmissionId } from '../domain/submission.ts';

/** One sealed file to send. SHA-512 in hexadecimal, size in bytes. */
export interface UploadFile {
  readonly name: string;
  readonly path: string;
  readonly sha512: string;
  readonly size: number;
}

/** One submission as a transport sees it: sealed files and a memory that survives restarts. */
export interface UploadJob {
  readonly id: SubmissionId;
  /** Name of the transport it must go by; empty for the site's usual one. */
  readonly transport: string;
  readonly files: readonly UploadFile[];
  /** What the transport remembered under a key in an earlier attempt; null where nothing. */
  recall(key: string): string | null;
  /** Remembers durably (journal), e.g. where a part is being uploaded to. */
  remember(key: string, value: string): Promise<void>;
}

/** Why a submission is not there yet; every one is tried again, for ever. */
export const laterReasons = [
  'unreachable',
  'timeout',
  'certificate-refused',
  'not-authorised',
  'server-busy',
  'server-failed',
  'receipt-missing',
  'receipt-invalid',
  /** It is there; the authority has not taken it into the file yet. */
  'awaiting-acceptance',
  'storage-failed',
  /** A key was revoked, and the file that says which cannot be read. */
  'revocation-unreadable',
  'stopped',
] as const;
export type LaterReason = (typeof laterReasons)[number];

/** Why a person must look, where the status alone does not say it. */
export const refusalReasons = [
  'rejected-by-authority',
  'recipient-key-replaced',
  'recipient-key-unsuitable',
  /** Sealed to a key that site IT has revoked since. */
  'recipient-key-revoked',
  /** The FIT-Connect destination does not offer the service, data schema or metadata version it was written for. */
  'destination-unsuitable',
  'parts-missing',
  /** The transport it was accepted for is no longer in the configuration. */
  'transport-not-configured',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** How an attempt ended. Only a verified receipt of the receiving side is `delivered`. */
export type Outcome =
  | { readonly kind: 'delivered'; readonly receipt: string }
  | {
      readonly kind: 'later';
      readonly reason: LaterReason;
      /** `transport`: the line or the other side is at fault, so the other submissions wait as well. */
      readonly scope: 'entry' | 'transport';
      /** Wait at least so many milliseconds (the other side said so). */
      readonly retryAfterMs?: number;
    }
  /** The receiving side will not take this submission; a person must decide. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly reason?: RefusalReason;
      /** What the other side found wrong, in words of its own lists; nothing personal. */
      readonly problems?: readonly string[];
    };

/** Every way an attempt can end other than `delivered`. */
export type Failure = Exclude<Outcome, { kind: 'delivered' }>;

/** A way to the recipient. It may be called again for the same job after any interruption. */
export interface Transport {
  deliver(job: UploadJob, signal: AbortSignal): Promise<Outcome>;
  /** Asks how far a submission of any kiosk of the site has come; null where the other side cannot be asked. */
  lookUp?(referenceNumber: string, signal: AbortSignal): Promise<Standing | null>;
  close(): void;
}

/** Whether a text is the receiving side's signed receipt for exactly this job. */
export type VerifyReceipt = (jws: string, job: UploadJob) => Promise<boolean>;
