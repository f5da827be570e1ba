import { open } from 'node:fs/promises';
import {
  DefaultHttpStack,
  DetailedError,
  Upload,
  type HttpRequest,
  type HttpResponse,
} from 'tus-js-client';
import type { Checkpoint } from '../../domain/checkpoint.ts';
import type { SubmissionId } from '../../domain/submission.ts';
import { connectionOutcome, statusOutcome } from '../http-outcome.ts';
import type { Pace } from '../pace.ts';
import type { Failure, UploadFile } from '../transport.ts';

/** How one part ended: on the other side (as far as tus can tell), or not this time. */
export type PartOutcome = 'sent' | 'already-complete' | Failure;

export interface PartUpload {
  readonly jobId: SubmissionId;
  readonly file: UploadFile;
  /** Where uploads are created, e.g. `https://intake:8443/files`. */
  readonly endpoint: URL;
  /** Path of an upload that an earlier attempt had started; null to begin anew. */
  readonly resumeAt: string | null;
  readonly onCreated: (path: string) => Promise<void>;
  readonly tls: object;
  readonly chunkBytes: number;
  readonly idleMs: number;
  readonly signal: AbortSignal;
  readonly checkpoint: Checkpoint;
  /** Waits until so many bytes may be sent. */
  readonly pace: Pace;
}

/**
 * Statuses that mean "ask again": not found, offset differs, gone, precondition, locked, hash differs,
 * announcement missing.
 */
const TUS_RETRY = [404, 409, 410, 412, 423, 424, 460];

/** Marks the kiosk's own disk as the culprit: that is not the line's fault. */
const DISK = 'EINWURF_DISK';
const diskFailure = (cause: unknown): never => {
  throw Object.assign(new Error('the spool could not be read or written', { cause }), {
    code: DISK,
  });
};

/**
 * Reads each chunk into memory by itself, so that a disk error ends the upload and not the process.
 * @param unhurried waits for something that is not the other side's silence
 */
const fileReader = (
  { file, pace }: PartUpload,
  unhurried: (wait: Promise<void>) => Promise<void>,
) => ({
  openFile: () =>
    Promise.resolve({
      size: file.size,
      async slice(start: number, end: number) {
        const length = Math.min(end, file.size) - start;
        await unhurried(pace(length));
        const value = Buffer.alloc(length);
        const handle = await open(file.path, 'r').catch(diskFailure);
        try {
          await handle.read(value, 0, length, start).catch(diskFailure);
        } finally {
          await handle.close();
        }
        // The tus client reads the length of a piece from `size`.
        return { value: Object.assign(value, { size: length }), done: end >= file.size };
      },
      close: () => undefined,
    }),
});

const failureOf = (error: unknown, part: PartUpload): PartOutcome => {
  if (part.signal.aborted) return { kind: 'later', reason: 'stopped', scope: 'transport' };
  if (!(error instanceof DetailedError))
    return { kind: 'later', reason: 'server-failed', scope: 'entry' };
  const response = error.originalResponse;
  if (response === null) {
    const { code = '' } = (error.causingError ?? {}) as { code?: string };
    if (code === DISK) return { kind: 'later', reason: 'storage-failed', scope: 'entry' };
    return connectionOutcome(Object.assign(new Error('upload failed'), { code }));
  }
  const status = response.getStatus();
  if (status === 409 && response.getBody().includes('already-here')) return 'sent';
  if (TUS_RETRY.includes(status)) return { kind: 'later', reason: 'server-busy', scope: 'entry' };
  return statusOutcome(status, response.getHeader('Retry-After'));
};

/**
 * Sends one file over tus 1.0, resuming at the byte where an earlier attempt was cut. What tus calls success
 * proves nothing (a server failing in its finish hook ends in it as well): the caller asks for the receipt.
 */
export const uploadPart = (part: PartUpload): Promise<PartOutcome> =>
  new Promise((done) => {
    const { file, endpoint, signal, checkpoint } = part;
    let sentBytes = false;
    let idle: NodeJS.Timeout | undefined;
    let ended = false;
    const finish = (outcome: PartOutcome): void => {
      ended = true;
      clearTimeout(idle);
      signal.removeEventListener('abort', stop);
      done(outcome);
    };
    const abandon = (reason: 'timeout' | 'stopped'): void => {
      void upload.abort().catch(() => undefined);
      finish({ kind: 'later', reason, scope: 'transport' });
    };
    const stop = (): void => abandon('stopped');
    const alive = (): void => {
      clearTimeout(idle);
      if (ended) return;
      idle = setTimeout(() => abandon('timeout'), part.idleMs);
    };
    /** A line that is held back on purpose is not one that fell silent. */
    const unhurried = async (wait: Promise<void>): Promise<void> => {
      clearTimeout(idle);
      await wait;
      alive();
    };
    const afterResponse = async (request: HttpRequest, response: HttpResponse): Promise<void> => {
      alive();
      const location = response.getHeader('Location');
      if (
        request.getMethod() === 'POST' &&
        response.getStatus() === 201 &&
        location !== undefined
      ) {
        await part.onCreated(new URL(location, endpoint).pathname).catch(diskFailure);
        await checkpoint('upload:part-created');
      } else if (request.getMethod() === 'PATCH' && response.getStatus() < 300) {
        sentBytes = true;
        await checkpoint('upload:part-partly-sent');
      }
    };
    const upload = new Upload(Buffer.alloc(0), {
      endpoint: endpoint.href,
      uploadUrl: part.resumeAt === null ? null : new URL(part.resumeAt, endpoint).href,
      uploadSize: file.size,
      metadata: { jobid: part.jobId, name: file.name, sha512: file.sha512 },
      chunkSize: part.chunkBytes,
      retryDelays: null,
      storeFingerprintForResuming: false,
      fileReader: fileReader(part, unhurried),
      httpStack: new DefaultHttpStack(part.tls),
      onProgress: alive,
      onBeforeRequest: alive,
      onAfterResponse: afterResponse,
      onSuccess: () => finish(sentBytes || part.resumeAt === null ? 'sent' : 'already-complete'),
      onError: (error) => finish(failureOf(error, part)),
    });
    if (signal.aborted) {
      finish({ kind: 'later', reason: 'stopped', scope: 'transport' });
      return;
    }
    signal.addEventListener('abort', stop);
    alive();
    upload.start();
  });
