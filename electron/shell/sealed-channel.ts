import { createCipheriv, createDecipheriv, createECDH, hkdfSync } from 'node:crypto';
import { decryptQuietly } from '../domain/decrypt-quietly.ts';
import { overwrite } from '../domain/overwrite.ts';

/**
 * Messages between processes, sealed: what Chromium copies on the way, and frees without overwriting it, is then of no
 * use to anybody (docs/decisions/0069-words-travel-sealed.md). Both ends agree on keys that exist in their memory only
 * (ECDH on P-256, HKDF with SHA-256); a message is eight bytes of number, AES-256-GCM's ciphertext, and its tag.
 * `electron/preload-sealing.ts` is the same in the browser's words.
 */
export interface SealedChannel {
  /**
   * Seals a message; the bytes given are overwritten.
   * @param about what the message is for; it can be opened as nothing else
   */
  readonly seal: (plain: Uint8Array, about: string) => Uint8Array;
  /** Opens a message of the other end's; null for one that is not, that was altered, or that came before. */
  readonly open: (sealed: Uint8Array, about: string) => Uint8Array | null;
  /** Forgets the keys. */
  readonly close: () => void;
}

/** One end of an agreement that has not been made yet. */
export interface Agreement {
  /** The point that the other end needs: 65 bytes, uncompressed. */
  readonly point: Uint8Array;
  /** The channel; null where the other end's point is none. */
  readonly with: (otherPoint: Uint8Array) => SealedChannel | null;
}

export type ChannelEnd = 'main' | 'other';

const CURVE = 'prime256v1';
/** Binds the keys to what they are for. */
const PURPOSE = 'einwurf messages between processes 1';
const KEY_BYTES = 32;
const NUMBER_BYTES = 8;
const TAG_BYTES = 16;

/** AES-GCM's 12 bytes: the message's number, which no other message under this key has, behind four zeros. */
const nonceOf = (number: Uint8Array): Buffer => Buffer.concat([Buffer.alloc(4), number]);

const channel = (sendingKey: Uint8Array, receivingKey: Uint8Array): SealedChannel => {
  let sent = 0n;
  let received = 0n;
  let closed = false;
  return {
    seal: (plain, about) => {
      if (closed) throw new Error('the channel was closed');
      sent += 1n;
      // Of its own: a clone of a view into Node's pool would carry the whole pool along.
      const sealed = new Uint8Array(NUMBER_BYTES + plain.length + TAG_BYTES);
      new DataView(sealed.buffer).setBigUint64(0, sent);
      const nonce = nonceOf(sealed.subarray(0, NUMBER_BYTES));
      const cipher = createCipheriv('aes-256-gcm', sendingKey, nonce);
      cipher.setAAD(Buffer.from(about));
      sealed.set(cipher.update(plain), NUMBER_BYTES);
      cipher.final();
      sealed.set(cipher.getAuthTag(), sealed.length - TAG_BYTES);
      overwrite(plain);
      return sealed;
    },
    open: (sealed, about) => {
      if (closed || sealed.length < NUMBER_BYTES + TAG_BYTES) return null;
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length);
      const number = bytes.readBigUInt64BE(0);
      if (number <= received) return null;
      const nonce = nonceOf(bytes.subarray(0, NUMBER_BYTES));
      const decipher = createDecipheriv('aes-256-gcm', receivingKey, nonce);
      decipher.setAAD(Buffer.from(about));
      decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
      const text = bytes.subarray(NUMBER_BYTES, bytes.length - TAG_BYTES);
      const plain = decryptQuietly((slice) => decipher.update(slice), text);
      try {
        decipher.final();
      } catch {
        overwrite(plain);
        return null;
      }
      received = number;
      return plain;
    },
    close: () => {
      closed = true;
      overwrite(sendingKey, receivingKey);
    },
  };
};

/** Begins an agreement: draws this end's secret, which is gone once the channel is there. */
export const beginAgreement = (end: ChannelEnd): Agreement => {
  const secret = createECDH(CURVE);
  const point = Uint8Array.from(secret.generateKeys());
  return {
    point,
    with: (otherPoint) => {
      let shared: Buffer;
      try {
        shared = secret.computeSecret(otherPoint);
      } catch {
        return null;
      }
      const keys = new Uint8Array(hkdfSync('sha256', shared, '', PURPOSE, 2 * KEY_BYTES));
      overwrite(shared);
      const [ofMain, ofOther] = [keys.slice(0, KEY_BYTES), keys.slice(KEY_BYTES)];
      overwrite(keys);
      return end === 'main' ? channel(ofMain, ofOther) : channel(ofOther, ofMain);
    },
  };
};
