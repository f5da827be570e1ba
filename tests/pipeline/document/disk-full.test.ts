import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PageStore } from '../../../electron/capture/page-store.ts';
import {
  startDocumentWorker,
  type DocumentWorker,
} from '../../../electron/document/document-worker.ts';
import { createPageWork, type PageWork } from '../../../electron/page-work.ts';
import { workerProcesses } from '../../support/document-worker-child.ts';
import { scanOf } from '../../support/scan-of.ts';
import { smallDisk } from '../../support/small-disk.ts';

// A real file system (tmpfs) without room. Mounting one needs root; elsewhere these are skipped and show nothing.

const isRoot = process.getuid?.() === 0;
const DISK_MEGABYTES = 2;
const MEGABYTE = 1024 * 1024;
const info = { createdAt: '2026-11-23T09:40:32Z', title: 'Unterlagen' };

describe.skipIf(!isRoot)('the disk with the pages of a visit', () => {
  let folder: string;
  let disk: NonNullable<ReturnType<typeof smallDisk>>;
  let pages: PageStore;
  let worker: DocumentWorker;
  let work: PageWork;
  let image: { readonly format: 'jpeg'; readonly data: Buffer };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'einwurf-full-'));
    const made = smallDisk(join(folder, 'pages'), DISK_MEGABYTES);
    if (made === null) throw new Error('root, and yet no tmpfs could be mounted here');
    disk = made;
    // Nothing may stay in memory, so that the disk has to take everything.
    pages = new PageStore({ folder: join(folder, 'pages'), memoryCapBytes: 0 });
    const { spawn } = workerProcesses();
    worker = startDocumentWorker({ spawn, sharpWasmFolder: '' });
    let ids = 0;
    work = createPageWork({
      pages,
      worker,
      languages: [],
      caseNumberPattern: null,
      newId: () => String((ids += 1)),
      log: () => undefined,
    });
    image = { format: 'jpeg', data: await scanOf('1-landlord', { skew: 1.1 }) };
  });
  afterEach(async () => {
    worker.stop();
    disk.unmount();
    await rm(folder, { recursive: true, force: true });
  });

  const keep = () => work.keep({ image, dpi: 300, side: 'front', sequence: 1 });
  /** The visit's page as the document takes it. */
  const written = async (id: string) => {
    const prepared = await pages.get(id, 'prepared');
    const original = await pages.get(id, 'original');
    return {
      original: original.ok ? original.value : new Uint8Array(),
      rotation: 0,
      dpi: 300,
      ...(prepared.ok ? { prepared: prepared.value } : {}),
    } as const;
  };

  it('full: the page says so and leaves nothing behind, the pages before it are whole, and with room it goes on', async () => {
    const kept: string[] = [];
    let problem: string | null = null;
    while (problem === null && kept.length < 20) {
      const page = await keep();
      await work.settled();
      if (page.ok) kept.push(page.value.id);
      else problem = page.problem;
    }
    expect(problem).toBe('storage-full');
    expect(kept.length).toBeGreaterThan(0);
    const files = await readdir(join(folder, 'pages'));
    // Original, thumbnail, preview; prepared where there was still room for it.
    expect(files.length).toBeGreaterThanOrEqual(kept.length * 3);
    expect(files.length).toBeLessThanOrEqual(kept.length * 4);
    const before = await Promise.all(kept.map(written));
    const built = await worker.buildPdf(before, info);
    expect(built.ok && built.value.pageCount).toBe(kept.length);

    const [first = ''] = kept;
    work.forget(first);
    await pages.remove(first);
    const next = await keep();
    expect(next.ok).toBe(true);
    await work.settled();
  }, 120_000);

  it('full when a page has been taken in: it goes into the document as it was scanned, and the manifest says so', async () => {
    const first = await keep();
    await work.settled();
    if (!first.ok) throw new Error(first.problem);
    const prepared = await pages.get(first.value.id, 'prepared');
    if (!prepared.ok) throw new Error(prepared.problem);
    // The same page again would fit but for the last bytes of what is made of it.
    const sizes = await Promise.all(
      (['original', 'thumbnail', 'preview'] as const).map(async (kind) => {
        const got = await pages.get(first.value.id, kind);
        return got.ok ? Math.ceil((got.value.length + 28) / 4096) * 4096 : 0;
      }),
    );
    const used = sizes.reduce((sum, size) => sum + size, 0);
    const usedByFirst = used + Math.ceil((prepared.value.length + 28) / 4096) * 4096;
    const room = used + 8192;
    await writeFile(
      join(folder, 'pages', 'filler'),
      Buffer.alloc(DISK_MEGABYTES * MEGABYTE - usedByFirst - room),
    );
    const second = await keep();
    await work.settled();
    if (!second.ok) throw new Error(second.problem);
    const { id } = second.value;
    expect(work.record(id)?.findings.map(({ kind }) => kind)).toContain('not-treated');
    expect(work.record(id)?.coding).toBeNull();
    const both = [await written(first.value.id), await written(id)];
    expect(both[1]?.original.length).toBeGreaterThan(0);
    const built = await worker.buildPdf(both, info);
    expect(built.ok && built.value.pageCount).toBe(2);
  }, 120_000);
});
