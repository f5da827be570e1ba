import { overwrite } from '../domain/overwrite.ts';
import { failed, ok, type Result } from '../domain/result.ts';
import { digestOf, type Digest } from './digest.ts';
import { fileNameOf, type Manifest } from './manifest.ts';
import { manifestName } from './part.ts';
import type { RecipientKey } from './recipient-key.ts';
import { seal } from './seal.ts';

/** Names of the parts that only FIT-Connect needs beside the documents. */
export const fitConnectNames = {
  metadata: 'fit-connect-metadata.jwe',
  data: 'fit-connect-data.jwe',
  /** Readable, nothing personal: what the transport must know without opening anything. */
  routing: 'fit-connect-routing.json',
} as const;

/** Content of the routing part; the transport parses it again (`electron/upload/transports/fit-connect`). */
export interface FitConnectRouting {
  readonly version: 1;
  /** Key id that everything is sealed to: must still be the destination's `encryptionKid` when sending. */
  readonly recipientKid: string;
  /** Attachment id (UUID v4) by part name; the same in the sealed metadata. */
  readonly attachments: Readonly<Record<string, string>>;
}

/** A document as FIT-Connect's metadata describe it. */
export interface FitConnectAttachment {
  readonly attachmentId: string;
  /** Digest of the PLAIN document. */
  readonly plain: Digest;
  readonly mimeType: string;
  readonly filename: string;
  /** `attachment`: what the customer brought; `report`: made by the kiosk (the signed manifest). */
  readonly purpose: 'attachment' | 'report';
}

const METADATA_SCHEMA = 'https://schema.fitko.de/fit-connect/metadata/2.1.0/metadata.schema.json';

/**
 * The metadata record of a submission (FIT-Connect metadata schema 2.1.0), to be sealed as `application/json`.
 * @param data digest and schema of the plain data record; `schemaUri` is the one the destination announces
 */
export const fitConnectMetadata = (
  attachments: readonly FitConnectAttachment[],
  data: { readonly plain: Digest; readonly schemaUri: string },
  reference: { readonly senderReference: string; readonly applicationDate: string },
): object => ({
  $schema: METADATA_SCHEMA,
  contentStructure: {
    data: {
      hash: { type: 'sha512', content: data.plain.sha512 },
      submissionSchema: { schemaUri: data.schemaUri, mimeType: 'application/json' },
    },
    attachments: attachments.map(({ attachmentId, plain, mimeType, filename, purpose }) => ({
      attachmentId,
      purpose,
      mimeType,
      filename,
      hash: { type: 'sha512', content: plain.sha512 },
    })),
  },
  additionalReferenceInfo: reference,
});

/** What a submission over FIT-Connect needs besides the sealed documents and the sealed manifest. */
export interface FitConnectSubmission {
  readonly manifest: Manifest;
  /** Digest of the manifest's plain bytes (the JWS). */
  readonly manifestPlain: Digest;
  /** Schema of the data record, one that the destination announces. */
  readonly schemaUri: string;
  readonly recipient: RecipientKey;
  /** A fresh UUID v4. */
  readonly newId: () => string;
}

const attachmentsOf = ({
  manifest,
  manifestPlain,
  newId,
}: FitConnectSubmission): ReadonlyMap<string, FitConnectAttachment> =>
  new Map<string, FitConnectAttachment>([
    ...manifest.documents.map((document) => {
      const { name, mediaType, plain } = document;
      const filename = fileNameOf(document);
      const purpose = 'attachment' as const;
      return [
        name,
        { attachmentId: newId(), plain, mimeType: mediaType, filename, purpose },
      ] as const;
    }),
    [
      manifestName,
      {
        attachmentId: newId(),
        plain: manifestPlain,
        mimeType: 'application/jose',
        filename: 'manifest.jws',
        purpose: 'report',
      },
    ] as const,
  ]);

/** The data record: what a case worker's system can sort by, without opening a document. */
const recordOf = ({ manifest }: FitConnectSubmission): object => ({
  version: 1,
  referenceNumber: manifest.referenceNumber,
  submittedAt: manifest.submittedAt,
  site: manifest.site,
  kiosk: manifest.kiosk,
  topic: manifest.topic,
  caseNumber: manifest.details.caseNumber,
  name: manifest.details.name,
  pageCount: manifest.documents.reduce((sum, { pages }) => sum + pages.length, 0),
});

/**
 * Seals metadata and data record and writes them with the routing, beside the documents. Everything is decided here,
 * because the kiosk cannot open anything later: the transport sends these bytes as they are, however often.
 * @param write writes one file durably; the first problem ends it
 */
export const writeFitConnectParts = async <Problem>(
  submission: FitConnectSubmission,
  write: (
    name: string,
    bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ) => Promise<Result<unknown, Problem>>,
): Promise<Result<void, Problem>> => {
  const { recipient, schemaUri, manifest } = submission;
  const attachments = attachmentsOf(submission);
  const record = Buffer.from(JSON.stringify(recordOf(submission)));
  const metadata = fitConnectMetadata(
    [...attachments.values()],
    { plain: digestOf(record), schemaUri },
    {
      senderReference: manifest.referenceNumber,
      applicationDate: manifest.submittedAt.slice(0, 10),
    },
  );
  const routing: FitConnectRouting = {
    version: 1,
    recipientKid: recipient.kid,
    attachments: Object.fromEntries(
      [...attachments].map(([name, { attachmentId }]) => [name, attachmentId]),
    ),
  };
  const sealed = (plain: Buffer) => seal(recipient, 'application/json', [plain]).bytes;
  const json = (value: object): Buffer => Buffer.from(JSON.stringify(value));
  for (const [name, bytes] of [
    [fitConnectNames.metadata, sealed(json(metadata))],
    [fitConnectNames.data, sealed(record)],
    [fitConnectNames.routing, [json(routing)]],
  ] as const) {
    const written = await write(name, bytes);
    if (!written.ok) {
      overwrite(record);
      return failed(written.problem);
    }
  }
  overwrite(record);
  return ok(undefined);
};
