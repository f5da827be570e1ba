import { constants, createCipheriv, publicEncrypt, randomBytes } from 'node:crypto';
import { noCheckpoint, type Checkpoint } from '../domain/checkpoint.ts';
import { runningDigest, type Digest } from './digest.ts';
import type { RecipientKey } from './recipient-key.ts';

/** A document on its way into the envelope. */
export interface Sealing {
  /** The sealed bytes (JWE Compact Serialization, ASCII); consume once, to the end. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Digest of the plain bytes; to be asked after `bytes` has ended. */
  plain(): Digest;
}

const base64url = (text: string): string => Buffer.from(text).toString('base64url');

/** Encodes chunks of any size as one base64url text: three bytes make four characters, the rest waits. */
const base64urlWriter = () => {
  let rest = Buffer.alloc(0);
  return {
    encode(chunk: Uint8Array): Buffer {
      const bytes =
        rest.length === 0
          ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
          : Buffer.concat([rest, chunk]);
      const whole = bytes.length - (bytes.length % 3);
      rest = Buffer.from(bytes.subarray(whole));
      return Buffer.from(bytes.toString('base64url', 0, whole), 'latin1');
    },
    end: (): Buffer => Buffer.from(rest.toString('base64url'), 'latin1'),
  };
};

/**
 * Seals a stream to a recipient: JWE Compact (RFC 7516), RSA-OAEP-256 and A256GCM, without compression.
 * Each call draws a fresh content key (32 bytes) and nonce (12 bytes); the key is wiped when the stream ends or
 * is given up. The source is read only as fast as `bytes` is consumed.
 * @param contentType the `cty` of the protected header, e.g. `application/pdf` or `JOSE`
 */
export const seal = (
  recipient: RecipientKey,
  contentType: string,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  checkpoint: Checkpoint = noCheckpoint,
): Sealing => {
  const digest = runningDigest();
  let plain: Digest | null = null;
  async function* bytes(): AsyncGenerator<Uint8Array> {
    await checkpoint('seal:started');
    const { kid, certificateSha256 } = recipient;
    const header = base64url(
      JSON.stringify({
        alg: 'RSA-OAEP-256',
        enc: 'A256GCM',
        kid,
        // FIT-Connect's keys are JWKs, so that what goes there never has it.
        ...(certificateSha256 === undefined ? {} : { 'x5t#S256': certificateSha256 }),
        cty: contentType,
      }),
    );
    const key = randomBytes(32);
    const nonce = randomBytes(12);
    try {
      const padding = constants.RSA_PKCS1_OAEP_PADDING;
      const wrapped = publicEncrypt({ key: recipient.publicKey, padding, oaepHash: 'sha256' }, key);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      cipher.setAAD(Buffer.from(header, 'latin1'));
      const writer = base64urlWriter();
      yield Buffer.from(
        `${header}.${wrapped.toString('base64url')}.${nonce.toString('base64url')}.`,
        'latin1',
      );
      for await (const chunk of source) {
        digest.add(chunk);
        yield writer.encode(cipher.update(chunk));
      }
      yield Buffer.concat([writer.encode(cipher.final()), writer.end()]);
      yield Buffer.from(`.${cipher.getAuthTag().toString('base64url')}`, 'latin1');
      plain = digest.finish();
      await checkpoint('seal:finished');
    } finally {
      key.fill(0);
    }
  }
  return {
    bytes: bytes(),
    plain() {
      if (plain === null) throw new Error('plain() was asked before the sealed bytes had ended');
      return plain;
    },
  };
};
