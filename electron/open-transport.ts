import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Checkpoint } from './domain/checkpoint.ts';
import { deliveryReceiptKind } from './envelope/delivery-receipt.ts';
import { announcementName } from './envelope/part.ts';
import { parseVerifyingKey, type VerifyingKey } from './envelope/signing-key.ts';
import { verifyStatement } from './envelope/statement.ts';
import type { Standing } from './domain/standing.ts';
import { holdRevoked } from './hold-revoked.ts';
import { connectionAgent } from './upload/connection-agent.ts';
import { pace, type Pace } from './upload/pace.ts';
import type { Transport, UploadJob, VerifyReceipt } from './upload/transport.ts';
import { readAuthorities } from './upload/transports/fit-connect/certificate-chain.ts';
import { fitConnectTransport } from './upload/transports/fit-connect/fit-connect.ts';
import { folderTransport } from './upload/transports/folder.ts';
import { intakeTransport } from './upload/transports/intake.ts';
import type { UploadClock } from './upload/upload-clock.ts';
import type { UploaderSettings } from './upload/uploader-messages.ts';

const readReceiptKeys = async (files: readonly string[]): Promise<Map<string, VerifyingKey>> => {
  const keys = new Map<string, VerifyingKey>();
  for (const file of files) {
    const key = parseVerifyingKey(await readFile(file, 'utf8'));
    if (!key.ok) throw new Error(`${file}: not a public ES256 key in JWK form`);
    keys.set(key.value.kid, key.value);
  }
  return keys;
};

const announcementDigest = async (job: UploadJob): Promise<string | null> => {
  const announcement = job.files.find(({ name }) => name === announcementName);
  if (announcement === undefined) return null;
  return createHash('sha512')
    .update(await readFile(announcement.path))
    .digest('hex');
};

/** A receipt counts when the intake signed it for this job, this announcement and every part of it. */
const receiptVerifier =
  (keys: ReadonlyMap<string, VerifyingKey>): VerifyReceipt =>
  async (jws, job) => {
    const receipt = await verifyStatement(deliveryReceiptKind, jws, (kid) => keys.get(kid));
    if (!receipt.ok || receipt.value.jobId !== job.id) return false;
    if (receipt.value.announcementSha512 !== (await announcementDigest(job))) return false;
    const received = new Map(receipt.value.parts.map(({ name, sha512 }) => [name, sha512]));
    return job.files
      .filter(({ name }) => name !== announcementName)
      .every(({ name, sha512 }) => received.get(name) === sha512);
  };

type TransportSettings<Kind> = Extract<UploaderSettings['transport'], { kind: Kind }>;

const paceOf = (bytesPerSecond: number, clock: UploadClock): { readonly pace?: Pace } =>
  bytesPerSecond === 0
    ? {}
    : {
        pace: pace(
          bytesPerSecond,
          () => clock.elapsed(),
          (ms) => clock.sleep(ms, new AbortController().signal),
        ),
      };

const SMALLEST_CHUNK = 16 * 1024;
const LARGEST_CHUNK = 4 * 1024 * 1024;

/** A request goes out at once: on a capped line it holds what may be sent in a second, so that others come in between. */
const chunkFor = (bytesPerSecond: number): number =>
  bytesPerSecond === 0
    ? LARGEST_CHUNK
    : Math.min(LARGEST_CHUNK, Math.max(SMALLEST_CHUNK, bytesPerSecond));

