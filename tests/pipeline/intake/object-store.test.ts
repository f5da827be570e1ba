import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  checkpointNames,
  noCheckpoint,
  type Checkpoint,
} from '../../../electron/domain/checkpoint.ts';
import { openTransport } from '../../../electron/open-transport.ts';
import { openQueue } from '../../../electron/spool/queue.ts';
import type { Outcome, UploadJob } from '../../../electron/upload/transport.ts';
import { watchStoreOnce, type WatchRound } from '../../../intake/document-watch.ts';
import { readWatchConfig, type WatchConfig } from '../../../intake/watch-config.ts';
import { objectsAccess } from '../../../intake/open-store.ts';
import { openObjectStore } from '../../../intake/object-store/object-submission-store.ts';
import { openObjects } from '../../../intake/object-store/objects.ts';
import type { Intake } from '../../../intake/server.ts';
import { ensureDemoKeys } from '../../../setup/demo-keys.ts';
import { bundleProgram } from '../../support/bundle-program.ts';
import { storeIn, type BucketStore } from '../../support/bucket-intake.ts';
import { fastClock } from '../../support/delivery-clock.ts';
import { startProgram, type ProgramRun } from '../../support/delivery-process.ts';
import { clearSite, createSite, type Site } from '../../support/delivery-site.ts';
import { expectOk } from '../../support/delivery-submission.ts';
import {
  hasObjectStoreServers,
  startObjectStoreServers,
  type ObjectStoreServers,
} from '../../support/object-store-servers.ts';

let servers: ObjectStoreServers;
let folder = '';
let site: Site;
let store: BucketStore;
let watch: WatchConfig;
let program = '';
const running: Intake[] = [];
const programs: ProgramRun[] = [];

const startIntake = async (
  change: Partial<BucketStore> = {},
  checkpoint: Checkpoint = noCheckpoint,
): Promise<Intake> => {
  const intake = await site.startIntake(
    0,
    { checkpoint },
    { store: { ...store, ...change }, monitoring: { host: '127.0.0.1', port: 0 } },
  );
  running.push(intake);
  return intake;
};

/** The intake as a process of its own, which can be killed. */
const startIntakeProgram = async (): Promise<ProgramRun & { port: number }> => {
  const config: unknown = JSON.parse(await readFile(site.keys.intake.configFile, 'utf8'));
  const file = join(folder, 'demo-intake', 'bucket.json');
  await writeFile(file, JSON.stringify({ ...(config as object), store }));
  const run = startProgram(program, [file, '0', '-'], () => undefined, 120_000);
  programs.push(run);
  return { ...run, port: Number((await run.line('READY')).split(' ')[1]) };
};

/** An accepted document of about so many bytes, with a memory that outlives attempts. */
const acceptedJob = async (bytes: number): Promise<UploadJob & { created: string[] }> => {
  const id = await site.accept(Buffer.concat([Buffer.from('%PDF-1.7 '), randomBytes(bytes)]));
  const { spoolFolder } = site;
  const settings = { folder: spoolFolder, graceMs: 0, now: Date.now, onDamage: () => undefined };
  const queue = await openQueue(settings);
  await queue.waiting();
  const entry = expectOk(await queue.open(id));
  const memory = new Map<string, string>();
  const created: string[] = [];
  return {
    id,
    transport: entry.transport,
    files: entry.parts.map((part) => ({ ...part, path: `${entry.folder}/${part.name}` })),
    recall: (key) => memory.get(key) ?? null,
    remember(key, value) {
      created.push(key.split(' ')[0] ?? '');
      memory.set(key, value);
      return Promise.resolve();
    },
    created,
  };
};

const deliver = async (
  job: UploadJob,
  port: number,
  checkpoint: Checkpoint = noCheckpoint,
): Promise<Outcome> => {
  const { certFile, keyFile, caFile, receiptKeyFiles } = site.keys.kiosk;
  const transport = await openTransport(
    {
      spoolFolder: site.spoolFolder,
      graceMs: 0,
      transport: {
        kind: 'intake',
        url: `https://127.0.0.1:${String(port)}/`,
        certFile,
        keyFile,
        caFile,
        receiptKeyFiles: [...receiptKeyFiles],
        chunkBytes: 3 * 1024 * 1024,
      },
    },
    fastClock(1),
    checkpoint,
  );
  try {
    return await transport.deliver(job, new AbortController().signal);
  } finally {
    transport.close();
  }
};

