import { webcrypto, type JsonWebKey } from 'node:crypto';
// The certificate library wants this polyfill before it.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 24 * 3_600_000;

/** An authority made for this run. */
export interface TestAuthority {
  readonly pem: string;
  /** `x5c` for a public RSA key: its certificate by this authority; validity in days from now. */
  x5cFor(jwk: object, days?: { from: number; to: number }): Promise<string[]>;
}

/** Makes an authority that issues certificates for RSA keys, as FIT-Connect's destination keys carry them. */
export const createAuthority = async (name: string): Promise<TestAuthority> => {
  const keys = await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']);
  const validity = (from: number, to: number) => ({
    notBefore: new Date(Date.now() + from * DAY_MS),
    notAfter: new Date(Date.now() + to * DAY_MS),
    signingAlgorithm: EC,
  });
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(-1, 400),
    name: `CN=${name}`,
    keys,
    extensions: [new x509.BasicConstraintsExtension(true, 1, true)],
  });
  return {
    pem: root.toString('pem'),
    async x5cFor(jwk, { from, to } = { from: -1, to: 300 }) {
      const publicKey = await webcrypto.subtle.importKey(
        'jwk',
        { ...(jwk as JsonWebKey), alg: 'RSA-OAEP-256', key_ops: ['encrypt'] },
        { name: 'RSA-OAEP', hash: 'SHA-256' },
        true,
        ['encrypt'],
      );
      const leaf = await x509.X509CertificateGenerator.create({
        ...validity(from, to),
        subject: 'CN=destination',
        issuer: root.subject,
        publicKey,
        signingKey: keys.privateKey,
        extensions: [new x509.BasicConstraintsExtension(false)],
      });
      return [leaf, root].map((certificate) => Buffer.from(certificate.rawData).toString('base64'));
    },
  };
};
