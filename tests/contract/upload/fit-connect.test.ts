import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { digestOf } from '../../../electron/envelope/digest.ts';
import {
  fitConnectMetadata,
  fitConnectNames,
  type FitConnectRouting,
} from '../../../electron/envelope/fit-connect-parts.ts';
import { openSealed } from '../../../electron/envelope/open.ts';
import { announcementName } from '../../../electron/envelope/part.ts';
import { seal } from '../../../electron/envelope/seal.ts';
import type {
  Outcome,
  Transport,
  UploadFile,
  UploadJob,
} from '../../../electron/upload/transport.ts';
import { fitConnectTransport } from '../../../electron/upload/transports/fit-connect/fit-connect.ts';
import { holdRevoked } from '../../../electron/hold-revoked.ts';
import {
  startFitConnectStandIn,
  type FitConnectStandIn,
  type TokenParts,
} from '../../simulators/fit-connect-stand-in.ts';
import { createRecipient, type TestRecipient } from '../../support/recipient.ts';

let folder = '';
let recipient: TestRecipient;
let service: FitConnectStandIn;
let transport: Transport;
let job: UploadJob;
let memory: Map<string, string>;
let elapsed = 0;
const pdf = Buffer.from('%PDF-1.7 what was handed in');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'einwurf-fit-'));
  recipient = createRecipient(randomUUID());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const store = async (name: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) => {
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk);
  const bytes = Buffer.concat(pieces);
  await writeFile(join(folder, name), bytes);
  return { name, path: join(folder, name), ...digestOf(bytes) };
};

/** Seals a submission as the kiosk does for FIT-Connect. */
const createJob = async (): Promise<UploadJob> => {
  const attachmentId = randomUUID();
  const sealing = seal(recipient.publicKey, 'application/pdf', [pdf]);
  const document = await store('document-1.jwe', sealing.bytes);
  const record = Buffer.from(JSON.stringify({ referenceNumber: '010000000173', topic: 'rent' }));
  const metadata = fitConnectMetadata(
    [
      {
        attachmentId,
        plain: sealing.plain(),
        mimeType: 'application/pdf',
        filename: 'document-1.pdf',
        purpose: 'attachment',
      },
    ],
    { plain: digestOf(record), schemaUri: 'https://example.org/einwurf.schema.json' },
    { senderReference: '010000000173', applicationDate: '2026-11-23' },
  );
  const routing: FitConnectRouting = {
    version: 1,
    recipientKid: recipient.publicKey.kid,
    attachments: { 'document-1.jwe': attachmentId },
  };
  const files: UploadFile[] = [
    document,
    await store(
      fitConnectNames.metadata,
      seal(recipient.publicKey, 'application/json', [Buffer.from(JSON.stringify(metadata))]).bytes,
    ),
    await store(
      fitConnectNames.data,
      seal(recipient.publicKey, 'application/json', [record]).bytes,
    ),
    await store(fitConnectNames.routing, [Buffer.from(JSON.stringify(routing))]),
  ];
  memory = new Map();
  return {
    id: randomUUID(),
    transport: '',
    files,
    recall: (key) => memory.get(key) ?? null,
    remember: (key, value) => Promise.resolve(void memory.set(key, value)),
  };
};

beforeEach(async () => {
  elapsed = 0;
  job = await createJob();
  service = await startFitConnectStandIn(recipient.publicJwk as { kid: string });
  transport = fitConnectTransport({
    tokenUrl: service.tokenUrl,
    apiUrl: service.apiUrl,
    clientId: 'einwurf',
    clientSecret: 'secret',
    options: {},
    idleMs: 2_000,
    elapsed: () => performance.now() + elapsed,
    destinationId: service.destinationId,
    publicService: { identifier: 'urn:de:fim:leika:leistung:99108030080000', name: 'Unterlagen' },
    submissionSchema: 'https://example.org/einwurf.schema.json',
    lookAgainMs: 60_000,
    now: Date.now,
  });
});
afterEach(() => service.stop());

const attempt = (): Promise<Outcome> => transport.deliver(job, new AbortController().signal);
const only = () => {
  const [submission] = [...service.submissions.values()];
  if (submission === undefined) throw new Error('nothing was announced');
  return submission;
};
const waitingForAnswer = {
  kind: 'later',
  reason: 'awaiting-acceptance',
  scope: 'entry',
  retryAfterMs: 60_000,
};

