import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { failed, ok, type Result } from '../domain/result.ts';

/** A private key that signs statements: the kiosk's device key, the intake's receipt key. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly verifyingKey: VerifyingKey;
}

/** The public half, by which others check a signature. */
export interface VerifyingKey {
  readonly kid: string;
  readonly publicKey: KeyObject;
}

const publicSchema = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  kid: z.string().min(1).optional(),
});
const privateSchema = publicSchema.extend({ d: z.string() });

const thumbprint = (jwk: z.infer<typeof publicSchema>): string =>
  createHash('sha256')
    .update(JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y }))
    .digest('base64url');

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Reads a public ES256 key from the text of a JWK (RFC 7517); its thumbprint names it where `kid` is missing. */
export const parseVerifyingKey = (text: string): Result<VerifyingKey, 'unreadable'> => {
  const jwk = publicSchema.safeParse(parseJson(text));
  if (!jwk.success) return failed('unreadable');
  const { kty, crv, x, y } = jwk.data;
  try {
    const publicKey = createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
    return ok({ kid: jwk.data.kid ?? thumbprint(jwk.data), publicKey });
  } catch {
    return failed('unreadable');
  }
};

/** Reads a private ES256 key from the text of a JWK. */
export const parseSigningKey = (text: string): Result<SigningKey, 'unreadable'> => {
  const jwk = privateSchema.safeParse(parseJson(text));
  const verifyingKey = parseVerifyingKey(text);
  if (!jwk.success || !verifyingKey.ok) return failed('unreadable');
  const { kty, crv, x, y, d } = jwk.data;
  try {
    const privateKey = createPrivateKey({ key: { kty, crv, x, y, d }, format: 'jwk' });
    return ok({ kid: verifyingKey.value.kid, privateKey, verifyingKey: verifyingKey.value });
  } catch {
    return failed('unreadable');
  }
};
