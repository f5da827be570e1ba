import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Checkpoint } from './domain/checkpoint.ts';
import { deliveryReceiptKind } from './envelope/delivery-receipt.ts';
import { announcementName } from './envelope/part.ts';
import { parseVerifyingKey, type VerifyingKey } from './envelope/signing-key.ts';
import { verifyStatement } from './envelope/statement.ts';
import { pace } from './upload/pace.ts';
import type { Transport, UploadJob, VerifyReceipt } from './upload/transport.ts';
import { fitConnectTransport } from './upload/transports/fit-connect/fit-connect.ts';
import { folderTransport } from './upload/transports/folder.ts';
import { intakeTransport } from './upload/transports/intake.ts';
import type { UploadClock } from './upload/upload-loop.ts';
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

const openFitConnect = async (
  set: TransportSettings<'fit-connect'>,
  clock: UploadClock,
): Promise<Transport> =>
  fitConnectTransport({
    tokenUrl: new URL(set.tokenUrl),
    apiUrl: new URL(set.apiUrl.endsWith('/') ? set.apiUrl : `${set.apiUrl}/`),
    clientId: set.clientId,
    clientSecret: (await readFile(set.clientSecretFile, 'utf8')).trim(),
    options: { minVersion: 'TLSv1.2', ecdhCurve: 'P-256:P-384:P-521' },
    idleMs: 60_000,
    elapsed: () => clock.elapsed(),
    destinationId: set.destinationId,
    publicService: set.publicService,
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
    key: await readFile(transport.keyFile, 'utf8'),
    verifyReceipt: receiptVerifier(keys),
    checkpoint,
    pace: pace(
      bytesPerSecond,
      () => clock.elapsed(),
      (ms) => clock.sleep(ms, new AbortController().signal),
    ),
    ...(transport.pinnedFingerprints === undefined
      ? {}
      : { pinnedFingerprints: transport.pinnedFingerprints }),
    ...(transport.chunkBytes === undefined ? {} : { chunkBytes: transport.chunkBytes }),
    ...(transport.idleMs === undefined ? {} : { idleMs: transport.idleMs }),
  });
};

/** Opens the way to the recipient that the settings name; keys and certificates are read from their files. */
export const openTransport = (
  { transport, schedule: set }: UploaderSettings,
  clock: UploadClock,
  checkpoint: Checkpoint,
): Promise<Transport> => {
  switch (transport.kind) {
    case 'intake':
      return openIntake(transport, set?.upload.maximumBytesPerSecond ?? 0, clock, checkpoint);
    case 'fit-connect':
      return openFitConnect(transport, clock);
    case 'folder':
      return Promise.resolve(folderTransport({ folder: transport.folder, now: () => clock.now() }));
  }
};
