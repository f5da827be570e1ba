import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { announcementKind } from '../../../electron/envelope/announcement.ts';
import { deliveryReceiptKind } from '../../../electron/envelope/delivery-receipt.ts';
import { referenceNumber } from '../../../electron/domain/reference-number.ts';
import { parseSigningKey } from '../../../electron/envelope/signing-key.ts';
import { signStatement, verifyStatement } from '../../../electron/envelope/statement.ts';
import { expectOk } from '../../support/delivery-submission.ts';

const signer = (kid: string) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return expectOk(
    parseSigningKey(JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid })),
  );
};
const kiosk = signer('kiosk');
const keyFor = (kid: string) => (kid === 'kiosk' ? kiosk.verifyingKey : undefined);

const announcement = {
  version: 1 as const,
  jobId: '0b5e4c2e-9a52-4cde-9d6c-5f0a2bd7a001',
  referenceNumber: referenceNumber(1, 17),
  site: 'werl',
  kiosk: 'werl-1',
  createdAt: '2026-11-23T10:00:00.000Z',
  recipientKid: 'k',
  parts: [{ name: 'document-1.jwe', sha512: 'a'.repeat(128), size: 3 }],
};

describe('a signed statement', () => {
  test('gives its content back to whoever knows the signer', async () => {
    const jws = await signStatement(announcementKind, announcement, kiosk);
    expect(expectOk(await verifyStatement(announcementKind, jws, keyFor))).toEqual(announcement);
  });

  test('of a stranger, or changed on the way, is not believed', async () => {
    const stranger = await signStatement(announcementKind, announcement, signer('stranger'));
    expect(await verifyStatement(announcementKind, stranger, keyFor)).toEqual({
      ok: false,
      problem: 'unknown-signer',
    });
    const impostor = await signStatement(announcementKind, announcement, signer('kiosk'));
    expect(await verifyStatement(announcementKind, impostor, keyFor)).toEqual({
      ok: false,
      problem: 'bad-signature',
    });
    const [header, , signature] = (
      await signStatement(announcementKind, announcement, kiosk)
    ).split('.');
    const payload = Buffer.from(JSON.stringify({ ...announcement, site: 'soest' }));
    const changed = `${header ?? ''}.${payload.toString('base64url')}.${signature ?? ''}`;
    expect((await verifyStatement(announcementKind, changed, keyFor)).ok).toBe(false);
  });

  test('of one kind never passes for another kind', async () => {
    const jws = await signStatement(announcementKind, announcement, kiosk);
    expect(await verifyStatement(deliveryReceiptKind, jws, keyFor)).toEqual({
      ok: false,
      problem: 'unknown-content',
    });
  });

  test('under another algorithm is refused even with the right name of the key', async () => {
    const forged = await new SignJWT({ ...announcement })
      .setProtectedHeader({ alg: 'HS256', kid: 'kiosk', typ: announcementKind.typ })
      .sign(Buffer.from(kiosk.verifyingKey.publicKey.export({ type: 'spki', format: 'der' })));
    expect(await verifyStatement(announcementKind, forged, keyFor)).toEqual({
      ok: false,
      problem: 'bad-signature',
    });
    expect((await verifyStatement(announcementKind, 'rubbish', keyFor)).ok).toBe(false);
  });
});
