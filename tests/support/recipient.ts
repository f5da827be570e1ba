import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { RecipientKey } from '../../electron/envelope/recipient-key.ts';
import { parseRecipientKey } from '../../electron/envelope/recipient-key.ts';
import { expectOk } from './delivery-submission.ts';

export interface TestRecipient {
  readonly publicKey: RecipientKey;
  readonly privateKey: KeyObject;
  readonly publicJwk: object;
  readonly privateJwk: object;
}

/** A recipient key pair made for this run. */
export const createRecipient = (kid: string, bits = 4096): TestRecipient => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const publicJwk = { ...publicKey.export({ format: 'jwk' }), kid };
  return {
    publicKey: expectOk(parseRecipientKey(JSON.stringify(publicJwk))),
    privateKey,
    publicJwk,
    privateJwk: { ...privateKey.export({ format: 'jwk' }), kid },
  };
};
