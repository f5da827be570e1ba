import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { createPageQueue, FEW_WAITING } from '../../electron/capture/page-queue.ts';
import { PageStore } from '../../electron/capture/page-store.ts';
import { startDocumentWorker } from '../../electron/document/document-worker.ts';
import type { ChildPort } from '../../electron/domain/child-port.ts';
import { createPageWork } from '../../electron/page-work.ts';
import { expectOk } from '../support/delivery-submission.ts';
import { workerProcesses } from '../support/document-worker-child.ts';
import { ensureBuilt } from '../../setup/build.mjs';
import { electronRuntime } from '../../setup/electron-runtime.mjs';
import { installSharpWasm } from '../../setup/sharp-wasm.mjs';
import type { ScannedPage } from '../../scanner-bridge/index.ts';
import { compared, type BenchResult } from './bench.ts';

const demoFolder = join(import.meta.dirname, '../../scanner-bridge/drivers/virtual/demo-pages');
/** EINWURF_BENCH_PAGES=20 tries the bench out. */
const PAGES = Number(process.env['EINWURF_BENCH_PAGES'] ?? 200);
/** A fast office scanner: 140 images a minute. */
const FEED_MS = 60_000 / 140;
/** From asking for the first sheet to its picture: the processes start meanwhile. */
const FIRST_SHEET_MS = 2000;

/** Demo pages as a scanner delivers them: A4 at 300 dpi, crooked, with a little noise. */
const scans = async (): Promise<readonly Uint8Array[]> => {
  const noise = await sharp({
    create: {
      width: 2480,
      height: 3508,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: 6 },
    },
  })
    .jpeg()
    .toBuffer();
  const names = (await readdir(demoFolder)).sort();
  return Promise.all(
    names.map(async (name, index) => {
      const flat = await sharp(join(demoFolder, name))
        .resize(2480, 3508, { fit: 'fill' })
        .composite([{ input: noise, blend: 'soft-light' }])
        .png({ compressionLevel: 1 })
        .toBuffer();
      const turned = sharp(flat).rotate(((index % 3) - 1) * 0.8, { background: '#505050' });
      return new Uint8Array(await turned.jpeg({ quality: 88 }).toBuffer());
    }),
  );
};

interface Fed {
  /** From the first page to the last one ready for the document, ms. */
  readonly ms: number;
  /** Longest time that the feeder had to wait for the kiosk, ms. */
  readonly longestWaitMs: number;
  /** How many times it had to. */
  readonly waits: number;
  /** From the last page's arrival to all pages ready, ms. */
  readonly restMs: number;
}

const resting = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

/** What the document worker runs in. */
interface Runtime {
  readonly spawn: () => ChildPort;
  readonly sharpWasmFolder: string;
}

const plainNode: Runtime = { spawn: workerProcesses().spawn, sharpWasmFolder: '' };

/** As in the application: on Linux the image library is its WebAssembly build there (decision 0030). */
const inElectron = async (): Promise<Runtime> => {
  installSharpWasm();
  await ensureBuilt();
  const { path: electron } = await electronRuntime();
  const program = resolve('out/main/document-worker.cjs');
  const { spawn } = workerProcesses(program, electron);
  return { spawn, sharpWasmFolder: resolve('electron/document/sharp-wasm') };
};

/** Feeds pages as the scan session does, which asks for the next sheet once the last one was taken over. */
const fed = async (
  { spawn, sharpWasmFolder }: Runtime,
  images: readonly Uint8Array[],
  count: number,
  everyMs: number,
): Promise<Fed> => {
  const folder = await mkdtemp(join(tmpdir(), 'einwurf-bench-'));
  const worker = startDocumentWorker({ spawn, sharpWasmFolder, processes: 2 });
  const pages = new PageStore({ folder });
  const parts = { languages: [], caseNumberPattern: null, newId: randomUUID };
  const work = createPageWork({ pages, worker, ...parts, log: () => undefined });
  const queue = createPageQueue(async (page) => {
    expectOk(await work.keep(page));
    return null;
  }, FEW_WAITING);
  const scanned = (index: number): ScannedPage => ({
    image: { format: 'jpeg', data: images[index % images.length] ?? new Uint8Array() },
    dpi: 300,
    side: 'front',
    sequence: index + 1,
  });
  worker.start();
  await resting(FIRST_SHEET_MS);
  try {
    const start = performance.now();
    let [due, longestWaitMs, waits, lastAt] = [start, 0, 0, start];
    let taken: Promise<unknown> = Promise.resolve();
    for (let index = 0; index < count; index += 1) {
      await resting(due - performance.now());
      const asked = performance.now();
      await taken;
      lastAt = performance.now();
      // Two milliseconds are the clock's own.
      if (lastAt - asked > 2) waits += 1;
      longestWaitMs = Math.max(longestWaitMs, lastAt - asked);
      taken = queue.add(scanned(index));
      due = Math.max(due + everyMs, lastAt);
    }
    await queue.emptied();
    await work.settled();
    const end = performance.now();
    return { ms: end - start, longestWaitMs, waits, restMs: end - lastAt };
  } finally {
    worker.stop();
    await pages.wipe();
    await rm(folder, { recursive: true, force: true });
  }
};

const paced = async (name: string, runtime: Runtime, images: readonly Uint8Array[]) => {
  const { waits, longestWaitMs, restMs } = await fed(runtime, images, PAGES, FEED_MS);
  const one = { name: 'the scanner feeds one image', value: FEED_MS };
  const all = { name: 'images', value: PAGES };
  return [
    compared(`${name}${PAGES} images at 140 a minute: the feeder had to wait`, waits, 'times', all),
    compared(`${name}${PAGES} images: longest wait of the feeder`, longestWaitMs, 'ms', one),
    compared(`${name}${PAGES} images: last one in to all ready`, restMs, 'ms', one),
  ];
};

/**
 * Whether the work on the pages (taken in, looked at, straightened, coded) keeps up with a fast scanner. Takes
 * about four minutes with 200 pages.
 */
export const measure = async (): Promise<BenchResult[]> => {
  const images = await scans();
  const few = Math.max(10, PAGES / 5);
  const free = await fed(plainNode, images, few, 0);
  const one = { name: 'the scanner feeds one image', value: FEED_MS };
  return [
    compared(`${few} pages as fast as they are taken: one page`, free.ms / few, 'ms', one),
    compared('pages a minute', (60_000 * few) / free.ms, '', { name: 'the scanner', value: 140 }),
    ...(await paced('', plainNode, images)),
    ...(await paced('in Electron, ', await inElectron(), images)),
  ];
};