/** What the kiosk's loop does: again, until it is delivered. */
const deliverInTheEnd = async (job: UploadJob, port: number): Promise<Outcome> => {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const outcome = await deliver(job, port);
    if (outcome.kind !== 'later') return outcome;
    await delay(250);
  }
  throw new Error('not delivered');
};

const keysBelow = async (prefix: string): Promise<readonly string[]> => {
  const objects = openObjects(await objectsAccess(store, {}));
  const keys: string[] = [];
  for await (const { key } of objects.list(prefix)) keys.push(key);
  objects.close();
  return keys;
};

const watchRound = async (): Promise<WatchRound> =>
  watchStoreOnce(watch, await objectsAccess(store, {}), Date.now());

/** One document, byte for byte, and one receipt for one submission: nothing more and nothing under way. */
const expectArrivedOnce = async (job: UploadJob): Promise<void> => {
  expect(await keysBelow('inbox/')).toEqual([`inbox/${job.id}`]);
  expect(await keysBelow('receipts/')).toEqual([`receipts/${job.id}.jws`]);
  expect(await watchRound()).toEqual({ filed: [job.id], refused: [], failed: [] });
  const opened = join(folder, 'opened', job.id);
  expect((await readdir(opened)).sort()).toEqual(['document-1.pdf', 'manifest.json']);
  const manifest = JSON.parse(await readFile(join(opened, 'manifest.json'), 'utf8')) as {
    documents: readonly { plain: { sha512: string } }[];
  };
  const pdf = await readFile(join(opened, 'document-1.pdf'));
  expect(createHash('sha512').update(pdf).digest('hex')).toBe(manifest.documents[0]?.plain.sha512);
  expect(await watchRound()).toEqual({ filed: [], refused: [], failed: [] });
};

const health = (intake: Intake): Promise<string> =>
  new Promise((done, fail) => {
    get({ host: '127.0.0.1', port: intake.monitoringPort ?? 0, path: '/health' }, (response) => {
      let body = `${String(response.statusCode)} `;
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.once('end', () => done(body));
    }).once('error', fail);
  });

const untilHealthy = async (intake: Intake): Promise<void> => {
  for (let look = 0; look < 200 && !(await health(intake)).startsWith('200'); look += 1)
    await delay(100);
  expect(await health(intake)).toBe('200 {"healthy":true,"problems":[],"runsOutSoon":[]}');
};

/** Calls something at the given time a checkpoint is passed. */
const atPassing = (name: string, times: number, then: () => void | Promise<void>): Checkpoint => {
  let passed = 0;
  return async (point) => {
    if (point !== name) return;
    passed += 1;
    if (passed === times) await then();
  };
};

const MIB = 1024 * 1024;
/** `EINWURF_REPETITIONS=1` for every test; some of what other tests show in another way is left out otherwise. */
const all = process.env['EINWURF_REPETITIONS'] !== undefined;

