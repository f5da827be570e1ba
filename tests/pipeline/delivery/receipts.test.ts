import { createHash, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { acceptanceReceiptKind } from '../../../electron/envelope/acceptance-receipt.ts';
import { referenceNumber } from '../../../electron/domain/reference-number.ts';
import { parseSigningKey } from '../../../electron/envelope/signing-key.ts';
import { signStatement } from '../../../electron/envelope/statement.ts';
import { watchOnce } from '../../../intake/document-watch.ts';
import { belongsTo, readVerifyingKeys, verifyReceipt } from '../../../intake/receipt-verifier.ts';
import type { Intake } from '../../../intake/server.ts';
import { readWatchConfig, type WatchConfig } from '../../../intake/watch-config.ts';
import { ensureDemoKeys } from '../../../setup/demo-keys.ts';
import {
  clearSite,
  createSite,
  type RunningUploader,
  type Site,
} from '../../support/delivery-site.ts';
import { expectOk } from '../../support/delivery-submission.ts';

let folder = '';
let site: Site;
let intake: Intake | null = null;
let uploader: RunningUploader | null = null;
let watch: WatchConfig;
let expected = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'einwurf-receipts-'));
  await ensureDemoKeys(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  expected = 0;
  await clearSite(folder);
  site = await createSite(folder);
  watch = expectOk(await readWatchConfig(site.keys.intake.watchConfigFile));
});
afterEach(async () => {
  await uploader?.stop();
  await intake?.stop();
  [uploader, intake] = [null, null];
});

const intakeFile = (...names: string[]): string => join(folder, 'demo-intake', ...names);
const referenceOf = async (path: string): Promise<string> =>
  String(
    decodeJwt((await readFile(join(path, 'announcement.jws'), 'utf8')).trim())['referenceNumber'],
  );
const receiptKeys = () =>
  readVerifyingKeys([site.keys.intake.kiosksFolder, ...site.keys.kiosk.receiptKeyFiles]);

/** Accepts and delivers one document; gives its id. */
const deliver = async (): Promise<string> => {
  intake ??= await site.startIntake();
  const id = await site.accept();
  uploader ??= site.startUploader(intake.port);
  uploader.wake();
  expected += 1;
  await uploader.until((r) => r.kind === 'status' && r.status.delivered === expected);
  return id;
};

describe('the three receipts', () => {
  test('each verifies offline for what it is, and a changed one does not', async () => {
    const id = await deliver();
    await watchOnce(watch, Date.now());
    const deviceKey = expectOk(
      parseSigningKey(await readFile(site.keys.kiosk.deviceKeyFile, 'utf8')),
    );
    const delivered = join(site.spoolFolder, 'delivered', id);
    const announcement = await readFile(join(delivered, 'announcement.jws'));
    const r0 = await signStatement(
      acceptanceReceiptKind,
      {
        version: 1,
        jobId: id,
        referenceNumber: await referenceOf(delivered),
        site: 'test-site',
        kiosk: site.keys.kiosk.id,
        acceptedAt: new Date().toISOString(),
        pageCount: 1,
        fingerprint: createHash('sha256').update(announcement).digest('hex').slice(0, 16),
        transmitted: false,
      },
      deviceKey,
    );
    const r1 = await readFile(join(delivered, 'receipt.jws'), 'utf8');
    const r2 = await readFile(intakeFile('confirmations', `${id}.jws`), 'utf8');
    const keys = await receiptKeys();
    const otherId = randomUUID();
    for (const [level, jws] of [
      ['R0', r0],
      ['R1', r1],
      ['R2', r2],
    ] as const) {
      const verified = expectOk(await verifyReceipt(jws, (kid) => keys.get(kid)));
      expect(verified).toMatchObject({ level, content: { jobId: id } });
      expect(belongsTo(verified, announcement, id)).toBe(true);
      expect(belongsTo(verified, announcement, otherId)).toBe(false);
      if (level !== 'R2') expect(belongsTo(verified, Buffer.from('another'), id)).toBe(false);
      const [header = '', payload = '', signature = ''] = jws.split('.');
      const altered = Buffer.from(payload, 'base64url')
        .toString()
        .replace(id, id.replace(/^./, '0'));
      const forged = [header, Buffer.from(`${altered} `).toString('base64url'), signature].join(
        '.',
      );
      expect(await verifyReceipt(forged, (kid) => keys.get(kid))).toEqual({
        ok: false,
        problem: 'bad-signature',
      });
    }
    expect(await verifyReceipt(r1, () => undefined)).toEqual({
      ok: false,
      problem: 'unknown-signer',
    });
    expect((await verifyReceipt('rubbish', (kid) => keys.get(kid))).ok).toBe(false);
  });

  test('the customer comes back with the number: accepted, received, filed, at every kiosk of the site', async () => {
    const gone = await site.startIntake();
    await gone.stop();
    const id = await site.accept();
    uploader = site.startUploader(gone.port);
    const number = await referenceOf(join(site.spoolFolder, 'ready', id));
    expect(await uploader.lookUp(number)).toMatchObject({ state: 'accepted' });
    expect(await uploader.lookUp(referenceNumber(99, 1))).toMatchObject({
      state: 'unreachable',
    });
    intake = await site.startIntake(gone.port);
    uploader.wake();
    await uploader.event('delivered');
    expect(await uploader.lookUp(number)).toMatchObject({ state: 'received' });
    await watchOnce(watch, Date.parse('2026-11-23T12:00:00Z'));
    expect(await uploader.lookUp(number)).toEqual({
      state: 'filed',
      at: '2026-11-23T12:00:00.000Z',
    });
    await rm(join(site.spoolFolder, 'delivered', id), { recursive: true });
    expect(await uploader.lookUp(number)).toMatchObject({ state: 'filed' });
  });
});

