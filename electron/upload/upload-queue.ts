import type { Result } from '../domain/result.ts';
import type { SubmissionId } from '../domain/submission.ts';

/** A submission that waits. Times are milliseconds since 1970. */
export interface Waiting {
  readonly id: SubmissionId;
  readonly committedAt: number;
  /** Name of the transport it must go by; empty for the site's usual one. */
  readonly transport: string;
}

/** A submission taken out of the queue for one attempt. */
export interface Taken {
  readonly id: SubmissionId;
  readonly folder: string;
  readonly transport: string;
  readonly parts: readonly {
    readonly name: string;
    readonly sha512: string;
    readonly size: number;
  }[];
  readonly notes: readonly {
    readonly event: string;
    readonly data: Readonly<Record<string, unknown>>;
  }[];
  note(
    event: 'upload-url' | 'attempt-failed',
    data: Readonly<Record<string, unknown>>,
  ): Promise<void>;
  delivered(receipt: string): Promise<void>;
  hold(reason: string, problems?: readonly string[]): Promise<void>;
}

/** The durable queue as the upload loop needs it; the spool provides it (composed in `electron/uploader.ts`). */
export interface UploadQueue {
  waiting(): Promise<readonly Waiting[]>;
  open(id: SubmissionId): Promise<Result<Taken, 'damaged' | 'gone'>>;
  purge(): Promise<number>;
  /** Removes what is left of those whose content went long ago; gives how many. */
  forget(): Promise<number>;
  counts(): Promise<{
    readonly waiting: number;
    readonly held: number;
    readonly corrupt: number;
    readonly delivered: number;
  }>;
}
