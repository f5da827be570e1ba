import { createPublicKey, X509Certificate } from 'node:crypto';

/** Why the certificates that come with a destination's key are not believed. */
export type ChainProblem =
  'missing' | 'unreadable' | 'other-key' | 'not-valid-now' | 'broken' | 'unknown-authority';

const END = '-----END CERTIFICATE-----';

/** The certificates of a PEM text. Throws where one of them cannot be read. */
export const readAuthorities = (pem: string): readonly X509Certificate[] =>
  pem
    .split(END)
    .filter((part) => part.includes('BEGIN CERTIFICATE'))
    .map((part) => new X509Certificate(`${part}${END}`));

const parse = (x5c: readonly string[]): readonly X509Certificate[] | null => {
  try {
    return x5c.map((text) => new X509Certificate(Buffer.from(text, 'base64')));
  } catch {
    return null;
  }
};

const isValidAt = (certificate: X509Certificate, at: number): boolean =>
  Date.parse(certificate.validFrom) <= at && at < Date.parse(certificate.validTo);

const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);

/**
 * Checks `x5c` of a destination's encryption key (RFC 7517 section 4.7): the first certificate holds that very key, each
 * is signed by the next, the last by (or is itself) an authority that site IT named, and all are valid at the moment.
 * Revocation is not asked for: the key must still be the destination's current one, which is checked before each sending.
 * @param at milliseconds since 1970
 */
export const checkCertificateChain = (
  jwk: { readonly n: string; readonly e: string; readonly x5c?: readonly string[] | undefined },
  authorities: readonly X509Certificate[],
  at: number,
): ChainProblem | null => {
  if (jwk.x5c === undefined || jwk.x5c.length === 0) return 'missing';
  const chain = parse(jwk.x5c);
  if (chain === null) return 'unreadable';
  const [leaf] = chain;
  const last = chain.at(-1);
  if (leaf === undefined || last === undefined) return 'missing';
  const key = createPublicKey({ key: { kty: 'RSA', n: jwk.n, e: jwk.e }, format: 'jwk' });
  if (!leaf.publicKey.equals(key)) return 'other-key';
  const linked = chain.slice(1).every((issuer, index) => {
    const certificate = chain[index];
    return certificate !== undefined && isIssuedBy(certificate, issuer);
  });
  if (!linked) return 'broken';
  const authority = authorities.find(
    (one) => one.fingerprint256 === last.fingerprint256 || isIssuedBy(last, one),
  );
  if (authority === undefined) return 'unknown-authority';
  return [...chain, authority].every((certificate) => isValidAt(certificate, at))
    ? null
    : 'not-valid-now';
};