describe('handing over to the document system', () => {
  test('goes to the folder of the first route that fits, and the sealed original into the archive', async () => {
    const id = await deliver();
    const routes = [
      { topics: ['rent'], folder: 'rent' },
      { topics: ['other'], caseNumber: '99999//.*', folder: 'elsewhere' },
      { topics: ['other'], caseNumber: '12345//.*', folder: 'team 123' },
      { folder: 'rest' },
    ];
    expect(await watchOnce({ ...watch, routes }, 0)).toEqual({
      filed: [id],
      refused: [],
      failed: [],
    });
    expect((await readdir(join(folder, 'opened', 'team 123', id))).sort()).toEqual([
      'document-1.pdf',
      'manifest.json',
    ]);
    expect(await readdir(intakeFile('inbox'))).toEqual([]);
    expect(await readdir(intakeFile('archive'))).toEqual([id]);
    expect(await watchOnce(watch, 0)).toEqual({ filed: [], refused: [], failed: [] });
  });

  test('refuses what was tampered with, keeps it sealed, and goes on with the next', async () => {
    const [bad, good] = [await deliver(), await deliver()];
    const path = intakeFile('inbox', bad, 'document-1.jwe');
    const bytes = await readFile(path);
    bytes[bytes.length - 40] = (bytes[bytes.length - 40] ?? 0) ^ 1;
    await writeFile(path, bytes);
    const round = await watchOnce(watch, 0);
    expect(round.filed).toEqual([good]);
    expect(round.refused).toEqual([{ jobId: bad, problem: 'tampered' }]);
    expect(await readdir(intakeFile('refused'))).toEqual([bad]);
    expect(await readdir(join(folder, 'opened'))).toEqual([good]);
  });

  test('one that the disk does not give back is named and keeps the others from nothing', async () => {
    const [bad, good] = [await deliver(), await deliver()];
    const path = intakeFile('inbox', bad, 'document-1.jwe');
    await rename(path, `${path}.away`);
    // A folder in the place of a file cannot be read, not even by root.
    await mkdir(path);
    expect(await watchOnce(watch, 0)).toEqual({
      filed: [good],
      refused: [],
      failed: [{ jobId: bad, reason: 'EISDIR' }],
    });
    await rm(path, { recursive: true });
    await rename(`${path}.away`, path);
    expect((await watchOnce(watch, 0)).filed).toEqual([bad]);
  });

  test('a submission sealed to a key that is not here yet waits for it', async () => {
    const id = await deliver();
    const stranger = (await ensureDemoKeys(join(folder, 'stranger'))).intake.keysFolder;
    expect(await watchOnce({ ...watch, keys: stranger }, 0)).toEqual({
      filed: [],
      refused: [{ jobId: id, problem: 'unknown-key' }],
      failed: [],
    });
    expect((await watchOnce(watch, 0)).filed).toEqual([id]);
  });

  test('a power cut after the document appeared does not let it appear again, even if it was taken already', async () => {
    const id = await deliver();
    await watchOnce(watch, 0);
    // Back to the moment right after the folder had appeared: confirmation pending, original still in the inbox.
    await rename(
      intakeFile('confirmations', `${id}.jws`),
      intakeFile('confirmations', `${id}.pending`),
    );
    await rename(intakeFile('archive', id), intakeFile('inbox', id));
    await rm(join(folder, 'opened', id), { recursive: true });
    expect((await watchOnce(watch, 0)).filed).toEqual([id]);
    expect(await readdir(join(folder, 'opened'))).toEqual([]);
    expect(await readdir(intakeFile('confirmations'))).toContain(`${id}.jws`);
  });

  test('a power cut before it appeared lets it appear once', async () => {
    const id = await deliver();
    await watchOnce(watch, 0);
    await rename(
      intakeFile('confirmations', `${id}.jws`),
      intakeFile('confirmations', `${id}.pending`),
    );
    await rename(intakeFile('archive', id), intakeFile('inbox', id));
    await rename(join(folder, 'opened', id), join(folder, 'opened', `.${id}.part`));
    expect((await watchOnce(watch, 0)).filed).toEqual([id]);
    expect(await readdir(join(folder, 'opened'))).toEqual([id]);
  });
});
