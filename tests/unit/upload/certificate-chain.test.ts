import { beforeAll, expect, test } from 'vitest';
import {
  checkCertificateChain,
  readAuthorities,
} from '../../../electron/upload/transports/fit-connect/certificate-chain.ts';
import { createAuthority, type TestAuthority } from '../../support/certificate-chain.ts';
import { createRecipient } from '../../support/recipient.ts';

type Jwk = { readonly n: string; readonly e: string };
const now = Date.now();
let jwk: Jwk;
let authority: TestAuthority;
let stranger: TestAuthority;
beforeAll(async () => {
  jwk = createRecipient('destination').publicJwk as Jwk;
  authority = await createAuthority('The authority');
  stranger = await createAuthority('The authority');
});

const check = (x5c: readonly string[] | undefined, at = now, key = jwk) =>
  checkCertificateChain({ ...key, x5c }, readAuthorities(authority.pem), at);

test('a key whose certificate leads to the named authority is believed, with or without the root in it', async () => {
  const chain = await authority.x5cFor(jwk);
  expect(check(chain)).toBeNull();
  expect(check(chain.slice(0, 1))).toBeNull();
});

test('anything else is not', async () => {
  const chain = await authority.x5cFor(jwk);
  const foreign = await stranger.x5cFor(jwk);
  const other = createRecipient('other').publicJwk as Jwk;
  expect(check(undefined)).toBe('missing');
  expect(check([])).toBe('missing');
  expect(check(['rubbish'])).toBe('unreadable');
  expect(check(chain, now, other)).toBe('other-key');
  expect(check(foreign)).toBe('unknown-authority');
  expect(check([chain[0] ?? '', foreign[1] ?? ''])).toBe('broken');
  expect(check(await authority.x5cFor(jwk, { from: -10, to: -1 }))).toBe('not-valid-now');
  expect(check(chain, now + 3 * 365 * 24 * 3_600_000)).toBe('not-valid-now');
});