const openFitConnect = async (
  set: TransportSettings<'fit-connect'>,
  bytesPerSecond: number,
  clock: UploadClock,
): Promise<Transport> =>
  fitConnectTransport({
    tokenUrl: new URL(set.tokenUrl),
    apiUrl: new URL(set.apiUrl.endsWith('/') ? set.apiUrl : `${set.apiUrl}/`),
    clientId: set.clientId,
    clientSecret: (set.clientSecret ?? (await readFile(set.clientSecretFile, 'utf8'))).trim(),
    options: {
      agent: connectionAgent(
        set.caFile === undefined ? {} : { ca: await readFile(set.caFile, 'utf8') },
        set.proxy,
      ),
    },
    ...paceOf(bytesPerSecond, clock),
    ...(set.authorityFile === undefined
      ? {}
      : { authorities: readAuthorities(await readFile(set.authorityFile, 'utf8')) }),
    now: () => clock.now(),
    idleMs: 60_000,
    elapsed: () => clock.elapsed(),
    destinationId: set.destinationId,
    publicService: set.publicService,
    ...(set.submissionSchema === undefined ? {} : { submissionSchema: set.submissionSchema }),
    lookAgainMs: set.lookAgainMinutes * 60_000,
  });

const openIntake = async (
  transport: TransportSettings<'intake'>,
  bytesPerSecond: number,
  clock: UploadClock,
  checkpoint: Checkpoint,
): Promise<Transport> => {
  const keys = await readReceiptKeys(transport.receiptKeyFiles);
  return intakeTransport({
    url: new URL(transport.url),
    ca: await readFile(transport.caFile, 'utf8'),
    cert: await readFile(transport.certFile, 'utf8'),
    key: transport.key ?? (await readFile(transport.keyFile, 'utf8')),
    verifyReceipt: receiptVerifier(keys),
    checkpoint,
    ...paceOf(bytesPerSecond, clock),
    ...(transport.proxy === undefined ? {} : { proxy: transport.proxy }),
    ...(transport.pinnedFingerprints === undefined
      ? {}
      : { pinnedFingerprints: transport.pinnedFingerprints }),
    chunkBytes: transport.chunkBytes ?? chunkFor(bytesPerSecond),
    ...(transport.idleMs === undefined ? {} : { idleMs: transport.idleMs }),
  });
};

const openOne = (
  transport: UploaderSettings['transport'],
  bytesPerSecond: number,
  clock: UploadClock,
  checkpoint: Checkpoint,
): Promise<Transport> => {
  switch (transport.kind) {
    case 'intake':
      return openIntake(transport, bytesPerSecond, clock, checkpoint);
    case 'fit-connect':
      return openFitConnect(transport, bytesPerSecond, clock);
    case 'folder':
      return Promise.resolve(
        folderTransport({
          folder: transport.folder,
          now: () => clock.now(),
          ...paceOf(bytesPerSecond, clock),
        }),
      );
  }
};

/** Asks every way until one knows the number; a plain "unknown" counts only if none of them could not be asked. */
const lookUpAnywhere =
  (ways: readonly Transport[]): NonNullable<Transport['lookUp']> =>
  async (referenceNumber, signal) => {
    let answer: Standing | null = null;
    for (const way of ways) {
      const standing = (await way.lookUp?.(referenceNumber, signal)) ?? null;
      if (standing !== null && standing.state !== 'unknown') return standing;
      answer ??= standing;
    }
    return answer;
  };

/**
 * Opens the ways to the office that the settings name: the usual one, and those that single topics take. Keys and
 * certificates are read from their files. A submission whose way is no longer configured is set aside, not sent elsewhere.
 */
export const openTransport = async (
  { transport, others = [], schedule: set, recipientsFolder }: UploaderSettings,
  clock: UploadClock,
  checkpoint: Checkpoint,
): Promise<Transport> => {
  const ways = new Map<string, Transport>();
  for (const { name, transport: one } of [{ name: '', transport }, ...others])
    ways.set(name, await openOne(one, set?.upload.maximumBytesPerSecond ?? 0, clock, checkpoint));
  const all: Transport = {
    deliver: (job, signal) =>
      ways.get(job.transport)?.deliver(job, signal) ??
      Promise.resolve({ kind: 'refused', status: 0, reason: 'transport-not-configured' }),
    lookUp: lookUpAnywhere([...ways.values()]),
    close: () => ways.forEach((way) => way.close()),
  };
  return recipientsFolder === undefined ? all : holdRevoked(all, recipientsFolder);
};
