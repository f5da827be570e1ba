import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { startDocumentWorker } from '../../../electron/document/document-worker.ts';
import { pageProblems } from '../../../electron/document/document-problem.ts';
import type { PageImage } from '../../../electron/document/page-image.ts';
import { workerProcesses } from '../../support/document-worker-child.ts';
import { numberedPage } from '../../support/page-images.ts';
import { seededRandom } from '../../support/seeded-random.ts';

/** `EINWURF_REPETITIONS=10` for the 20,000 images of the issue (some five minutes). */
const IMAGES = Number(process.env['EINWURF_REPETITIONS'] ?? 0) * 2000 || 400;

/** Physical memory of a process, bytes. */
const residentBytes = (pid: number): number => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
};

describe('images that something went wrong with', () => {
  const processes = workerProcesses();
  const worker = startDocumentWorker({ spawn: processes.spawn, sharpWasmFolder: '' });
  afterAll(() => worker.stop());

  const bases = async (): Promise<readonly PageImage[]> => {
    const page = sharp(await numberedPage(3)).resize(220);
    const jpeg = await page.clone().jpeg().toBuffer();
    const tiff = (options: Parameters<typeof page.tiff>[0]) =>
      page.clone().tiff(options).toBuffer();
    return [
      { format: 'jpeg', data: jpeg },
      { format: 'jpeg', data: await page.clone().jpeg({ progressive: true }).toBuffer() },
      { format: 'jpeg', data: await page.clone().toColourspace('cmyk').jpeg().toBuffer() },
      { format: 'png', data: await page.clone().png().toBuffer() },
      { format: 'png', data: await page.clone().toColourspace('rgb16').png().toBuffer() },
      { format: 'tiff', data: await tiff({ compression: 'lzw' }) },
      { format: 'tiff', data: await tiff({ compression: 'none' }) },
    ];
  };

  /** Flips, overwrites, cuts, doubles or drops some of the bytes; mostly near the front, where the headers are. */
  const mutated = ({ format, data }: PageImage, random: () => number): PageImage => {
    const below = (limit: number): number => Math.floor(random() * limit);
    let bytes = Buffer.from(data);
    for (let changes = 1 + below(6); changes > 0; changes -= 1) {
      const at = below(random() < 0.6 ? Math.min(700, bytes.length) : bytes.length);
      const kind = below(6);
      if (kind === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
      else if (kind === 1) bytes[at] = below(256);
      else if (kind === 2)
        bytes.fill(random() < 0.5 ? 0xff : 0, at, Math.min(bytes.length, at + 1 + below(8)));
      else if (kind === 3 && random() < 0.3) bytes = bytes.subarray(0, at);
      else if (kind === 4)
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(20))]);
      else if (kind === 5)
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - 30))]);
    }
    return { format: format === 'raw' ? 'jpeg' : format, data: new Uint8Array(bytes) };
  };

  it(
    'are pages or named problems, every one; the process lives on and does not grow',
    async () => {
      const good = await bases();
      const random = seededRandom(20_261_123);
      const outcomes = new Map<string, number>();
      const memory: number[] = [];
      const one = async (index: number): Promise<void> => {
        const base = good[index % good.length];
        if (base === undefined) return;
        const taken = await worker.ingest(mutated(base, random), 100, { treat: true });
        const outcome = taken.ok ? 'page' : taken.problem;
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        if (!taken.ok || index % 10 !== 0) return;
        const { original, treatment } = taken.value;
        const made = await worker.prepare(original, 100, treatment);
        if (!made.ok) expect(pageProblems as readonly string[]).toContain(made.problem);
      };
      for (let index = 0; index < IMAGES; index += 4) {
        await Promise.all([0, 1, 2, 3].map((offset) => one(index + offset)));
        const pid = processes.started.at(-1)?.pid ?? 0;
        if (index % Math.ceil(IMAGES / 20) < 4) memory.push(residentBytes(pid));
      }
      console.log(Object.fromEntries(outcomes), 'processes', processes.started.length);
      console.log('MB', memory.map((bytes) => Math.round(bytes / 1e6)).join(' '));
      for (const outcome of outcomes.keys()) expect(['page', ...pageProblems]).toContain(outcome);
      expect(outcomes.get('damaged')).toBeGreaterThan(0);
      expect(outcomes.get('page')).toBeGreaterThan(0);
      // A process that died was replaced; more than a handful would be a fault of ours.
      expect(processes.started.length).toBeLessThanOrEqual(1 + IMAGES / 2000);
      const [early = 0, late = 0] = [memory[Math.floor(memory.length / 4)], memory.at(-1)];
      expect(late).toBeLessThan(early * 1.5 + 50e6);
      const after = await worker.ingest({ format: 'jpeg', data: await numberedPage(1) }, 100);
      expect(after.ok).toBe(true);
    },
    60_000 + IMAGES * 100,
  );
});
