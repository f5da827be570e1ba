import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { startDocumentWorker } from '../../../electron/document/document-worker.ts';
import { workerProcesses } from '../../support/document-worker-child.ts';
import { numberedPage } from '../../support/page-images.ts';

describe('much at once', () => {
  const processes = workerProcesses();
  const worker = startDocumentWorker({ spawn: processes.spawn, sharpWasmFolder: '' });
  afterAll(() => worker.stop());

  it('A3 at 600 dpi is a page like others, all black, and fits into a gigabyte', async () => {
    const create = { width: 7016, height: 9921, channels: 3, background: '#050505' } as const;
    const data = new Uint8Array(await sharp({ create }).jpeg().toBuffer());
    const taken = await worker.ingest({ format: 'jpeg', data }, 600, { treat: true });
    if (!taken.ok) throw new Error(taken.problem);
    const made = await worker.prepare(taken.value.original, 600, taken.value.treatment);
    expect(made.ok && made.value.prepared.length).toBeLessThan(500_000);
    const status = readFileSync(`/proc/${processes.started[0]?.pid ?? 0}/status`, 'utf8');
    const peakKilobytes = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]);
    expect(peakKilobytes).toBeLessThan(1_000_000);
  }, 180_000);

  it('500 pages are one document, every one in it', async () => {
    const original = await numberedPage(1);
    const made = await worker.prepare(original, 100, null);
    if (!made.ok) throw new Error(made.problem);
    const { prepared } = made.value;
    const page = { original: new Uint8Array(), rotation: 0, dpi: 100, prepared } as const;
    const pages = Array.from({ length: 500 }, () => page);
    const info = { createdAt: '2026-11-23T09:40:32Z', title: 'Unterlagen' };
    const built = await worker.buildPdf(pages, info);
    expect(built.ok && built.value.pageCount).toBe(500);
  }, 120_000);
});
