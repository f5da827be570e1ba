import {
  constants,
  createDecipheriv,
  privateDecrypt,
  type DecipherGCM,
  type KeyObject,
} from 'node:crypto';
import { z } from 'zod';
import { failed, ok, type Result } from '../domain/result.ts';

/** Why a sealed file was not opened. Nothing of its content may be used then. */
export type OpenProblem = 'not-an-envelope' | 'unknown-algorithm' | 'unknown-key' | 'tampered';

/** What the envelope says about itself, authenticated. */
export interface Opened {
  readonly kid: string;
  readonly contentType: string;
}

/** Finds the private key of a recipient by its key id. */
export type PrivateKeyFor = (kid: string) => KeyObject | undefined;

const MAXIMUM_PREAMBLE = 16_384;
const TAG_CHARACTERS = 22;

const headerSchema = z.looseObject({
  alg: z.literal('RSA-OAEP-256'),
  enc: z.literal('A256GCM'),
  kid: z.string(),
  cty: z.string(),
  zip: z.undefined().optional(),
  crit: z.undefined().optional(),
});

/** Decodes strictly: only the alphabet, and only the one canonical text of the bytes. */
const decode = (text: string): Buffer | null => {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : null;
};

const parseJson = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
};

interface Preamble extends Opened {
  readonly decipher: DecipherGCM;
}

const unwrap = (wrapped: Buffer, privateKey: KeyObject): Buffer | null => {
  try {
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    return privateDecrypt({ key: privateKey, padding, oaepHash: 'sha256' }, wrapped);
  } catch {
    return null;
  }
};

const openPreamble = (text: string, keyFor: PrivateKeyFor): Result<Preamble, OpenProblem> => {
  const [header = '', wrapped = '', nonce = ''] = text.split('.');
  const [headerBytes, wrappedBytes, nonceBytes] = [decode(header), decode(wrapped), decode(nonce)];
  if (headerBytes === null || wrappedBytes === null || nonceBytes?.length !== 12)
    return failed('not-an-envelope');
  const json = parseJson(headerBytes);
  if (json === null) return failed('not-an-envelope');
  const parsed = headerSchema.safeParse(json);
  if (!parsed.success) return failed('unknown-algorithm');
  const privateKey = keyFor(parsed.data.kid);
  if (privateKey === undefined) return failed('unknown-key');
  const key = unwrap(wrappedBytes, privateKey);
  if (key?.length !== 32) return failed('tampered');
  const decipher = createDecipheriv('aes-256-gcm', key, nonceBytes, { authTagLength: 16 });
  key.fill(0);
  decipher.setAAD(Buffer.from(header, 'latin1'));
  return ok({ kid: parsed.data.kid, contentType: parsed.data.cty, decipher });
};

/** Splits the text into preamble (three segments), ciphertext and tag without holding the ciphertext. */
const envelopeReader = (keyFor: PrivateKeyFor, sink: (plain: Uint8Array) => Promise<void>) => {
  let preambleText = '';
  let preamble: Preamble | null = null;
  let rest = '';

  const startCipherText = (): Result<void, OpenProblem> => {
    const ends = [...preambleText.matchAll(/\./g)].map((match) => match.index);
    const end = ends[2];
    if (end === undefined)
      return preambleText.length > MAXIMUM_PREAMBLE ? failed('not-an-envelope') : ok(undefined);
    const opened = openPreamble(preambleText.slice(0, end), keyFor);
    if (!opened.ok) return opened;
    preamble = opened.value;
    rest = preambleText.slice(end + 1);
    return ok(undefined);
  };

  /** Everything but what could be the last dot and the tag is cipher text. */
  const decryptWhole = async (decipher: DecipherGCM): Promise<Result<void, OpenProblem>> => {
    const usable = rest.length - TAG_CHARACTERS - 1;
    const whole = usable - (usable % 4);
    if (whole <= 0) return ok(undefined);
    const bytes = decode(rest.slice(0, whole));
    if (bytes === null) return failed('tampered');
    rest = rest.slice(whole);
    await sink(decipher.update(bytes));
    return ok(undefined);
  };

  return {
    async add(chunk: Uint8Array): Promise<Result<void, OpenProblem>> {
      const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
      if (preamble === null) {
        preambleText += text;
        const started = startCipherText();
        if (!started.ok) return started;
      } else {
        rest += text;
      }
      return preamble === null ? ok(undefined) : decryptWhole(preamble.decipher);
    },
    async end(): Promise<Result<Opened, OpenProblem>> {
      if (preamble === null) return failed('not-an-envelope');
      const { decipher, kid, contentType } = preamble;
      const [last, tag, ...more] = rest.split('.');
      const lastBytes = decode(last ?? '');
      const tagBytes = decode(tag ?? '');
      if (more.length > 0 || lastBytes === null || tagBytes?.length !== 16)
        return failed('tampered');
      await sink(decipher.update(lastBytes));
      decipher.setAuthTag(tagBytes);
      try {
        await sink(decipher.final());
      } catch {
        return failed('tampered');
      }
      return ok({ kid, contentType });
    },
  };
};

/**
 * Opens a sealed stream (RFC 7516 Compact Serialization; RSA-OAEP-256, A256GCM, no `zip`, no `crit`).
 * What `sink` receives is PROVISIONAL until the result is ok: keep it under a name nobody reads and throw it
 * away otherwise. Only the canonical base64url spelling is accepted, so that every flipped bit is refused.
 */
export const openSealed = async (
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  keyFor: PrivateKeyFor,
  sink: (plain: Uint8Array) => Promise<void>,
): Promise<Result<Opened, OpenProblem>> => {
  const reader = envelopeReader(keyFor, sink);
  for await (const chunk of source) {
    const added = await reader.add(chunk);
    if (!added.ok) return added;
  }
  return reader.end();
};
