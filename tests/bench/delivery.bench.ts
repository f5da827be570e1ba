import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seal } from '../../electron/envelope/seal.ts';
import { openQueue } from '../../electron/spool/queue.ts';
import { openSpool } from '../../electron/spool/spool.ts';
import { startUploadLoop } from '../../electron/upload/upload-loop.ts';
import { bundleProgram } from '../support/bundle-program.ts';
import { expectOk } from '../support/delivery-submission.ts';
import { fastClock } from '../support/delivery-clock.ts';
import { createRecipient } from '../support/recipient.ts';
import { compared, medianMs, scaled, type BenchResult } from './bench.ts';

const MEGABYTE = 1024 * 1024;
const SEALED_MEGABYTES = scaled(200);
const QUEUED = scaled(10_000);

function* zeros(megabytes: number): Generator<Uint8Array> {
  const piece = Buffer.alloc(MEGABYTE);
  for (let count = 0; count < megabytes; count += 1) yield piece;
}

/** Most memory of a process that does nothing but seal them, bytes. */
const sealingPeak = async (folder: string): Promise<number> => {
  const program = await bundleProgram('tests/support/sealing-program.ts', folder);
  const { stdout } = spawnSync(process.execPath, [program, String(SEALED_MEGABYTES)], {
    encoding: 'utf8',
  });
  const peak = Number(/^PEAK (\d+)$/m.exec(stdout)?.[1]);
  if (!(peak > 0)) throw new Error('the sealing program did not say what memory it took');
  return peak;
};

/** Sealing a stream of 200 MB, beside `openssl` encrypting as many bytes from a pipe; and the memory it takes. */
const sealing = async (folder: string): Promise<BenchResult[]> => {
  const { publicKey } = createRecipient('bench');
  const ours = await medianMs(3, async () => {
    let bytes = 0;
    for await (const chunk of seal(publicKey, 'application/pdf', zeros(SEALED_MEGABYTES)).bytes) {
      bytes += chunk.length;
    }
    if (bytes < SEALED_MEGABYTES * MEGABYTE) throw new Error('not everything was sealed');
  });
  const pipe = `head -c ${SEALED_MEGABYTES * MEGABYTE} /dev/zero | openssl enc -aes-256-ctr -K ${'0'.repeat(64)} -iv ${'0'.repeat(32)} | openssl base64 > /dev/null`;
  const copy = `head -c ${SEALED_MEGABYTES * MEGABYTE} /dev/zero | cat > /dev/null`;
  const floor = await medianMs(3, () => Promise.resolve(spawnSync('sh', ['-c', pipe])));
  return [
    compared(`${SEALED_MEGABYTES} MB: sealed as a stream`, ours, 'ms', {
      name: 'openssl aes-256-ctr and base64',
      value: floor,
    }),
    compared(`${SEALED_MEGABYTES} MB: sealed as a stream`, ours, 'ms', {
      name: 'cat of as many bytes',
      value: await medianMs(3, () => Promise.resolve(spawnSync('sh', ['-c', copy]))),
    }),
    {
      name: 'sealing',
      value: SEALED_MEGABYTES / (ours / 1000),
      unit: 'MB/s',
      peer: null,
      ratio: null,
    },
    compared(
      'peak memory of a process that seals them',
      (await sealingPeak(folder)) / MEGABYTE,
      'MB RSS',
      {
        name: 'the limit',
        value: 250,
      },
    ),
  ];
};

/** Fills a spool by copying one accepted submission's shape; the journal is its own, so every entry is whole. */
const fill = async (folder: string): Promise<void> => {
  const spool = expectOk(await openSpool({ folder, reserveBytes: 0, now: Date.now }));
  const model = randomUUID();
  const entry = expectOk(await spool.begin(model));
  expectOk(await entry.writePart('document-1.jwe', [Buffer.alloc(2_000)]));
  expectOk(await entry.writePart('announcement.jws', [Buffer.alloc(500)]));
  expectOk(await entry.commit());
  const names = await readdir(join(folder, 'ready', model));
  for (let count = 1; count < QUEUED; count += 1) {
    const target = join(folder, 'ready', randomUUID());
    await mkdir(target);
    for (const name of names)
      await copyFile(join(folder, 'ready', model, name), join(target, name));
  }
};

/** Starting with 10,000 waiting submissions, beside reading their journals and nothing else. */
const longQueue = async (folder: string): Promise<BenchResult[]> => {
  await fill(folder);
  // First, while this process has not yet taken memory for anything else.
  const firstUpload = await toFirstUpload(folder);
  const start = async (): Promise<void> => {
    const queue = await openQueue({
      folder,
      graceMs: 0,
      now: Date.now,
      onDamage: () => undefined,
    });
    const [oldest] = await queue.waiting();
    if (oldest === undefined) throw new Error('nothing waits');
    expectOk(await queue.open(oldest.id));
  };
  const readAll = async (): Promise<void> => {
    for (const id of await readdir(join(folder, 'ready')))
      await readFile(join(folder, 'ready', id, 'journal.jsonl'));
  };
  const ours = await medianMs(3, start);
  return [
    compared(
      `${QUEUED} waiting submissions: start to the first one verified for sending`,
      ours,
      'ms',
      {
        name: 'reading their journals',
        value: await medianMs(3, readAll),
      },
    ),
    ...firstUpload,
  ];
};

/** From the start of the uploader to its first attempt, the whole loop included; and the memory that takes. */
const toFirstUpload = async (folder: string): Promise<BenchResult[]> => {
  const before = process.memoryUsage.rss();
  const start = performance.now();
  const queue = await openQueue({ folder, graceMs: 0, now: Date.now, onDamage: () => undefined });
  let firstAfter = 0;
  let attempted: () => void = () => undefined;
  const first = new Promise<void>((done) => (attempted = done));
  const loop = startUploadLoop({
    queue,
    clock: fastClock(1),
    random: Math.random,
    report: () => undefined,
    transport: {
      deliver: () => {
        firstAfter = performance.now() - start;
        attempted();
        return Promise.resolve({ kind: 'later', reason: 'unreachable', scope: 'transport' });
      },
      close: () => undefined,
    },
  });
  await first;
  const memory = process.memoryUsage.rss() - before;
  await loop.stop();
  const name = `${QUEUED} waiting submissions`;
  return [
    {
      name: `${name}: start to the first upload`,
      value: firstAfter,
      unit: 'ms',
      peer: null,
      ratio: null,
    },
    {
      name: `${name}: memory for the queue`,
      value: memory / MEGABYTE,
      unit: 'MB',
      peer: null,
      ratio: null,
    },
  ];
};

/** Delivery: sealing and the queue. */
export const measure = async (): Promise<BenchResult[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'einwurf-bench-'));
  try {
    const queue = await longQueue(join(folder, 'spool'));
    return [...(await sealing(join(folder, 'program'))), ...queue];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
