import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { chooseRecipientKey, parseRecipientKey } from '../../../electron/envelope/recipient-key.ts';
import { expectOk } from '../../support/delivery-submission.ts';
import { createRecipient } from '../../support/recipient.ts';

const good = createRecipient('good');
const parse = (value: unknown) => parseRecipientKey(JSON.stringify(value));

describe('a recipient key file', () => {
  test('is a JWK, or a JWK with validity and topics', () => {
    expect(expectOk(parse(good.publicJwk)).kid).toBe('good');
    const key = expectOk(
      parse({ jwk: good.publicJwk, validUntil: '2027-01-01T00:00:00+01:00', topics: ['rent'] }),
    );
    expect(key.validUntil).toBe(Date.parse('2026-12-31T23:00:00Z'));
    expect(key.topics).toEqual(['rent']);
  });

  test('without a name gets its thumbprint as name', () => {
    const { kid, ...nameless } = good.publicJwk as { kid: string };
    expect(kid).toBe('good');
    expect(expectOk(parse(nameless)).kid).toMatch(/^[\w-]{43}$/);
  });

  test('is refused when too short, of another kind, for another use, or unreadable', () => {
    const short = createRecipientJwk(2048);
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
    expect(parse(short)).toEqual({ ok: false, problem: 'too-short' });
    expect(parse({ ...curve.export({ format: 'jwk' }), n: '', e: '' })).toEqual({
      ok: false,
      problem: 'not-rsa',
    });
    expect(parse({ ...good.publicJwk, alg: 'RS256' })).toEqual({
      ok: false,
      problem: 'wrong-algorithm',
    });
    expect(parse({ ...good.publicJwk, key_ops: ['verify'] })).toEqual({
      ok: false,
      problem: 'wrong-algorithm',
    });
    expect(parseRecipientKey('not json')).toEqual({ ok: false, problem: 'unreadable' });
    expect(parseRecipientKey('-----BEGIN CERTIFICATE-----\nAAAA\n')).toEqual({
      ok: false,
      problem: 'unreadable',
    });
  });
});

const createRecipientJwk = (modulusLength: number): object =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' });

describe('choosing the key to seal with', () => {
  const key = (kid: string, validFrom: number, validUntil: number, topics: string[] = []) => ({
    ...good.publicKey,
    kid,
    validFrom,
    validUntil,
    topics,
  });
  const old = key('old', 0, 100);
  const next = key('next', 80, 200);
  const chosen = (keys: readonly ReturnType<typeof key>[], topic: string | null, at: number) => {
    const result = chooseRecipientKey(keys, topic, at);
    return result.ok ? result.value.kid : result.problem;
  };

  test('rolls over to the new key as soon as it may be used', () => {
    expect(chosen([old, next], null, 79)).toBe('old');
    expect(chosen([old, next], null, 80)).toBe('next');
    expect(chosen([next, old], null, 99)).toBe('next');
  });

  test('an expired key is no key: the kiosk must not take papers', () => {
    expect(chosen([old], null, 100)).toBe('no-valid-recipient-key');
    expect(chosen([], null, 0)).toBe('no-valid-recipient-key');
  });

  test('a key for the topic goes before the key for everything, and never serves another topic', () => {
    const rent = key('rent', 0, 100, ['rent']);
    expect(chosen([old, rent], 'rent', 50)).toBe('rent');
    expect(chosen([old, rent], 'sick-note', 50)).toBe('old');
    expect(chosen([rent], 'sick-note', 50)).toBe('no-valid-recipient-key');
    expect(chosen([rent], null, 50)).toBe('no-valid-recipient-key');
  });
});
