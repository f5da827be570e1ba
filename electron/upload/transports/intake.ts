import type { Agent } from 'node:https';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { z } from 'zod';
import type { Standing } from '../../domain/standing.ts';
import { noCheckpoint, type Checkpoint } from '../../domain/checkpoint.ts';
import { connectionAgent } from '../connection-agent.ts';
import { exchange, type HttpAnswer } from '../https-request.ts';
import { statusOutcome } from '../http-outcome.ts';
import type { Pace } from '../pace.ts';
import type {
  Failure,
  Outcome,
  Transport,
  UploadFile,
  UploadJob,
  VerifyReceipt,
} from '../transport.ts';
import { uploadPart, type PartOutcome } from './tus-part.ts';

export interface IntakeTransportSettings {
  /** Base address of the intake, e.g. `https://intake.example:8443/`. */
  readonly url: URL;
  /** PEM texts: authority that signed the intake's certificate; this kiosk's certificate and key. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly verifyReceipt: VerifyReceipt;
  /** Bytes of one request; an interrupted upload resumes to the byte anyway. */
  readonly chunkBytes?: number;
  /** Silence on the line longer than this ends the attempt, in milliseconds. */
  readonly idleMs?: number;
  readonly checkpoint?: Checkpoint;
  /** SHA-256 fingerprints (hexadecimal, with or without colons) of which the intake's certificate must have one. */
  readonly pinnedFingerprints?: readonly string[];
  /** Address of an HTTP proxy to tunnel through. */
  readonly proxy?: string;
  /** Waits until so many bytes may be sent. */
  readonly pace?: Pace;
}

type Settings = Required<Omit<IntakeTransportSettings, 'proxy'>> & { readonly agent: Agent };

/** What the intake says about a job: its receipt, or which parts it already holds. */
type Progress =
  | { readonly kind: 'receipt'; readonly jws: string }
  | { readonly kind: 'parts'; readonly held: ReadonlySet<string> }
  | Failure;

const missingSchema = z.object({
  parts: z.array(z.object({ name: z.string(), sha512: z.string() })),
});

const partKey = (part: { readonly name: string; readonly sha512: string }): string =>
  `${part.name} ${part.sha512}`;

const heldParts = (body: string): Set<string> => {
  try {
    const parsed = missingSchema.safeParse(JSON.parse(body));
    return new Set(parsed.success ? parsed.data.parts.map(partKey) : []);
  } catch {
    return new Set();
  }
};

const progressOf = (answer: HttpAnswer): Progress => {
  if (answer.status === 200) return { kind: 'receipt', jws: answer.body.trim() };
  if (answer.status === 404) return { kind: 'parts', held: heldParts(answer.body) };
  const retryAfter = answer.headers['retry-after'];
  return statusOutcome(answer.status, typeof retryAfter === 'string' ? retryAfter : undefined);
};

const askProgress = async (
  settings: Settings,
  job: UploadJob,
  signal: AbortSignal,
): Promise<Progress> => {
  const answer = await exchange({
    method: 'GET',
    url: new URL(`receipts/${job.id}`, settings.url),
    options: { agent: settings.agent },
    idleMs: settings.idleMs,
    signal,
  });
  return answer.ok
    ? progressOf(answer.value)
    : { kind: 'later', reason: answer.problem, scope: 'transport' };
};

const sendFile = async (
  settings: Settings,
  job: UploadJob,
  file: UploadFile,
  signal: AbortSignal,
): Promise<PartOutcome> => {
  const key = partKey(file);
  const send = (resumeAt: string | null): Promise<PartOutcome> =>
    uploadPart({
      jobId: job.id,
      file,
      endpoint: new URL('files', settings.url),
      resumeAt,
      onCreated: (path) => job.remember(key, path),
      tls: { agent: settings.agent },
      chunkBytes: settings.chunkBytes,
      idleMs: settings.idleMs,
      signal,
      checkpoint: settings.checkpoint,
      pace: settings.pace,
    });
  const outcome = await send(job.recall(key));
  // Complete over there, and yet the intake does not have it: its finish hook was interrupted. Begin anew.
  return outcome === 'already-complete' ? send(null) : outcome;
};