describe('FIT-Connect (derived stand-in)', () => {
  test('delivers on the verified acceptance of the authority, and not before', async () => {
    expect(await attempt()).toEqual(waitingForAnswer);
    expect(await attempt()).toEqual(waitingForAnswer);
    expect(service.submissions.size).toBe(1);
    await service.accept(only().submissionId);
    const outcome = await attempt();
    expect(outcome).toMatchObject({ kind: 'delivered' });
    const arrived: Uint8Array[] = [];
    const [attachment = Buffer.alloc(0)] = [...only().attachments.values()];
    await openSealed(
      [attachment],
      () => recipient.privateKey,
      (chunk) => Promise.resolve(void arrived.push(chunk)),
    );
    expect(Buffer.concat(arrived).equals(pdf)).toBe(true);
  });

  test('a reply that is lost after submitting is made up for without a second submission', async () => {
    service.faults.loseSubmitReply = true;
    expect(await attempt()).toMatchObject({ kind: 'later', reason: 'unreachable' });
    const outcome = await attempt();
    expect(outcome.kind).not.toBe('refused');
    expect(service.submissions.size).toBe(1);
    await service.accept(only().submissionId);
    expect(await attempt()).toMatchObject({ kind: 'delivered' });
  });

  test('resumes after the last attachment that is there', async () => {
    service.faults.answer = null;
    await attempt();
    const puts = service.requests.filter((line) => line.includes('/attachments/')).length;
    await attempt();
    expect(service.requests.filter((line) => line.includes('/attachments/'))).toHaveLength(puts);
  });

  test('what expired incomplete is announced again with the same stored files', async () => {
    service.faults.answer = { status: 503, times: 0 };
    await attempt();
    const before = only();
    memory.delete(`submitted ${before.submissionId}`);
    service.expire(before.submissionId);
    expect(await attempt()).toMatchObject({ kind: 'later' });
    expect(await attempt()).toEqual(waitingForAnswer);
    expect(only().submissionId).not.toBe(before.submissionId);
    expect([...only().attachments.keys()]).toEqual([...before.attachments.keys()]);
  });

  test('what the service rejected by itself is announced again; what the authority rejected waits for a person', async () => {
    await attempt();
    const first = only().submissionId;
    await service.reject(first, 'service');
    expect(await attempt()).toMatchObject({ kind: 'later', reason: 'server-busy' });
    expect(await attempt()).toEqual(waitingForAnswer);
    const second = [...service.submissions.keys()].find((id) => id !== first) ?? '';
    await service.reject(second, 'destination');
    expect(await attempt()).toEqual({
      kind: 'refused',
      status: 422,
      reason: 'rejected-by-authority',
      problems: ['other-error'],
    });
    // Released by the attendant after the cause was removed.
    expect(await attempt()).toEqual(waitingForAnswer);
    expect(service.submissions.size).toBe(3);
  });

  test.each([
    [401, 'not-authorised'],
    [429, 'server-busy'],
    [413, 'server-busy'],
    [500, 'server-failed'],
    [503, 'server-failed'],
  ])('an answer %i is a pause, and the next attempt goes through', async (status, reason) => {
    service.faults.answer = { status, times: 1 };
    expect(await attempt()).toMatchObject({ kind: 'later', reason });
    expect(await attempt()).toEqual(waitingForAnswer);
  });

  test('an expired token is replaced', async () => {
    await attempt();
    elapsed += 1_800_000;
    await attempt();
    expect(service.requests.filter((line) => line === 'POST /token')).toHaveLength(2);
  });

  test('a destination that is not active makes everything wait; a replaced key needs a person', async () => {
    service.faults.destinationStatus = 'inactive';
    expect(await attempt()).toMatchObject({ kind: 'later', scope: 'transport' });
    service.faults.destinationStatus = 'active';
    service.faults.encryptionKid = 'another';
    expect(await attempt()).toMatchObject({ kind: 'refused', reason: 'recipient-key-replaced' });
    expect(service.submissions.size).toBe(0);
  });

  test.each([
    ['this version of the metadata', { metadataVersions: ['1.0.0'] }],
    ['this service', { service: 'urn:de:fim:leika:leistung:11111111111111' }],
    ['this schema of the data', { schema: 'https://example.org/another.schema.json' }],
  ])('a destination that does not take %s gets nothing, and a person looks', async (_what, now) => {
    Object.assign(service.faults, now);
    expect(await attempt()).toMatchObject({ kind: 'refused', reason: 'destination-unsuitable' });
    expect(service.submissions.size).toBe(0);
  });

  test('a submission without the parts FIT-Connect needs is set aside', async () => {
    job = { ...job, files: job.files.slice(0, 1) };
    expect(await attempt()).toMatchObject({ kind: 'refused', reason: 'parts-missing' });
  });
});