describe.skipIf(!hasObjectStoreServers)(
  'an intake with an object store (needs the Debian packages of setup/debian-packages.mjs)',
  () => {
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'einwurf-bucket-'));
      await ensureDemoKeys(folder);
      [servers, program] = await Promise.all([
        startObjectStoreServers(),
        bundleProgram('tests/support/delivery-intake-program.ts', join(folder, 'program')),
      ]);
    });
    afterAll(async () => {
      await servers.end();
      await rm(folder, { recursive: true, force: true });
    });
    beforeEach(async () => {
      await clearSite(folder);
      site = await createSite(folder);
      store = await storeIn(servers);
      watch = {
        ...expectOk(await readWatchConfig(site.keys.intake.watchConfigFile)),
        intakeFolder: join(folder, `watch-${store.bucket}`),
        store,
      };
      await mkdir(watch.intakeFolder, { recursive: true });
    });
    afterEach(async () => {
      for (const program of programs.splice(0)) {
        program.kill('SIGKILL');
        await program.ended;
      }
      for (const intake of running.splice(0)) await intake.stop();
    });

    test('the intake that had half of a document is killed: the kiosk goes on at another one, where it was', async () => {
      const [first, second] = [await startIntakeProgram(), await startIntake()];
      const job = await acceptedJob(6 * MIB);
      // The announcement is the first piece that is sent; two of the document's are there after it.
      const kill = atPassing('upload:part-partly-sent', 3, () => first.kill('SIGKILL'));
      expect(await deliver(job, first.port, kill)).toMatchObject({ kind: 'later' });
      expect(await deliverInTheEnd(job, second.port)).toMatchObject({ kind: 'delivered' });
      // Begun once, not again at the other intake.
      expect(job.created.filter((name) => name === 'document-1.jwe')).toHaveLength(1);
      await expectArrivedOnce(job);
      expect(await keysBelow('uploads/')).toEqual([]);
    });

    test('an intake dies in the middle of a request: its lock ends, and another intake takes the rest', async () => {
      const [first, second] = [await startIntakeProgram(), await startIntake()];
      const job = await acceptedJob(2 * MIB);
      const { certFile, keyFile, caFile } = site.keys.kiosk;
      const identity = {
        cert: await readFile(certFile),
        key: await readFile(keyFile),
        ca: await readFile(caFile),
      };
      /** A piece whose end never comes: the first intake holds the lock of this upload from then on. */
      const hang = async (path: string): Promise<void> => {
        const hanging = request({
          ...identity,
          host: '127.0.0.1',
          port: first.port,
          path,
          method: 'PATCH',
          headers: {
            'Tus-Resumable': '1.0.0',
            'Upload-Offset': '0',
            'Content-Type': 'application/offset+octet-stream',
            'Content-Length': MIB,
          },
        });
        hanging.on('error', () => undefined);
        hanging.write(Buffer.alloc(1000));
        while ((await servers.lock.keys()).every((key) => !key.includes(':uploads/')))
          await delay(20);
      };
      const interrupted: Checkpoint = async (point) => {
        if (point !== 'upload:part-created') return;
        const document = job.files.find(({ name }) => name === 'document-1.jwe');
        const path = job.recall(`document-1.jwe ${document?.sha512 ?? ''}`);
        if (path === null) return;
        await hang(path);
        first.kill('SIGKILL');
      };
      expect(await deliver(job, first.port, interrupted)).toMatchObject({ kind: 'later' });
      expect((await servers.lock.keys()).some((key) => key.includes(':uploads/'))).toBe(true);
      expect(await deliverInTheEnd(job, second.port)).toMatchObject({ kind: 'delivered' });
      await expectArrivedOnce(job);
    });

    test('two connections send the same document to two intakes at once: it is there once', async () => {
      const [first, second] = [await startIntake(), await startIntake()];
      const job = await acceptedJob(6 * MIB);
      const outcomes = await Promise.all([
        deliverInTheEnd(job, first.port),
        deliverInTheEnd(job, second.port),
      ]);
      expect(outcomes.map(({ kind }) => kind)).toEqual(['delivered', 'delivered']);
      await expectArrivedOnce(job);
    });

    test('cut off at any point between the last byte and the receipt, another intake makes up for it', async () => {
      const points = checkpointNames.filter((point) => point.startsWith('intake:'));
      expect(points.length).toBeGreaterThan(3);
      let cutAt = '';
      const first = await startIntake({}, (point) => {
        if (point !== cutAt) return;
        throw new Error('the power is gone');
      });
      const second = await startIntake();
      const jobs: string[] = [];
      for (const point of points) {
        cutAt = point;
        const job = await acceptedJob(1000);
        jobs.push(job.id);
        await deliver(job, first.port);
        expect(await deliverInTheEnd(job, second.port)).toMatchObject({ kind: 'delivered' });
      }
      const { filed, refused } = await watchRound();
      expect([...filed].sort()).toEqual(jobs.sort());
      expect(refused).toEqual([]);
      // Marks that a cut had left over are cleared away at the next start.
      await startIntake();
      await expect.poll(() => keysBelow('held/'), { timeout: 45_000 }).toEqual([]);
    });

    test('the store goes away in the middle: refused, no receipt; back again, it goes on', async () => {
      const intake = await startIntake();
      const job = await acceptedJob(6 * MIB);
      const away = atPassing('upload:part-partly-sent', 3, () => servers.store.stop());
      expect(await deliver(job, intake.port, away)).toMatchObject({
        kind: 'later',
        reason: 'server-failed',
        scope: 'transport',
      });
      expect(await health(intake)).toBe(
        '503 {"healthy":false,"problems":["store-unreachable"],"runsOutSoon":[]}',
      );
      await servers.store.start();
      expect(await keysBelow('receipts/')).toEqual([]);
      expect(await deliverInTheEnd(job, intake.port)).toMatchObject({ kind: 'delivered' });
      expect(job.created.filter((name) => name === 'document-1.jwe')).toHaveLength(1);
      await expectArrivedOnce(job);
      await untilHealthy(intake);
    });

    test.runIf(all)(
      'a store that answers nothing at all is given up, and nothing is acknowledged',
      async () => {
        const intake = await startIntake({ answerSeconds: 1 });
        const job = await acceptedJob(MIB);
        servers.store.freeze();
        try {
          expect(await deliver(job, intake.port)).toMatchObject({
            kind: 'later',
            reason: 'server-failed',
          });
        } finally {
          servers.store.thaw();
        }
        expect(await deliverInTheEnd(job, intake.port)).toMatchObject({ kind: 'delivered' });
        await expectArrivedOnce(job);
      },
    );

    test('without the lock server nothing is taken; when it is back the document arrives', async () => {
      const intake = await startIntake();
      const job = await acceptedJob(MIB);
      await servers.lock.stop();
      expect(await deliver(job, intake.port)).toMatchObject({
        kind: 'later',
        reason: 'server-failed',
      });
      expect(await health(intake)).toBe(
        '503 {"healthy":false,"problems":["lock-unreachable"],"runsOutSoon":[]}',
      );
      await servers.lock.start();
      expect(await deliverInTheEnd(job, intake.port)).toMatchObject({ kind: 'delivered' });
      await expectArrivedOnce(job);
    });

    test.runIf(all)(
      'an intake that starts before its store is there refuses, and serves when it has come',
      async () => {
        await servers.store.stop();
        const intake = await startIntake();
        const job = await acceptedJob(1000);
        expect(await deliver(job, intake.port)).toMatchObject({ reason: 'server-failed' });
        await servers.store.start();
        await untilHealthy(intake);
        expect(await deliver(job, intake.port)).toMatchObject({ kind: 'delivered' });
      },
    );

    test.runIf(all)(
      'stopped in the middle it ends what runs, and another one goes on',
      async () => {
        const [first, second] = [await startIntake(), await startIntake()];
        const job = await acceptedJob(6 * MIB);
        let stopped = Promise.resolve();
        const stop = atPassing('upload:part-partly-sent', 3, () => {
          running.splice(running.indexOf(first), 1);
          stopped = first.stop();
        });
        await deliver(job, first.port, stop);
        await stopped;
        expect(await deliverInTheEnd(job, second.port)).toMatchObject({ kind: 'delivered' });
        await expectArrivedOnce(job);
      },
    );

    test('the confirmation is known at every intake, and a second watch does not file it again', async () => {
      const [first, second] = [await startIntake(), await startIntake()];
      const job = await acceptedJob(1000);
      await deliver(job, first.port);
      const [reference = ''] = await keysBelow('references/');
      const { certFile, keyFile, caFile, receiptKeyFiles } = site.keys.kiosk;
      const ask = async () => {
        const transport = await openTransport(
          {
            spoolFolder: site.spoolFolder,
            graceMs: 0,
            transport: {
              kind: 'intake',
              url: `https://127.0.0.1:${String(second.port)}/`,
              certFile,
              keyFile,
              caFile,
              receiptKeyFiles: [...receiptKeyFiles],
            },
          },
          fastClock(1),
          noCheckpoint,
        );
        const standing = await transport.lookUp?.(
          reference.split('/')[1] ?? '',
          new AbortController().signal,
        );
        transport.close();
        return standing?.state;
      };
      expect(await ask()).toBe('received');
      await expectArrivedOnce(job);
      expect(await ask()).toBe('filed');
      expect(await keysBelow('archive/')).toEqual([`archive/${job.id}`]);
      const other = { ...watch, intakeFolder: join(folder, 'another-watch') };
      await expect(
        watchStoreOnce(other, await objectsAccess(store, {}), Date.now()),
      ).rejects.toThrow('another watch service');
    });

    test('a watch cut off before it told the store does not file again', async () => {
      const intake = await startIntake();
      const job = await acceptedJob(1000);
      await deliver(job, intake.port);
      const note = await servers.client
        .getObject({ Bucket: store.bucket, Key: `inbox/${job.id}` })
        .then(({ Body }) => Body?.transformToString());
      expect((await watchRound()).filed).toEqual([job.id]);
      // Back to before: the store still says that it waits. The document system has taken its folder already.
      await servers.client.putObject({
        Bucket: store.bucket,
        Key: `inbox/${job.id}`,
        Body: note ?? '',
      });
      await rm(join(folder, 'opened', job.id), { recursive: true });
      expect((await watchRound()).filed).toEqual([]);
      expect(await readdir(join(folder, 'opened'))).toEqual([]);
      expect(await keysBelow('inbox/')).toEqual([]);
    });

    test.runIf(all)(
      'a flipped bit in the store is refused by the watch, and the rest goes on',
      async () => {
        const intake = await startIntake();
        const [bad, good] = [await acceptedJob(1000), await acceptedJob(1000)];
        for (const job of [bad, good]) await deliver(job, intake.port);
        const [key = ''] = (await keysBelow(`submissions/${bad.id}/`)).filter((name) =>
          name.endsWith('document-1.jwe'),
        );
        const at = { Bucket: store.bucket, Key: key };
        const { Body } = await servers.client.getObject(at);
        const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
        const middle = bytes.length >> 1;
        bytes[middle] = (bytes[middle] ?? 0) ^ 1;
        await servers.client.putObject({ ...at, Body: bytes });
        const { filed, refused } = await watchRound();
        expect(filed).toEqual([good.id]);
        expect(refused.map(({ jobId }) => jobId)).toEqual([bad.id]);
        expect(await keysBelow('refused/')).toEqual([`refused/${bad.id}`]);
      },
    );

    test('what was begun and abandoned is cleared away, what is whole is not', async () => {
      const intake = await startIntake();
      const [whole, half] = [await acceptedJob(1000), await acceptedJob(6 * MIB)];
      await deliver(whole, intake.port);
      const give = atPassing('upload:part-partly-sent', 3, () => Promise.reject(new Error('gone')));
      await deliver(half, intake.port, give).catch(() => undefined);
      expect((await keysBelow('uploads/')).length).toBeGreaterThan(0);
      const opened = openObjectStore(
        {
          intakeId: 'test',
          receiptKey: {} as never,
          now: Date.now,
          readAnnouncement: () => Promise.resolve(null),
        },
        {
          objects: await objectsAccess(store, {}),
          lock: { url: servers.lockUrl, leaseMs: 4000, scope: store.bucket },
        },
      );
      while ((await opened.problems()).length > 0) await delay(50);
      await opened.tidy(Date.now() + 60_000);
      await opened.close();
      expect(await keysBelow('uploads/')).toEqual([]);
      expect(await keysBelow('held/')).toEqual([]);
      expect(await keysBelow(`submissions/${half.id}/`)).toEqual([]);
      const { Uploads = [] } = await servers.client.listMultipartUploads({ Bucket: store.bucket });
      expect(Uploads).toEqual([]);
      await expectArrivedOnce(whole);
    });

    test('the store must show a certificate of the authority that was named', async () => {
      const keys = site.keys.intake.keysFolder;
      const tls = createTlsServer(
        {
          cert: await readFile(join(keys, 'server.pem')),
          key: await readFile(join(keys, 'server.key.pem')),
        },
        (socket) => {
          const inner = connect(Number(new URL(servers.endpoint).port), '127.0.0.1');
          socket.pipe(inner).pipe(socket);
          for (const one of [socket, inner]) one.on('error', () => undefined);
        },
      );
      await new Promise<void>((done) => void tls.listen(0, '127.0.0.1', done));
      const address = tls.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const endpoint = `https://127.0.0.1:${String(port)}`;
      const trusting = await startIntake({ endpoint, caFile: join(keys, 'ca.pem') });
      const suspicious = await startIntake({ endpoint });
      const job = await acceptedJob(1000);
      expect(await health(suspicious)).toContain('store-unreachable');
      expect(await deliver(job, suspicious.port)).toMatchObject({ reason: 'server-failed' });
      expect(await deliver(job, trusting.port)).toMatchObject({ kind: 'delivered' });
      tls.close();
    });
  },
);
