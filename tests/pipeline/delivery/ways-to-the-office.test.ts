import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { fitConnectNames } from '../../../electron/envelope/fit-connect-parts.ts';
import { openSealed } from '../../../electron/envelope/open.ts';
import { uploaderSettings } from '../../../electron/uploader-process.ts';
import { readPrivateKeys } from '../../../intake/key-folder.ts';
import {
  isOfSubmission,
  parseEventKeys,
  verifyFitConnectReceipt,
} from '../../../intake/fit-connect-receipt.ts';
import { readKioskRegister } from '../../../intake/kiosk-register.ts';
import { openSubmission } from '../../../intake/opener.ts';
import { readVerifyingKeys, verifyReceipt } from '../../../intake/receipt-verifier.ts';
import type { Intake } from '../../../intake/server.ts';
import { configPath, loadConfig } from '../../../kiosk-config/index.ts';
import { ensureDemoKeys } from '../../../setup/demo-keys.ts';
import {
  startFitConnectStandIn,
  type FitConnectStandIn,
} from '../../simulators/fit-connect-stand-in.ts';
import { createAuthority } from '../../support/certificate-chain.ts';
import {
  createSite,
  startTestUploader,
  type RunningUploader,
  type Site,
} from '../../support/delivery-site.ts';
import { expectOk } from '../../support/delivery-submission.ts';
import { handInAt } from '../../support/hand-in.ts';
import { renderPages } from '../../support/pdf-checks.ts';
import { createRecipient, type TestRecipient } from '../../support/recipient.ts';

// One office, three ways: the intake as a rule, FIT-Connect for one topic, a watched folder for another. Everything
// from "submit" to the last proof is the product's own; only FIT-Connect itself is the (derived) stand-in.

let folder = '';
let site: Site;
let intake: Intake;
let service: FitConnectStandIn;
let destination: TestRecipient;
let uploader: RunningUploader | null = null;
let picture: Buffer;
const share = (): string => join(folder, 'share');
const kioskFolder = (): string => join(folder, 'kiosk');
const places = () => ({
  deviceFile: join(kioskFolder(), 'device.json'),
  sitesFolder: resolve('kiosk-config/sites'),
});

/** The device's file, as an administrator writes it; `change` replaces whole entries. */
const configure = async (change: object = {}) => {
  const device = {
    use: 'werl',
    kiosk: { id: site.keys.kiosk.id, number: 1 },
    scanner: { driver: { driver: 'virtual' } },
    recipient: { keyFile: 'keys/recipients/demo.jwk.json' },
    deviceKeyFile: 'keys/device.jwk.json',
    transport: {
      kind: 'intake',
      url: `https://127.0.0.1:${intake.port}`,
      caFile: 'keys/intake-ca.pem',
      certificateFile: 'keys/client.pem',
      keyFile: 'keys/client.key.pem',
      receiptKeyFile: ['keys/intake-receipt.jwk.json'],
    },
    otherTransports: [
      {
        name: 'authority',
        topics: ['rent'],
        transport: {
          kind: 'fit-connect',
          tokenUrl: service.tokenUrl.href,
          apiUrl: service.apiUrl.href,
          clientId: 'einwurf',
          clientSecretFile: 'keys/fit-connect.secret',
          destinationId: service.destinationId,
          publicService: {
            identifier: 'urn:de:fim:leika:leistung:99108030080000',
            name: 'Unterlagen',
          },
          submissionSchema: 'https://example.org/einwurf.schema.json',
          caFile: 'keys/intake-ca.pem',
          authorityFile: 'keys/destination-authority.pem',
          lookAgainMinutes: 1,
        },
      },
      { name: 'archive', topics: ['income'], transport: { kind: 'folder', folder: share() } },
    ],
    ...change,
  };
  await writeFile(places().deviceFile, JSON.stringify(device));
  const loaded = loadConfig(places());
  if (!loaded.ok) throw new Error(loaded.faults.join('\n'));
  return loaded.config;
};