describe('a forged Security Event Token is not believed', () => {
  const events = 'https://schema.fitko.de/fit-connect/events/';
  const withPayload =
    (change: (payload: Record<string, unknown>) => object) => (parts: TokenParts) => ({
      ...parts,
      payload: { ...parts.payload, ...change(parts.payload) },
    });
  const withTags = (change: (tags: Record<string, unknown>) => object) =>
    withPayload((payload) => {
      const [[name, content] = ['', {}]] = Object.entries(
        payload['events'] as Record<string, { authenticationTags?: Record<string, unknown> }>,
      );
      const tags = content.authenticationTags ?? {};
      return { events: { [name]: { ...content, authenticationTags: change(tags) } } };
    });

  test.each<[string, (parts: TokenParts) => TokenParts]>([
    ['signed by a stranger', (parts) => ({ ...parts, signWith: 'stranger' })],
    ['of another type', (parts) => ({ ...parts, header: { ...parts.header, typ: 'jwt' } })],
    [
      'with a weaker algorithm',
      (parts) => ({ ...parts, header: { ...parts.header, alg: 'RS512' } }),
    ],
    [
      'with the key of somebody else',
      (parts) => ({ ...parts, header: { ...parts.header, kid: randomUUID() } }),
    ],
    ['of another issuer', withPayload(() => ({ iss: randomUUID() }))],
    ['about another submission', withPayload(() => ({ sub: `submission:${randomUUID()}` }))],
    ['about another case', withPayload(() => ({ txn: `case:${randomUUID()}` }))],
    [
      'with two events',
      withPayload((payload) => ({
        events: { ...(payload['events'] as object), [`${events}forward-submission`]: {} },
      })),
    ],
    ['with no event', withPayload(() => ({ events: {} }))],
    [
      'with another tag of the metadata',
      withTags((tags) => ({ ...tags, metadata: 'AAAAAAAAAAAAAAAAAAAAAA' })),
    ],
    [
      'with another tag of an attachment',
      withTags((tags) => ({ ...tags, attachments: { [randomUUID()]: 'A' } })),
    ],
    ['without tags', withTags(() => ({}))],
  ])('%s', async (_how, forge) => {
    await attempt();
    service.faults.forge = forge;
    await service.accept(only().submissionId);
    expect(await attempt()).toEqual(waitingForAnswer);
    service.faults.forge = null;
    await service.accept(only().submissionId);
    expect(await attempt()).toMatchObject({ kind: 'delivered' });
  });

  test('replayed, or with a flipped bit', async () => {
    await attempt();
    await service.accept(only().submissionId);
    const genuine = only().events.pop() ?? '';
    const flipped = Buffer.from(genuine);
    flipped[flipped.length >> 1] = (flipped[flipped.length >> 1] ?? 0) ^ 1;
    only().events.push(flipped.toString());
    expect(await attempt()).toEqual(waitingForAnswer);
    const [created = ''] = only().events;
    only().events.push(created, created);
    expect(await attempt()).toEqual(waitingForAnswer);
    only().events.push(genuine);
    expect(await attempt()).toMatchObject({ kind: 'delivered' });
  });
});

describe('a recipient key that is revoked while something is under way over FIT-Connect', () => {
  let recipients = '';
  beforeEach(async () => {
    recipients = join(folder, `recipients-${randomUUID()}`);
    await mkdir(recipients);
    // The kiosk's own announcement names the key; nobody but the kiosk reads it here.
    const announcement = new UnsecuredJWT({ recipientKid: recipient.publicKey.kid }).encode();
    job = {
      ...job,
      files: [...job.files, await store(announcementName, [Buffer.from(announcement)])],
    };
    transport = holdRevoked(transport, recipients);
  });
  const revoke = (content: string): Promise<void> =>
    writeFile(join(recipients, 'authority.json.revoked'), content);
  const stolen = (): string => JSON.stringify(recipient.publicJwk);
  const held = { kind: 'refused', status: 0, reason: 'recipient-key-revoked' };

  test('what the authority has in full is asked after until it is accepted', async () => {
    expect(await attempt()).toEqual(waitingForAnswer);
    await revoke(stolen());
    expect(await attempt()).toEqual(waitingForAnswer);
    await service.accept(only().submissionId);
    expect(await attempt()).toMatchObject({ kind: 'delivered' });
  });

  test('so it is while the revoked key cannot be read', async () => {
    expect(await attempt()).toEqual(waitingForAnswer);
    await revoke('{"torn');
    await service.accept(only().submissionId);
    expect(await attempt()).toMatchObject({ kind: 'delivered' });
  });

  test('what was not sent is set aside, and the authority is not even told of it', async () => {
    await revoke(stolen());
    expect(await attempt()).toEqual(held);
    expect(service.requests).toEqual([]);
  });

  test('what is announced but not there in full is set aside, and nothing more of it is sent', async () => {
    await attempt();
    // The power failed before the submitting was noted.
    memory.delete(`submitted ${only().submissionId}`);
    await revoke(stolen());
    const sent = service.requests.length;
    expect(await attempt()).toEqual(held);
    expect(service.requests).toHaveLength(sent);
  });
});
