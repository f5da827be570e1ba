import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DefaultHttpStack, Upload } from 'tus-js-client';
import { noCheckpoint } from '../../electron/domain/checkpoint.ts';
import { openTransport } from '../../electron/open-transport.ts';
import { openQueue } from '../../electron/spool/queue.ts';
import type { UploadJob } from '../../electron/upload/transport.ts';
import { startDemoIntake } from '../../setup/demo-intake.ts';
import type { DemoKeys } from '../../setup/demo-keys.ts';
import { fastClock } from '../support/delivery-clock.ts';
import { createSite, type Site } from '../support/delivery-site.ts';
import { expectOk } from '../support/delivery-submission.ts';
import { compared, medianMs, scaled, type BenchResult } from './bench.ts';

const MEGABYTE = 1024 * 1024;
const LARGE_MEGABYTES = scaled(100);
const KIOSKS = scaled(50);
const RUNS = 3;

const jobOf = async (site: Site, id: string): Promise<UploadJob> => {
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
    transport: '',
    files: entry.parts.map((part) => ({ ...part, path: `${entry.folder}/${part.name}` })),
    recall: (key) => memory.get(key) ?? null,
    remember: (key, value) => Promise.resolve(void memory.set(key, value)),
  };
};

/** One kiosk's connection to the intake. */
const connection = (site: Site, port: number) => {
  const { certFile, keyFile, caFile, receiptKeyFiles } = site.keys.kiosk;
  return openTransport(
    {
      spoolFolder: site.spoolFolder,
      graceMs: 0,
      transport: {
        kind: 'intake',
        url: `https://127.0.0.1:${port}/`,
        certFile,
        keyFile,
        caFile,
        receiptKeyFiles: [...receiptKeyFiles],
      },
    },
    fastClock(1),
    noCheckpoint,
  );
};

const deliver = async (site: Site, port: number, job: UploadJob): Promise<void> => {
  const transport = await connection(site, port);
  const outcome = await transport.deliver(job, new AbortController().signal);
  transport.close();
  if (outcome.kind !== 'delivered') throw new Error(`not delivered: ${JSON.stringify(outcome)}`);
};

const startBareServer = async (folder: string, keys: DemoKeys) => {
  const of = (name: string): string => join(keys.intake.keysFolder, name);
  const child = spawn(
    process.execPath,
    [
      ...['--import', 'tsx', 'tests/support/bare-server-program.ts', folder],
      ...[of('server.pem'), of('server.key.pem'), of('ca.pem')],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { port: Number(line.split(' ')[1]), stop: () => child.kill() };
};

/** A file of the job as @tus/server takes it: no announcement, no check, no fsync, no receipt. */
const sendBare = (agent: Agent, port: number, file: UploadJob['files'][number]): Promise<void> =>
  new Promise((done, fail) => {
    new Upload(createReadStream(file.path), {
      endpoint: `https://127.0.0.1:${port}/files`,
      uploadSize: file.size,
      chunkSize: 4 * MEGABYTE,
      retryDelays: null,
      storeFingerprintForResuming: false,
      httpStack: new DefaultHttpStack({ agent }),
      onSuccess: () => done(),
      onError: fail,
    }).start();
  });

const large = async (site: Site, port: number, barePort: number): Promise<BenchResult> => {
  const pdf = randomBytes(LARGE_MEGABYTES * MEGABYTE);
  const jobs: UploadJob[] = [];
  for (let run = 0; run < RUNS; run += 1) jobs.push(await jobOf(site, await site.accept(pdf)));
  const file = jobs[0]?.files.find(({ name }) => name === 'document-1.jwe')?.path ?? '';
  const { certFile, keyFile, caFile } = site.keys.kiosk;
  const curl = [
    ...['-sS', '--fail', '--cacert', caFile, '--cert', certFile, '--key', keyFile],
    ...['-T', file, `https://127.0.0.1:${barePort}/put`],
  ];
  const theirs = await medianMs(RUNS, () => {
    if (spawnSync('curl', curl).status !== 0) throw new Error('curl failed');
    return Promise.resolve();
  });
  const ours = await medianMs(RUNS, () => deliver(site, port, jobs.pop() as UploadJob));
  const megabytes = Math.round((await stat(file)).size / MEGABYTE);
  return compared(
    `${megabytes} MB sealed: kiosk to receipt verified (fsync, SHA-512, signature)`,
    ours,
    'ms',
    { name: 'curl -T to the same TLS server, with fsync', value: theirs },
  );
};

const many = async (site: Site, port: number, barePort: number): Promise<BenchResult> => {
  const pdf = randomBytes(MEGABYTE);
  const wave = (): Promise<UploadJob[]> =>
    Promise.all(Array.from({ length: KIOSKS }, async () => jobOf(site, await site.accept(pdf))));
  const waves = [await wave(), await wave(), await wave()];
  const { certFile, keyFile, caFile } = site.keys.kiosk;
  const identity = {
    cert: await readFile(certFile),
    key: await readFile(keyFile),
    ca: await readFile(caFile),
  };
  let next = 0;
  const theirs = await medianMs(RUNS, () =>
    Promise.all(
      (waves[next++ % waves.length] ?? []).map(async ({ files }) => {
        const agent = new Agent({ ...identity, keepAlive: true });
        for (const file of files) await sendBare(agent, barePort, file);
        agent.destroy();
      }),
    ),
  );
  const ours = await medianMs(RUNS, () =>
    Promise.all((waves.pop() ?? []).map((job) => deliver(site, port, job))),
  );
  return compared(`${KIOSKS} kiosks at once, 1 MB each, to the last receipt verified`, ours, 'ms', {
    name: '@tus/server bare: same files, no checks, no fsync, no receipts',
    value: theirs,
  });
};

/** Sending: one large submission, and many kiosks at once. Servers in processes of their own, as in the field. */
export const measure = async (): Promise<BenchResult[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'einwurf-bench-'));
  const site = await createSite(folder);
  const intake = await startDemoIntake(site.keys.intake.configFile);
  const bare = await startBareServer(join(folder, 'bare'), site.keys);
  try {
    return [await large(site, intake.port, bare.port), await many(site, intake.port, bare.port)];
  } finally {
    bare.stop();
    await intake.stop();
    await rm(folder, { recursive: true, force: true });
  }
};
