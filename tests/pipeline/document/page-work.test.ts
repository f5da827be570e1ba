import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PageStore } from '../../../electron/capture/page-store.ts';
import {
  startDocumentWorker,
  type DocumentWorker,
} from '../../../electron/document/document-worker.ts';
import { withWholeScan } from '../../../electron/domain/page.ts';
import type { LogEventName } from '../../../electron/log/events.ts';
import { manifestPage } from '../../../electron/manifest-page.ts';
import { createPageWork } from '../../../electron/page-work.ts';
import { workerProcesses, type WorkerProcesses } from '../../support/document-worker-child.ts';
import { difference } from '../../support/page-images.ts';
import { renderPages } from '../../support/pdf-checks.ts';
import { scanOf, type ScanFlaws } from '../../support/scan-of.ts';

const info = { createdAt: '2026-11-23T09:40:32Z', title: 'Unterlagen' };

describe('the pages of a visit', () => {
  let folder: string;
  let pages: PageStore;
  let processes: WorkerProcesses;
  let worker: DocumentWorker;
  let logged: LogEventName[];
  let ids: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'einwurf-page-work-'));
    pages = new PageStore({ folder });
    processes = workerProcesses();
    worker = startDocumentWorker({ spawn: processes.spawn, sharpWasmFolder: '', processes: 2 });
    logged = [];
    ids = 0;
  });
  afterEach(async () => {
    worker.stop();
    await pages.wipe();
    await rm(folder, { recursive: true, force: true });
  });

  const workWith = (documentWorker: DocumentWorker, languages: readonly string[] = []) =>
    createPageWork({
      pages,
      worker: documentWorker,
      languages,
      caseNumberPattern: String.raw`\d{5}//\d{7}`,
      newId: () => String((ids += 1)),
      log: (event) => logged.push(event),
    });
  const scanned = async (flaws: ScanFlaws) => ({
    image: { format: 'jpeg' as const, data: await scanOf('1-landlord', flaws) },
    dpi: 300,
    side: 'front' as const,
    sequence: 1,
  });

  it('a letter laid in crooked and upside down goes into the document straight and upright', async () => {
    const work = workWith(worker, ['deu']);
    const kept = await work.keep(await scanned({ skew: 2.4, border: 80, turned: 180 }));
    if (!kept.ok) throw new Error(kept.problem);
    const page = kept.value;
    expect(page).toMatchObject({ rotation: 180, turnedBy: 180, findings: [] });
    expect(page.widthPx / 2480).toBeCloseTo(1, 1);
    await work.settled();
    const prepared = await pages.get(page.id, 'prepared');
    if (!prepared.ok) throw new Error(prepared.problem);
    const original = new Uint8Array();
    const built = await worker.buildPdf(
      [{ original, rotation: page.rotation, dpi: page.dpi, prepared: prepared.value }],
      info,
    );
    if (!built.ok) throw new Error(built.problem);
    const [shown] = await renderPages(built.value.pdf, 60);
    const straight = await scanOf('1-landlord');
    expect(await difference(shown ?? Buffer.alloc(0), straight)).toBeLessThan(6);
    const { steps, findings } = manifestPage(page, 0, work.record(page.id));
    expect(steps).toEqual([
      {
        step: 'straighten',
        parameters: { degrees: expect.closeTo(-2.4, 0) as number, by: 'writing' },
      },
      { step: 'crop', parameters: expect.objectContaining({ toPaper: true }) as object },
      { step: 'rotate', parameters: { degrees: 180, suggested: 180 } },
      { step: 'code', parameters: { as: 'layers' } },
    ]);
    expect(findings?.map(({ kind }) => kind)).toEqual(['upside-down']);
  }, 60_000);

  it('a page is handed in as the whole scan where the customer wants that', async () => {
    const work = workWith(worker);
    const kept = await work.keep(await scanned({ skew: 5, border: 120 }));
    if (!kept.ok) throw new Error(kept.problem);
    await work.settled();
    const page = withWholeScan(kept.value, true);
    if (page === null) throw new Error('there is no whole scan');
    const proportion = page.widthPx / page.heightPx;
    const [preview, thumbnail, again] = await Promise.all([
      work.wholePicture(page.id, 'whole-preview'),
      work.wholePicture(page.id, 'whole-thumbnail'),
      work.wholePicture(page.id, 'whole-preview'),
    ]);
    expect(Buffer.from(again ?? []).equals(Buffer.from(preview ?? []))).toBe(true);
    for (const picture of [preview, thumbnail]) {
      const { width, height } = await sharp(picture ?? undefined).metadata();
      expect(width / height).toBeCloseTo(proportion, 2);
    }
    const made = await work.blackened(page);
    if (made === null) throw new Error('not made');
    const original = new Uint8Array();
    const entry = { original, rotation: page.rotation, dpi: page.dpi, prepared: made.prepared };
    const built = await worker.buildPdf([entry], info);
    if (!built.ok) throw new Error(built.problem);
    const [shown] = await renderPages(built.value.pdf, 60);
    const { data } = await scanned({ skew: 5, border: 120 }).then(({ image }) => image);
    expect(await difference(shown ?? Buffer.alloc(0), data)).toBeLessThan(6);
    const { steps } = manifestPage(page, 0, work.record(page.id));
    expect(steps.map(({ step }) => step)).toEqual(['keep-whole', 'code']);
    expect(await work.wholePicture('another', 'whole-preview')).toBeNull();
  }, 60_000);

  it('when the process dies over a page, the page is prepared by the next one', async () => {
    const work = workWith(worker);
    const kept = await work.keep(await scanned({}));
    const exits = processes.started.map((child) => once(child, 'exit'));
    processes.started.forEach((child) => child.kill('SIGKILL'));
    await Promise.all(exits);
    await work.settled();
    expect(kept.ok && work.record(kept.value.id)?.coding).toBe('layers');
    expect(logged).toEqual([]);
  }, 60_000);

  it('a page that cannot be treated stays as it was scanned, on the screen too, and the manifest says so', async () => {
    const failing = { ...worker, prepare: () => Promise.resolve(workerFailed) } as const;
    const work = workWith(failing);
    const kept = await work.keep(await scanned({ skew: 4, border: 80 }));
    if (!kept.ok) throw new Error(kept.problem);
    await work.settled();
    expect(logged).toEqual(['page-not-treated']);
    const { steps, findings } = manifestPage(kept.value, 0, work.record(kept.value.id));
    expect(steps).toEqual([]);
    expect(findings).toContainEqual({ kind: 'not-treated', confidence: 1 });
    const [original, preview] = [
      await pages.get(kept.value.id, 'original'),
      await pages.get(kept.value.id, 'preview'),
    ];
    if (!original.ok || !preview.ok) throw new Error('a page is lost');
    const [whole, shown] = await Promise.all([
      sharp(original.value).metadata(),
      sharp(preview.value).metadata(),
    ]);
    expect(shown.width / shown.height).toBeCloseTo(whole.width / whole.height, 2);
  }, 60_000);

  it('a page over which the process dies every time is taken in without being looked at', async () => {
    const ingest: DocumentWorker['ingest'] = (image, dpi, options) =>
      options?.look === false ? worker.ingest(image, dpi, options) : Promise.resolve(workerFailed);
    const work = workWith({ ...worker, ingest });
    const kept = await work.keep(await scanned({ skew: 4 }));
    await work.settled();
    expect(kept.ok && kept.value.findings).toEqual([]);
    expect(kept.ok && (await pages.get(kept.value.id, 'original')).ok).toBe(true);
  }, 60_000);

  it('nothing of a page taken away while it was worked on comes back', async () => {
    const work = workWith(worker, ['deu']);
    const kept = await work.keep(await scanned({}));
    if (!kept.ok) throw new Error(kept.problem);
    work.forget(kept.value.id);
    await pages.remove(kept.value.id);
    await work.settled();
    expect((await pages.get(kept.value.id, 'prepared')).ok).toBe(false);
    expect(logged).toEqual([]);
  }, 60_000);
});

const workerFailed = { ok: false, problem: 'worker-failed' } as const;
