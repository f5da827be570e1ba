import { createHash, randomBytes, randomUUID, X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { noCheckpoint } from '../../../electron/domain/checkpoint.ts';
import { openTransport } from '../../../electron/open-transport.ts';
import { openQueue } from '../../../electron/spool/queue.ts';
import { pace } from '../../../electron/upload/pace.ts';
import type { Outcome, Transport, UploadJob } from '../../../electron/upload/transport.ts';
import type { UploaderSettings } from '../../../electron/upload/uploader-messages.ts';
import { folderTransport } from '../../../electron/upload/transports/folder.ts';
import type { Intake } from '../../../intake/server.ts';
import { defaults } from '../../../kiosk-config/defaults.ts';
import { kioskConfigSchema } from '../../../kiosk-config/schema.ts';
import { ensureDemoKeys } from '../../../setup/demo-keys.ts';
import { startConnectProxy } from '../../simulators/connect-proxy.ts';
import { fastClock } from '../../support/delivery-clock.ts';
import { clearSite, createSite, type Site } from '../../support/delivery-site.ts';
import { expectOk } from '../../support/delivery-submission.ts';
import { collectAll, storeIn } from '../../support/bucket-intake.ts';
import {
  hasObjectStoreServers,
  startObjectStoreServers,
  type ObjectStoreServers,
} from '../../support/object-store-servers.ts';

let folder = '';
let site: Site;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'einwurf-transports-'));
  await ensureDemoKeys(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The job of one accepted document, with a memory that outlives attempts. */
const acceptedJob = async (
  pdf: Uint8Array = Buffer.from(`%PDF-1.7 ${randomUUID()}`),
): Promise<UploadJob> => {
  const id = await site.accept(pdf);
  const queue = await openQueue({
    folder: site.spoolFolder,
    graceMs: 0,
    now: Date.now,
    onDamage: () => undefined,
  });
  await queue.waiting();
  const entry = expectOk(await queue.open(id));
  const memory = new Map<string, string>();
  return {
    id,
    transport: entry.transport,
    files: entry.parts.map((part) => ({ ...part, path: `${entry.folder}/${part.name}` })),
    recall: (key) => memory.get(key) ?? null,
    remember: (key, value) => Promise.resolve(void memory.set(key, value)),
  };
};

const open = (transport: UploaderSettings['transport']): Promise<Transport> =>
  openTransport(
    { spoolFolder: site.spoolFolder, graceMs: 0, transport },
    fastClock(1),
    noCheckpoint,
  );

const intakeSettings = (
  port: number,
  chunk: { readonly chunkBytes?: number } = { chunkBytes: 1024 },
): Extract<UploaderSettings['transport'], { kind: 'intake' }> => {
  const { certFile, keyFile, caFile, receiptKeyFiles } = site.keys.kiosk;
  return {
    kind: 'intake',
    url: `https://127.0.0.1:${port}/`,
    certFile,
    keyFile,
    caFile,
    receiptKeyFiles: [...receiptKeyFiles],
    ...chunk,
  };
};

/** The other side of a transport under test. FIT-Connect has a suite of its own beside this one. */
interface OtherSide {
  readonly transport: Transport;
  /** What lies there: file hashes by submission. */
  arrived(): Promise<ReadonlyMap<string, readonly string[]>>;
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  end(): Promise<void>;
}

const hashesIn = async (path: string): Promise<Map<string, readonly string[]>> => {
  const arrived = new Map<string, readonly string[]>();
  for (const id of await readdir(path).catch(() => [])) {
    const names = await readdir(join(path, id));
    const hashes = names.map(async (name) =>
      createHash('sha512')
        .update(await readFile(join(path, id, name)))
        .digest('hex'),
    );
    arrived.set(id, (await Promise.all(hashes)).sort());
  }
  return arrived;
};

const intakeSide = async (): Promise<OtherSide & { port: number }> => {
  let intake: Intake = await site.startIntake();
  const { port } = intake;
  return {
    port,
    transport: await open(intakeSettings(port)),
    arrived: () => hashesIn(site.keys.intake.inboxFolder),
    goAway: () => intake.stop(),
    async comeBack() {
      intake = await site.startIntake(port);
    },
    end: () => intake.stop(),
  };
};

let servers: ObjectStoreServers | null = null;
afterAll(() => servers?.end());

/** The same intake with its submissions in a bucket of a real object store. */
const bucketSide = async (): Promise<OtherSide> => {
  servers ??= await startObjectStoreServers();
  const store = await storeIn(servers);
  let intake = await site.startIntake(0, {}, { store });
  const { port } = intake;
  const collected = join(folder, 'collected', store.bucket);
  return {
    transport: await open(intakeSettings(port)),
    async arrived() {
      await collectAll(store, collected);
      return hashesIn(join(collected, 'inbox'));
    },
    goAway: () => intake.stop(),
    async comeBack() {
      intake = await site.startIntake(port, {}, { store });
    },
    end: () => intake.stop(),
  };
};

const folderSide = async (): Promise<OtherSide> => {
  const share = join(folder, 'share');
  await rm(share, { recursive: true, force: true });
  await mkdir(share);
  return {
    transport: await open({ kind: 'folder', folder: share }),
    arrived: () => hashesIn(share),
    goAway: () => rename(share, `${share}.away`),
    comeBack: () => rename(`${share}.away`, share),
    end: () => rm(share, { recursive: true, force: true }),
  };
};

describe.each([
  { name: 'intake', start: intakeSide, possible: true },
  {
    name: 'intake with an object store',
    start: bucketSide,
    possible: hasObjectStoreServers,
  },
  { name: 'folder', start: folderSide, possible: true },
])('the transport "$name"', ({ start, possible }) => {
  if (!possible) {
    test.skip('needs the Debian packages of setup/debian-packages.mjs', () => undefined);
    return;
  }
  let side: OtherSide;
  beforeEach(async () => {
    await clearSite(folder);
    site = await createSite(folder);
    side = await start();
  });
  afterEach(async () => {
    side.transport.close();
    await side.end();
  });
  const deliver = (job: UploadJob): Promise<Outcome> =>
    side.transport.deliver(job, new AbortController().signal);
  const expected = (job: UploadJob) =>
    new Map([[job.id, job.files.map(({ sha512 }) => sha512).sort()]]);

  test('brings every sealed file there, byte for byte, and gives a receipt', async () => {
    const job = await acceptedJob();
    const outcome = await deliver(job);
    expect(outcome).toMatchObject({ kind: 'delivered' });
    expect(outcome.kind === 'delivered' ? outcome.receipt : '').toMatch(/\S/);
    expect(await side.arrived()).toEqual(expected(job));
  });

  test('called again after a cut (the receipt was not kept) it delivers, and there is still one', async () => {
    const job = await acceptedJob();
    await deliver(job);
    expect(await deliver(job)).toMatchObject({ kind: 'delivered' });
    expect(await side.arrived()).toEqual(expected(job));
  });

  test('while the other side is away it says so, and delivers when it is back', async () => {
    const job = await acceptedJob();
    await side.goAway();
    expect(await deliver(job)).toMatchObject({
      kind: 'later',
      reason: 'unreachable',
      scope: 'transport',
    });
    await side.comeBack();
    expect(await deliver(job)).toMatchObject({ kind: 'delivered' });
    expect(await side.arrived()).toEqual(expected(job));
  });

  test('told to stop it stops, and nothing half-sent appears', async () => {
    const job = await acceptedJob();
    const stopping = new AbortController();
    stopping.abort();
    expect(await side.transport.deliver(job, stopping.signal)).toMatchObject({
      kind: 'later',
      reason: 'stopped',
    });
    expect([...(await side.arrived()).keys()].filter((name) => !name.startsWith('.'))).toEqual([]);
  });

  test('a file that the kiosk cannot read is the kiosk’s own trouble, not a refusal', async () => {
    const job = await acceptedJob();
    const [first, ...rest] = job.files;
    if (first === undefined) throw new Error('no files');
    const broken = { ...job, files: [{ ...first, path: join(folder, 'gone') }, ...rest] };
    expect(await deliver(broken)).toMatchObject({ kind: 'later', reason: 'storage-failed' });
  });
});

describe('the intake’s certificate', () => {
  beforeEach(async () => {
    await clearSite(folder);
    site = await createSite(folder);
  });

  test('must be the pinned one where one is pinned', async () => {
    const side = await intakeSide();
    const server = await readFile(join(site.keys.intake.keysFolder, 'server.pem'));
    const genuine = new X509Certificate(server).fingerprint256;
    const attempt = async (pin: string) => {
      const transport = await open({ ...intakeSettings(side.port), pinnedFingerprints: [pin] });
      const outcome = await transport.deliver(await acceptedJob(), new AbortController().signal);
      transport.close();
      return outcome;
    };
    expect(await attempt(genuine)).toMatchObject({ kind: 'delivered' });
    expect(await attempt('00'.repeat(32))).toMatchObject({
      kind: 'later',
      reason: 'certificate-refused',
    });
    side.transport.close();
    await side.end();
  });
});

test('the key of the client certificate may be told instead of lying in a file', async () => {
  await clearSite(folder);
  site = await createSite(folder);
  const side = await intakeSide();
  const settings = intakeSettings(side.port);
  const key = await readFile(settings.keyFile, 'utf8');
  const transport = await open({ ...settings, keyFile: join(folder, 'gone'), key });
  const job = await acceptedJob();
  expect(await transport.deliver(job, new AbortController().signal)).toMatchObject({
    kind: 'delivered',
  });
  for (const one of [transport, side.transport]) one.close();
  await side.end();
});

test('through the office’s proxy everything arrives, and the proxy sees where to but nothing of it', async () => {
  await clearSite(folder);
  site = await createSite(folder);
  const side = await intakeSide();
  const proxy = await startConnectProxy();
  const transport = await open({ ...intakeSettings(side.port), proxy: proxy.url });
  const job = await acceptedJob();
  const deliver = () => transport.deliver(job, new AbortController().signal);
  expect(await deliver()).toMatchObject({ kind: 'delivered' });
  expect((await side.arrived()).get(job.id)).toEqual(job.files.map(({ sha512 }) => sha512).sort());
  expect(new Set(proxy.asked)).toEqual(new Set([`127.0.0.1:${side.port}`]));
  const seen = Buffer.concat(proxy.seen).toString('latin1');
  expect(seen.length).toBeGreaterThan(1000);
  expect(seen).not.toContain(job.id);
  const stranger = await open({
    ...intakeSettings(side.port),
    proxy: proxy.url,
    pinnedFingerprints: ['00'.repeat(32)],
  });
  expect(await stranger.deliver(job, new AbortController().signal)).toMatchObject({
    kind: 'later',
    reason: 'certificate-refused',
  });
  await proxy.stop();
  expect(await deliver()).toMatchObject({ kind: 'later', reason: 'unreachable' });
  for (const one of [transport, stranger, side.transport]) one.close();
  await side.end();
});

test('a capped line is never used faster than allowed', async () => {
  let now = 0;
  const allowed = pace(
    1000,
    () => now,
    (ms) => {
      now += ms;
      return Promise.resolve();
    },
  );
  for (let piece = 0; piece < 10; piece += 1) await allowed(500);
  expect(now).toBe(4500);
  await pace(
    0,
    () => now,
    () => Promise.reject(new Error('never waits')),
  )(1e12);
});

test('a line that is held back is not one that fell silent, and never used for more than a second at once', async () => {
  await clearSite(folder);
  site = await createSite(folder);
  const side = await intakeSide();
  const bytesPerSecond = 20_000;
  const idleMs = 1_200;
  const waits: number[] = [];
  const clock = {
    ...fastClock(1),
    async sleep(ms: number) {
      waits.push(ms);
      // Longer than the other side may be silent; the real wait would be as long as `ms`.
      await delay(waits.length === 1 ? 1.5 * idleMs : 0);
    },
  };
  const { shape } = kioskConfigSchema;
  const openingHours = shape.openingHours.parse(defaults.openingHours);
  const upload = shape.upload.parse({
    ...defaults.upload,
    maximumBytesPerSecond: bytesPerSecond,
  });
  const transport = await openTransport(
    {
      spoolFolder: site.spoolFolder,
      graceMs: 0,
      transport: { ...intakeSettings(side.port, {}), idleMs },
      schedule: { upload, openingHours },
    },
    clock,
    noCheckpoint,
  );
  const job = await acceptedJob(randomBytes(100_000));
  expect(await transport.deliver(job, new AbortController().signal)).toMatchObject({
    kind: 'delivered',
  });
  const biggest = Math.max(...waits.map((ms, at) => ms - (waits[at - 1] ?? 0)));
  expect(waits.length).toBeGreaterThanOrEqual(5);
  expect(biggest).toBeLessThanOrEqual(1000);
  for (const one of [transport, side.transport]) one.close();
  await side.end();
});

test('a share at the end of a capped line is written and read back no faster than allowed', async () => {
  await clearSite(folder);
  site = await createSite(folder);
  const share = join(folder, 'capped-share');
  await mkdir(share);
  let bytes = 0;
  const transport = folderTransport({
    folder: share,
    now: Date.now,
    pace: (more) => Promise.resolve(void (bytes += more)),
  });
  const job = await acceptedJob(randomBytes(100_000));
  expect(await transport.deliver(job, new AbortController().signal)).toMatchObject({
    kind: 'delivered',
  });
  expect(bytes).toBe(2 * job.files.reduce((sum, { size }) => sum + size, 0));
  expect((await hashesIn(share)).get(job.id)).toEqual(job.files.map(({ sha512 }) => sha512).sort());
});

test('the share that is written halfway when power fails shows nothing, and is made up for', async () => {
  await clearSite(folder);
  site = await createSite(folder);
  const side = await folderSide();
  const job = await acceptedJob();
  const half = join(folder, 'share', `.${job.id}.part`);
  await mkdir(half);
  await writeFile(join(half, 'document-1.jwe'), 'half');
  expect(await side.transport.deliver(job, new AbortController().signal)).toMatchObject({
    kind: 'delivered',
  });
  expect([...(await side.arrived()).keys()]).toEqual([job.id]);
  await side.end();
});