const path = (file: string): string => configPath(places(), file);
const upload = async (change?: object): Promise<RunningUploader> => {
  const settings = uploaderSettings(await configure(change), site.spoolFolder, path);
  uploader = startTestUploader({ ...settings, graceMs: 1e9 });
  return uploader;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'einwurf-ways-'));
  await ensureDemoKeys(folder);
  site = await createSite(folder);
  intake = await site.startIntake();
  destination = createRecipient(randomUUID());
  const authority = await createAuthority('Authority of the destinations');
  const keys = site.keys.intake.keysFolder;
  service = await startFitConnectStandIn(
    {
      ...(destination.publicJwk as { kid: string }),
      ...{ x5c: await authority.x5cFor(destination.publicJwk) },
    },
    {
      cert: await readFile(join(keys, 'server.pem')),
      key: await readFile(join(keys, 'server.key.pem')),
    },
  );
  await mkdir(share());
  await writeFile(path('keys/fit-connect.secret'), 'secret\n');
  await writeFile(path('keys/destination-authority.pem'), authority.pem);
  await writeFile(
    join(dirname(path('keys/recipients/demo.jwk.json')), 'destination.json'),
    JSON.stringify({ jwk: destination.publicJwk, topics: ['rent'] }),
  );
  picture = await readFile(resolve('tests/fixtures/pages/page-1.jpg'));
});
afterEach(async () => {
  await uploader?.stop();
  uploader = null;
});
afterAll(async () => {
  await intake.stop();
  await service.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Hands one page in under each topic; gives reference numbers and signed receipts by topic. */
const handIn = async (topics: readonly string[]) => {
  const kiosk = await handInAt(await configure(), site.spoolFolder, path);
  const receipts = new Map(
    await Promise.all(
      topics.map(async (topic) => [topic, await kiosk.handIn([picture], topic)] as const),
    ),
  );
  kiosk.stop();
  return receipts;
};

const openAt = async (received: string) => {
  const keys = expectOk(await readPrivateKeys(site.keys.intake.keysFolder));
  const register = await readKioskRegister(site.keys.intake.kiosksFolder);
  return openSubmission({
    folder: received,
    outFolder: join(folder, 'opened'),
    privateKeyFor: (kid) => keys.get(kid),
    kioskKeyFor: (kid) => register.keyFor(kid),
  });
};

const decrypted = async (jwe: Buffer): Promise<Buffer> => {
  const plain: Uint8Array[] = [];
  expectOk(
    await openSealed(
      [jwe],
      () => destination.privateKey,
      (chunk) => Promise.resolve(void plain.push(chunk)),
    ),
  );
  return Buffer.concat(plain);
};

test('each topic goes its own way, and every way ends with a proof', async () => {
  const receipts = await handIn(['other', 'rent', 'income']);
  const keys = await readVerifyingKeys([site.keys.intake.kiosksFolder]);
  for (const receipt of receipts.values())
    expect(await verifyReceipt(receipt.signed, (kid) => keys.get(kid))).toMatchObject({
      ok: true,
      value: { level: 'R0', content: { referenceNumber: receipt.reference, pageCount: 1 } },
    });
  const running = await upload();
  await running.until((r) => r.kind === 'status' && r.status.delivered === 2);

  const [atIntake = ''] = await readdir(site.keys.intake.inboxFolder);
  const byIntake = expectOk(await openAt(join(site.keys.intake.inboxFolder, atIntake)));
  expect(byIntake.manifest.referenceNumber).toBe(receipts.get('other')?.reference);

  const [inShare = ''] = await readdir(share());
  const byFolder = expectOk(await openAt(join(share(), inShare)));
  expect(byFolder.manifest.referenceNumber).toBe(receipts.get('income')?.reference);

  // The authority has it but has not taken it into the file: not delivered yet, whatever the service says.
  const [submission] = [...service.submissions.values()];
  if (submission === undefined || submission.data === null)
    throw new Error('nothing was submitted over FIT-Connect');
  const record = JSON.parse(String(await decrypted(Buffer.from(submission.data)))) as object;
  expect(record).toMatchObject({ topic: 'rent', caseNumber: '12345//0001234', pageCount: 1 });
  const metadata = JSON.parse(String(await decrypted(Buffer.from(submission.metadata ?? '')))) as {
    contentStructure: { attachments: { attachmentId: string; mimeType: string }[] };
  };
  const described = metadata.contentStructure.attachments;
  expect(described.map(({ mimeType }) => mimeType)).toEqual([
    'application/pdf',
    'application/jose',
  ]);
  const pdf = submission.attachments.get(described[0]?.attachmentId ?? '') ?? Buffer.alloc(0);
  expect(String((await decrypted(pdf)).subarray(0, 5))).toBe('%PDF-');
  const rent = receipts.get('rent')?.reference ?? '';
  // The service signed that it has everything: received, and no more than that.
  await expect
    .poll(async () => (await running.lookUp(rent)).state, { timeout: 40_000 })
    .toBe('received');

  await service.accept(submission.submissionId);
  running.wake();
  await running.until((r) => r.kind === 'status' && r.status.delivered === 3);
  expect(await running.lookUp(rent)).toMatchObject({ state: 'filed' });
  // The authority's acceptance is a receipt that anybody can check who has its key.
  const delivered = join(site.spoolFolder, 'delivered');
  const texts = await Promise.all(
    (await readdir(delivered)).map(async (id) => {
      const text = await readFile(join(delivered, id, 'receipt.jws'), 'utf8');
      return { at: join(delivered, id), text };
    }),
  );
  const eventKeys = parseEventKeys(JSON.stringify(service.publishedKeys));
  const verify = (text: string) => verifyFitConnectReceipt(text, (kid) => eventKeys.get(kid));
  const proofs = await Promise.all(
    texts.map(async ({ at, text }) => ({ at, text, proof: await verify(text) })),
  );
  const [accepted, ...others] = proofs.filter(({ proof }) => proof.ok);
  if (accepted?.proof.ok !== true) throw new Error('the acceptance does not verify');
  expect(others).toEqual([]);
  expect(accepted.proof.value).toMatchObject({
    level: 'R2',
    content: { sub: `submission:${submission.submissionId}` },
  });
  expect(await isOfSubmission(accepted.proof.value, accepted.at)).toBe(true);
  for (const { at } of proofs.filter(({ proof }) => !proof.ok))
    expect(await isOfSubmission(accepted.proof.value, at)).toBe(false);
  const [header = '', payload = '', signature = ''] = accepted.text.split('.');
  const changed = Buffer.from(payload, 'base64url').toString().replace('accept-', 'submit-');
  expect(
    await verify([header, Buffer.from(changed).toString('base64url'), signature].join('.')),
  ).toEqual({ ok: false, problem: 'bad-signature' });
  expect(await verifyFitConnectReceipt(accepted.text, () => undefined)).toEqual({
    ok: false,
    problem: 'unknown-signer',
  });
  // The service's word that something was begun proves nothing.
  expect(await verify(submission.events[0] ?? '')).toEqual({
    ok: false,
    problem: 'unknown-content',
  });
  expect(await running.lookUp(receipts.get('other')?.reference ?? '')).toMatchObject({
    state: 'received',
  });
  expect(await running.lookUp(receipts.get('income')?.reference ?? '')).toMatchObject({
    state: 'received',
  });
});

test('a document too large for one file arrives complete, as parts that say which they are', async () => {
  const config = await configure();
  const narrow = { ...config, documents: { largestFileMegabytes: 0.15 } };
  const kiosk = await handInAt(narrow, site.spoolFolder, path);
  const [width, height] = [320, 420];
  const pictures = await Promise.all(
    [1, 2, 3, 4].map(() =>
      sharp(randomBytes(width * height), { raw: { width, height, channels: 1 } })
        .jpeg()
        .toBuffer(),
    ),
  );
  const before = new Set([
    ...(await readdir(site.keys.intake.inboxFolder)),
    ...service.submissions.keys(),
  ]);
  const [byIntake, byService] = [
    await kiosk.handIn(pictures, 'other'),
    await kiosk.handIn(pictures, 'rent'),
  ];
  kiosk.stop();
  expect([byIntake.pageCount, byService.pageCount]).toEqual([4, 4]);
  const running = await upload();
  await expect
    .poll(async () => (await running.lookUp(byService.reference)).state, { timeout: 40_000 })
    .toBe('received');
  await expect
    .poll(async () => (await running.lookUp(byIntake.reference)).state, { timeout: 40_000 })
    .toBe('received');

  const inbox = await readdir(site.keys.intake.inboxFolder);
  const arrived = inbox.find((name) => !before.has(name)) ?? '';
  const opened = expectOk(await openAt(join(site.keys.intake.inboxFolder, arrived)));
  const { documents } = opened.manifest;
  const of = documents.length;
  expect(of).toBeGreaterThan(1);
  expect(documents.map(({ part }) => part)).toEqual(
    documents.map((_, index) => ({ number: index + 1, of })),
  );
  expect(documents.reduce((sum, { pages }) => sum + pages.length, 0)).toBe(4);
  expect(opened.documents.map((file) => basename(file))).toEqual(
    documents.map((_, index) => `document-${index + 1}-of-${of}.pdf`),
  );
  for (const [index, file] of opened.documents.entries()) {
    const pdf = await readFile(file);
    expect(pdf.length).toBeLessThan(150_000);
    expect(await renderPages(pdf, 20)).toHaveLength(documents[index]?.pages.length ?? 0);
    expect(pdf.toString('utf8')).toContain(`Teil ${index + 1} von ${of}`);
  }
  const sent = [...service.submissions.values()].find(
    ({ submissionId }) => !before.has(submissionId),
  );
  expect(sent?.attachments.size).toBe(of + 1);
  await service.accept(sent?.submissionId ?? '');
  running.wake();
  await running.until((r) => r.kind === 'status' && r.status.waiting === 0);
});

test('a share that is away holds up its own submissions only', async () => {
  const away = join(folder, 'away');
  await handIn(['income', 'other']);
  const otherTransports = [
    { name: 'archive', topics: ['income'], transport: { kind: 'folder', folder: away } },
  ];
  const running = await upload({ otherTransports });
  await running.event('attempt-failed', 'unreachable');
  await running.event('delivered');
  expect(await readdir(join(site.spoolFolder, 'ready'))).toHaveLength(1);
  await mkdir(away);
  running.wake();
  await running.until((r) => r.kind === 'status' && r.status.waiting === 0);
  expect(await readdir(away)).toHaveLength(1);
});

test('a submission whose way was taken out of the configuration is set aside, not sent elsewhere', async () => {
  await handIn(['income']);
  const running = await upload({ otherTransports: [] });
  await running.event('held', 'transport-not-configured');
  expect(await readdir(join(site.spoolFolder, 'hold'))).toHaveLength(1);
});

test('a destination key that no known authority vouches for gets nothing', async () => {
  await writeFile(
    path('keys/destination-authority.pem'),
    (await createAuthority('Somebody else')).pem,
  );
  const before = service.submissions.size;
  await handIn(['rent']);
  const running = await upload();
  await running.event('held', 'recipient-key-unsuitable');
  expect(service.submissions.size).toBe(before);
  const held = await readdir(join(site.spoolFolder, 'hold'));
  expect(
    await Promise.all(held.map((id) => readdir(join(site.spoolFolder, 'hold', id)))),
  ).toContainEqual(expect.arrayContaining([fitConnectNames.metadata, fitConnectNames.routing]));
});
