import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { failed, ok, type Result } from '../electron/domain/result.ts';
import { parseRecipientKey } from '../electron/envelope/recipient-key.ts';
import { parseVerifyingKey } from '../electron/envelope/signing-key.ts';

/** A key pair as the texts of two files: one stays secret, one is handed out. */
export interface KeyFiles {
  readonly kid: string;
  readonly secret: string;
  readonly open: string;
}

/** From when to when, and for what, a recipient key may be used (ISO 8601). */
export interface RecipientUse {
  readonly validFrom?: string;
  readonly validUntil?: string;
  readonly topics?: readonly string[];
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const recipientFiles = (
  privateKey: KeyObject,
  use: RecipientUse,
): Result<KeyFiles, 'not-rsa' | 'too-short' | 'unusable'> => {
  const open = createPublicKey(privateKey).export({ format: 'jwk' });
  const parsed = parseRecipientKey(JSON.stringify(open));
  if (!parsed.ok)
    return failed(
      parsed.problem === 'not-rsa' || parsed.problem === 'too-short' ? parsed.problem : 'unusable',
    );
  const { kid } = parsed.value;
  const common = { kid, alg: 'RSA-OAEP-256' };
  return ok({
    kid,
    secret: json({
      ...privateKey.export({ format: 'jwk' }),
      ...common,
      key_ops: ['unwrapKey'],
    }),
    open: json({ jwk: { ...open, ...common, key_ops: ['wrapKey'] }, ...use }),
  });
};

/** A new recipient key pair (RSA-4096), named by its thumbprint (RFC 7638). */
export const newRecipientKey = (use: RecipientUse) =>
  recipientFiles(generateKeyPairSync('rsa', { modulusLength: 4096 }).privateKey, use);

/** The same files from a private key that site IT has already (PEM). */
export const recipientKeyFromPem = (pem: string, use: RecipientUse) => {
  try {
    return recipientFiles(createPrivateKey(pem), use);
  } catch {
    return failed('unusable' as const);
  }
};

/** A new key pair that signs (ES256): a kiosk's device key, or the receipts and confirmations of an intake. */
export const newSigningKey = (): KeyFiles => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const open = publicKey.export({ format: 'jwk' });
  const parsed = parseVerifyingKey(JSON.stringify(open));
  if (!parsed.ok) throw new Error('a key just made was not understood');
  const { kid } = parsed.value;
  const common = { kid, alg: 'ES256', use: 'sig' };
  return {
    kid,
    secret: json({ ...privateKey.export({ format: 'jwk' }), ...common }),
    open: json({ ...open, ...common }),
  };
};
