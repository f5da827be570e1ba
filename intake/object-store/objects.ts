import { Agent } from 'node:https';
import { NoSuchKey, S3, type S3ClientConfig } from '@aws-sdk/client-s3';
import { tlsPolicy } from '../../electron/domain/tls-policy.ts';
import type { ObjectStoreSettings } from './settings.ts';

/** A bucket, as far as the intake uses it. Keys are made of letters, digits and `._/-` only. */
export interface Objects {
  put(key: string, text: string): Promise<void>;
  /** Null where there is no such object; every other failure is thrown. */
  text(key: string): Promise<string | null>;
  read(key: string): Promise<AsyncIterable<Uint8Array>>;
  copy(from: string, to: string): Promise<void>;
  /** Removing what is not there is no failure. */
  remove(key: string): Promise<void>;
  list(prefix: string): AsyncGenerator<{ readonly key: string; readonly changedAt: number }>;
  /** Multipart uploads that were begun before a moment and never completed. */
  abandonUploads(prefix: string, before: number): Promise<number>;
  isReachable(): Promise<boolean>;
  close(): void;
}

export interface ObjectsAccess {
  readonly settings: ObjectStoreSettings;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly ca?: Buffer;
}

/** How every request goes to the store: never without an end, checked certificate, no checksums only Amazon knows. */
export const clientConfig = ({ settings, credentials, ca }: ObjectsAccess): S3ClientConfig => ({
  endpoint: settings.endpoint,
  region: settings.region,
  forcePathStyle: settings.pathStyle,
  credentials,
  maxAttempts: 2,
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
  requestHandler: {
    connectionTimeout: 5_000,
    requestTimeout: settings.answerSeconds * 1000,
    throwOnRequestTimeout: true,
    socketTimeout: settings.answerSeconds * 1000,
    ...(ca === undefined ? {} : { httpsAgent: new Agent({ ca, keepAlive: true, ...tlsPolicy }) }),
  },
});

const isMissing = (error: unknown): boolean =>
  error instanceof NoSuchKey || (error instanceof Error && error.name === 'NoSuchKey');

/** Opens the bucket; nothing is asked yet. */
export const openObjects = (access: ObjectsAccess): Objects => {
  const s3 = new S3(clientConfig(access));
  const Bucket = access.settings.bucket;
  return {
    async put(key, text) {
      await s3.putObject({ Bucket, Key: key, Body: text });
    },
    async text(key) {
      try {
        const { Body } = await s3.getObject({ Bucket, Key: key });
        return (await Body?.transformToString()) ?? '';
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async read(key) {
      const { Body } = await s3.getObject({ Bucket, Key: key });
      if (Body === undefined) throw new Error('the store answered without a body');
      return Body as unknown as AsyncIterable<Uint8Array>;
    },
    async copy(from, to) {
      await s3.copyObject({ Bucket, Key: to, CopySource: `${Bucket}/${from}` });
    },
    async remove(key) {
      await s3.deleteObject({ Bucket, Key: key });
    },
    async *list(prefix) {
      let after: string | undefined;
      do {
        const page = await s3.listObjectsV2({
          Bucket,
          Prefix: prefix,
          ...(after === undefined ? {} : { ContinuationToken: after }),
        });
        for (const { Key, LastModified } of page.Contents ?? [])
          if (Key !== undefined) yield { key: Key, changedAt: LastModified?.getTime() ?? Infinity };
        after = page.NextContinuationToken;
      } while (after !== undefined);
    },
    async abandonUploads(prefix, before) {
      // One page a time is enough: tidying comes back, and what was abandoned is no longer listed then.
      const { Uploads = [] } = await s3.listMultipartUploads({ Bucket, Prefix: prefix });
      const old = Uploads.filter(({ Initiated }) => (Initiated?.getTime() ?? Infinity) < before);
      for (const { Key, UploadId } of old) await s3.abortMultipartUpload({ Bucket, Key, UploadId });
      return old.length;
    },
    isReachable: () =>
      s3.headBucket({ Bucket }).then(
        () => true,
        () => false,
      ),
    close: () => s3.destroy(),
  };
};
