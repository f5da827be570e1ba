import { createHash, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { failed, ok, type Result } from '../domain/result.ts';

/** A public key that documents can be sealed to, with what site IT says about its use. */
export interface RecipientKey {
  readonly kid: string;
  readonly publicKey: KeyObject;
  /** SHA-256 of the certificate it came in, base64url (`x5t#S256`, RFC 7516 section 4.1.8); none for a bare key. */
  readonly certificateSha256?: string;
  /** Milliseconds since 1970; the key is not used before or after. */
  readonly validFrom: number;
  readonly validUntil: number;
  /** Topics this key is for; empty means every topic. */
  readonly topics: readonly string[];
}

/** Why a key file is not accepted. */
export type RecipientKeyProblem = 'unreadable' | 'not-rsa' | 'too-short' | 'wrong-algorithm';

const MINIMUM_BITS = 4096;

const jwkSchema = z.object({
  kty: z.string(),
  n: z.string(),
  e: z.string(),
  kid: z.string().min(1).optional(),
  alg: z.string().optional(),
  use: z.string().optional(),
  key_ops: z.array(z.string()).optional(),
});
const keyFileSchema = z.object({
  jwk: jwkSchema.optional(),
  certificate: z.string().optional(),
  validFrom: z.iso.datetime({ offset: true }).optional(),
  validUntil: z.iso.datetime({ offset: true }).optional(),
  topics: z.array(z.string()).optional(),
});
type KeyFile = z.infer<typeof keyFileSchema>;

/** The thumbprint of an RSA key (RFC 7638), base64url: its name where the file gives none. */
const thumbprint = (key: KeyObject): string => {
  const { e, kty, n } = key.export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
};

const checkedKey = (
  publicKey: KeyObject,
  file: KeyFile,
  kid: string | undefined,
  certificate?: X509Certificate,
): Result<RecipientKey, RecipientKeyProblem> => {
  if (publicKey.asymmetricKeyType !== 'rsa') return failed('not-rsa');
  if ((publicKey.asymmetricKeyDetails?.modulusLength ?? 0) < MINIMUM_BITS)
    return failed('too-short');
  return ok({
    kid: kid ?? thumbprint(publicKey),
    publicKey,
    ...(certificate === undefined
      ? {}
      : { certificateSha256: createHash('sha256').update(certificate.raw).digest('base64url') }),
    validFrom: file.validFrom === undefined ? -Infinity : Date.parse(file.validFrom),
    validUntil: file.validUntil === undefined ? Infinity : Date.parse(file.validUntil),
    topics: file.topics ?? [],
  });
};

const fromJwk = (file: KeyFile): Result<RecipientKey, RecipientKeyProblem> => {
  const jwk = file.jwk;
  if (jwk === undefined) return failed('unreadable');
  if (jwk.kty !== 'RSA') return failed('not-rsa');
  const wraps = jwk.key_ops?.some(
    (operation) => operation === 'wrapKey' || operation === 'encrypt',
  );
  if ((jwk.alg ?? 'RSA-OAEP-256') !== 'RSA-OAEP-256' || jwk.use === 'sig' || wraps === false)
    return failed('wrong-algorithm');
  try {
    const { kty, n, e } = jwk;
    return checkedKey(createPublicKey({ key: { kty, n, e }, format: 'jwk' }), file, jwk.kid);
  } catch {
    return failed('unreadable');
  }
};

const fromCertificate = (pem: string, file: KeyFile): Result<RecipientKey, RecipientKeyProblem> => {
  try {
    const certificate = new X509Certificate(pem);
    const validity = {
      ...file,
      validFrom: file.validFrom ?? new Date(certificate.validFrom).toISOString(),
      validUntil: file.validUntil ?? new Date(certificate.validTo).toISOString(),
    };
    return checkedKey(certificate.publicKey, validity, undefined, certificate);
  } catch {
    return failed('unreadable');
  }
};

const fromJson = (text: string): Result<RecipientKey, RecipientKeyProblem> => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return failed('unreadable');
  }
  const bare = jwkSchema.safeParse(json);
  const file = bare.success
    ? { success: true as const, data: { jwk: bare.data } as KeyFile }
    : keyFileSchema.safeParse(json);
  if (!file.success) return failed('unreadable');
  return file.data.certificate === undefined
    ? fromJwk(file.data)
    : fromCertificate(file.data.certificate, file.data);
};

/**
 * Reads one recipient key as site IT provides it: a JWK, an X.509 certificate in PEM, or a JSON file
 * `{jwk | certificate, validFrom?, validUntil?, topics?}`. RSA of at least 4096 bits, for RSA-OAEP-256
 * (BSI TR-02102-1; FIT-Connect demands the same).
 */
export const parseRecipientKey = (text: string): Result<RecipientKey, RecipientKeyProblem> =>
  text.trimStart().startsWith('-----BEGIN CERTIFICATE')
    ? fromCertificate(text, {})
    : fromJson(text);

const isUsable = (key: RecipientKey, topic: string | null, at: number): boolean =>
  key.validFrom <= at &&
  at < key.validUntil &&
  (key.topics.length === 0 || (topic !== null && key.topics.includes(topic)));

/**
 * The key to seal with at a moment: a key named for the topic before one for every topic, then the one that
 * became valid last (roll-over: the new key is used as soon as it may be, the old one until then).
 * @param at milliseconds since 1970
 */
export const chooseRecipientKey = (
  keys: readonly RecipientKey[],
  topic: string | null,
  at: number,
): Result<RecipientKey, 'no-valid-recipient-key'> => {
  const [best] = keys
    .filter((key) => isUsable(key, topic, at))
    .sort(
      (a, b) =>
        Math.sign(b.topics.length) - Math.sign(a.topics.length) ||
        (a.validFrom === b.validFrom ? 0 : b.validFrom - a.validFrom),
    );
  return best === undefined ? failed('no-valid-recipient-key') : ok(best);
};
