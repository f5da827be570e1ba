import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { startDocumentWorker } from '../../electron/document/document-worker.ts';
import { workerProcesses } from '../support/document-worker-child.ts';
import { compared, medianMs, type BenchResult } from './bench.ts';

const demoFolder = join(import.meta.dirname, '../../scanner-bridge/drivers/virtual/demo-pages');
const info = { createdAt: '2026-11-23T09:40:32Z', title: 'Unterlagen' };

/** Demo pages as a scanner delivers them: A4 at 300 dpi with a little noise. */
const scans = async (folder: string, count: number): Promise<readonly string[]> => {
  const demo = (await readdir(demoFolder)).sort();
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
  const files: string[] = [];
  for (const [index, name] of demo.entries()) {
    const file = join(folder, `${index}.jpg`);
    const page = sharp(join(demoFolder, name)).resize(2480, 3508, { fit: 'fill' });
    await page
      .composite([{ input: noise, blend: 'soft-light' }])
      .jpeg({ quality: 88 })
      .toFile(file);
    files.push(file);
  }
  return Array.from({ length: count }, (_, index) => files[index % files.length] ?? '');
};

const readAndHash = async (files: readonly string[]): Promise<void> => {
  const hash = createHash('sha512');
  for (const file of files) hash.update(await readFile(file));
  hash.digest();
};

/** Pages to PDF as the kiosk does it, beside reading and hashing the same bytes. */
const pagesToPdf = async (folder: string, count: number): Promise<BenchResult[]> => {
  const files = await scans(folder, count);
  const worker = startDocumentWorker({ spawn: workerProcesses().spawn, sharpWasmFolder: '' });
  const originals: Uint8Array[] = [];
  const ingestAll = async (): Promise<void> => {
    const ingested = await Promise.all(
      files.map(async (file) => worker.ingest({ format: 'jpeg', data: await readFile(file) }, 300)),
    );
    originals.length = 0;
    for (const page of ingested) if (page.ok) originals.push(page.value.original);
  };
  const build = async (): Promise<void> => {
    const pages = originals.map((original) => ({ original, rotation: 0, dpi: 300 }) as const);
    const built = await worker.buildPdf(pages, info);
    if (!built.ok || built.value.pageCount !== count) throw new Error('no document was made');
    await writeFile(join(folder, 'document.pdf'), built.value.pdf);
  };
  const hashing = { name: 'read and hash', value: await medianMs(3, () => readAndHash(files)) };
  const ingest = await medianMs(1, ingestAll);
  const toPdf = await medianMs(3, build);
  worker.stop();
  return [
    compared(`${count} pages: taken in while scanning`, ingest, 'ms', hashing),
    compared(`${count} pages: last page to finished, checked PDF`, toPdf, 'ms', hashing),
  ];
};

/** Documents: taking pages in and making the PDF. */
export const measure = async (): Promise<BenchResult[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'einwurf-bench-'));
  try {
    return [...(await pagesToPdf(folder, 20)), ...(await pagesToPdf(folder, 100))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
