import type { Digest } from './digest.ts';

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
    attachments: attachments.map(({ attachmentId, plain, mimeType, filename }) => ({
      attachmentId,
      purpose: 'attachment',
      mimeType,
      filename,
      hash: { type: 'sha512', content: plain.sha512 },
    })),
  },
  additionalReferenceInfo: reference,
});
