import { createHash } from 'node:crypto';

/** What identifies a sequence of bytes: SHA-512 in lower-case hexadecimal, and its length in bytes. */
export interface Digest {
  readonly sha512: string;
  readonly size: number;
}

/** A digest computed as the bytes go by. */
export interface RunningDigest {
  add(chunk: Uint8Array): void;
  /** The digest of everything added; call once, at the end. */
  finish(): Digest;
}

/** Starts a digest over nothing. */
export const runningDigest = (): RunningDigest => {
  const hash = createHash('sha512');
  let size = 0;
  return {
    add(chunk) {
      hash.update(chunk);
      size += chunk.byteLength;
    },
    finish: () => ({ sha512: hash.digest('hex'), size }),
  };
};

/** The digest of bytes that are in memory. */
export const digestOf = (bytes: Uint8Array): Digest => {
  const digest = runningDigest();
  digest.add(bytes);
  return digest.finish();
};