/** The announcement goes first: the intake takes nothing that no known kiosk has announced. */
const inOrder = (files: readonly UploadFile[]): readonly UploadFile[] =>
  [...files].sort((a, b) => Number(b.name.endsWith('.jws')) - Number(a.name.endsWith('.jws')));

const sendMissing = async (
  settings: Settings,
  job: UploadJob,
  held: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Failure | null> => {
  for (const file of inOrder(job.files)) {
    if (held.has(partKey(file))) continue;
    const outcome = await sendFile(settings, job, file, signal);
    if (typeof outcome !== 'string') return outcome;
    await settings.checkpoint('upload:part-sent');
  }
  return null;
};

const believed = async (settings: Settings, job: UploadJob, jws: string): Promise<Outcome> => {
  await settings.checkpoint('upload:receipt-fetched');
  return (await settings.verifyReceipt(jws, job))
    ? { kind: 'delivered', receipt: jws }
    : { kind: 'later', reason: 'receipt-invalid', scope: 'entry' };
};

const deliver = async (
  settings: Settings,
  job: UploadJob,
  signal: AbortSignal,
): Promise<Outcome> => {
  const before = await askProgress(settings, job, signal);
  await settings.checkpoint('upload:receipt-asked');
  if (before.kind === 'receipt') return believed(settings, job, before.jws);
  if (before.kind !== 'parts') return before;
  const failure = await sendMissing(settings, job, before.held, signal);
  // Even after a refusal the receipt decides: an earlier attempt may have got through.
  const after = await askProgress(settings, job, signal);
  if (after.kind === 'receipt') return believed(settings, job, after.jws);
  if (failure !== null) return failure;
  if (after.kind !== 'parts') return after;
  return { kind: 'later', reason: 'receipt-missing', scope: 'entry' };
};

const standingSchema = z.object({
  state: z.enum(['unknown', 'received', 'filed']),
  at: z.string().nullable(),
});

const lookUp = async (
  settings: Settings,
  referenceNumber: string,
  signal: AbortSignal,
): Promise<Standing | null> => {
  const answer = await exchange({
    method: 'GET',
    url: new URL(`references/${referenceNumber}`, settings.url),
    options: { agent: settings.agent },
    idleMs: settings.idleMs,
    signal,
  });
  if (!answer.ok || answer.value.status !== 200) return null;
  try {
    const standing = standingSchema.safeParse(JSON.parse(answer.value.body));
    return standing.success ? { ...standing.data, sendsAt: null } : null;
  } catch {
    return null;
  }
};

const plainHex = (fingerprint: string): string => fingerprint.replaceAll(':', '').toLowerCase();

/** The usual check of the host name, and the certificate itself must be one of those pinned. */
const pinnedIdentity =
  (pinned: readonly string[]) =>
  (host: string, certificate: PeerCertificate): Error | undefined =>
    checkServerIdentity(host, certificate) ??
    (pinned.map(plainHex).includes(plainHex(certificate.fingerprint256))
      ? undefined
      : Object.assign(new Error('the certificate is not the pinned one'), {
          code: 'CERT_NOT_PINNED',
        }));

/**
 * Transport to the site's intake: tus 1.0 over mutual TLS (TLS 1.2 or 1.3, curves of BSI TR-02102-2).
 * `delivered` only on the separately fetched receipt, its signature and content verified.
 */
export const intakeTransport = (input: IntakeTransportSettings): Transport => {
  const { ca, cert, key, pinnedFingerprints = [] } = input;
  const agent = connectionAgent(
    {
      ca,
      cert,
      key,
      ...(pinnedFingerprints.length === 0
        ? {}
        : { checkServerIdentity: pinnedIdentity(pinnedFingerprints) }),
    },
    input.proxy,
  );
  const settings: Settings = {
    chunkBytes: 4 * 1024 * 1024,
    idleMs: 60_000,
    checkpoint: noCheckpoint,
    pace: () => Promise.resolve(),
    pinnedFingerprints,
    ...input,
    agent,
  };
  return {
    deliver: (job, signal) => deliver(settings, job, signal),
    lookUp: (referenceNumber, signal) => lookUp(settings, referenceNumber, signal),
    close: () => agent.destroy(),
  };
};
