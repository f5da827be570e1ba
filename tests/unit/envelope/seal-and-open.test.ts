import { randomBytes, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { compactDecrypt } from 'jose';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../electron/envelope/digest.ts';
import { openSealed } from '../../../electron/envelope/open.ts';
import { parseRecipientKey, type RecipientKey } from '../../../electron/envelope/recipient-key.ts';
import { seal } from '../../../electron/envelope/seal.ts';
import { createAuthority } from '../../support/certificate-chain.ts';
import { expectOk } from '../../support/delivery-submission.ts';
import { createRecipient } from '../../support/recipient.ts';

const recipient = createRecipient('here');

const sealed = async (pieces: readonly Uint8Array[]): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of seal(recipient.publicKey, 'application/pdf', pieces).bytes)
    chunks.push(chunk);
  return Buffer.concat(chunks);
};

const cut = (bytes: Buffer, size: number): Buffer[] => {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  return pieces;
};

const opened = async (pieces: readonly Uint8Array[]) => {
  const plain: Uint8Array[] = [];
  const result = await openSealed(
    pieces,
    (kid) => (kid === 'here' ? recipient.privateKey : undefined),
    (chunk) => Promise.resolve(void plain.push(chunk)),
  );
  return { result, plain: Buffer.concat(plain) };
};

describe('sealing and opening', () => {
  test('gives the same bytes back however they are cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 3000 }),
        async (pieces, size) => {
          const { result, plain } = await opened(cut(await sealed(pieces), size));
          expect(result).toEqual({
            ok: true,
            value: { kid: 'here', contentType: 'application/pdf' },
          });
          expect(plain.equals(Buffer.concat(pieces))).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('tells the digest of the plain bytes, and only when all have gone by', async () => {
    const plain = randomBytes(10_000);
    const sealing = seal(recipient.publicKey, 'application/pdf', [plain]);
    expect(() => sealing.plain()).toThrow(/had ended/);
    for await (const chunk of sealing.bytes) expect(chunk.length).toBeGreaterThanOrEqual(0);
    expect(sealing.plain()).toEqual(digestOf(plain));
  });

  test('never seals twice alike', async () => {
    const [first, second] = [await sealed([Buffer.from('x')]), await sealed([Buffer.from('x')])];
    expect(first.equals(second)).toBe(false);
  });

  test('every flipped bit is refused, whatever part of the envelope it hits', async () => {
    const envelope = await sealed([randomBytes(50)]);
    for (let at = 0; at < envelope.length; at += 7) {
      const flipped = Buffer.from(envelope);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 7));
      expect(`${at} ${(await opened([flipped])).result.ok}`).toBe(`${at} false`);
    }
    for (let at = envelope.length - 30; at < envelope.length; at += 1)
      for (let bit = 0; bit < 7; bit += 1) {
        const flipped = Buffer.from(envelope);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        expect(`${at} ${(await opened([flipped])).result.ok}`).toBe(`${at} false`);
      }
  });

  test('a shortened, lengthened or foreign file is refused', async () => {
    const envelope = await sealed([randomBytes(500)]);
    for (const bad of [
      envelope.subarray(0, -1),
      envelope.subarray(0, 900),
      Buffer.concat([envelope, Buffer.from('A')]),
      Buffer.concat([envelope, Buffer.from('.AAAA')]),
      Buffer.from('%PDF-1.7'),
      Buffer.alloc(100_000, 'A'),
      Buffer.alloc(0),
    ])
      expect((await opened(cut(bad, 100))).result.ok).toBe(false);
  });

  test('names the recipient’s certificate where the key came in one, and only there', async () => {
    const [x5c = ''] = await (await createAuthority('Site')).x5cFor(recipient.publicJwk);
    const certificate = new X509Certificate(Buffer.from(x5c, 'base64'));
    const key = expectOk(parseRecipientKey(certificate.toString()));
    const headerOf = async (to: RecipientKey): Promise<unknown> => {
      let text = '';
      for await (const chunk of seal(to, 'application/pdf', [Buffer.from('x')]).bytes)
        text += Buffer.from(chunk).toString('latin1');
      const { plaintext } = await compactDecrypt(text, recipient.privateKey);
      expect(Buffer.from(plaintext).toString()).toBe('x');
      return JSON.parse(Buffer.from(text.split('.')[0] ?? '', 'base64url').toString());
    };
    const common = { alg: 'RSA-OAEP-256', enc: 'A256GCM', cty: 'application/pdf' };
    expect(await headerOf(key)).toEqual({
      ...common,
      kid: key.kid,
      'x5t#S256': Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString(
        'base64url',
      ),
    });
    expect(await headerOf(recipient.publicKey)).toEqual({ ...common, kid: 'here' });
  });

  test('an envelope that asks for another algorithm or compression is refused', async () => {
    const envelope = (await sealed([Buffer.from('x')])).toString();
    const withHeader = (header: object): Buffer =>
      Buffer.from(
        [
          Buffer.from(JSON.stringify(header)).toString('base64url'),
          ...envelope.split('.').slice(1),
        ].join('.'),
      );
    const header = { alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: 'here', cty: 'x' };
    const problem = async (change: object) => {
      const { result } = await opened([withHeader({ ...header, ...change })]);
      return result.ok ? 'opened' : result.problem;
    };
    expect(await problem({ alg: 'RSA-OAEP' })).toBe('unknown-algorithm');
    expect(await problem({ alg: 'dir' })).toBe('unknown-algorithm');
    expect(await problem({ enc: 'A128CBC-HS256' })).toBe('unknown-algorithm');
    expect(await problem({ zip: 'DEF' })).toBe('unknown-algorithm');
    expect(await problem({ crit: ['x'] })).toBe('unknown-algorithm');
    expect(await problem({ kid: 'elsewhere' })).toBe('unknown-key');
    expect(await problem({ cty: 'y' })).toBe('tampered');
  });
});
