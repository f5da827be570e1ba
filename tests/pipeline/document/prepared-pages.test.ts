import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startDocumentWorker,
  type DocumentWorker,
} from '../../../electron/document/document-worker.ts';
import { oddPages } from '../../bench/odd-pages.ts';
import { workerProcesses } from '../../support/document-worker-child.ts';
import { difference, numberedPage } from '../../support/page-images.ts';
import { renderPages, renderPagesByMupdf } from '../../support/pdf-checks.ts';
import { scanOf } from '../../support/scan-of.ts';

const info = { createdAt: '2026-11-23T09:40:32Z', title: 'Unterlagen', language: 'de' };

describe('pages straightened, cropped and coded for the document', () => {
  let worker: DocumentWorker;
  beforeAll(() => {
    worker = startDocumentWorker({ spawn: workerProcesses().spawn, sharpWasmFolder: '' });
  });
  afterAll(() => worker.stop());

  const prepared = async (data: Buffer, dpi: number) => {
    const page = await worker.ingest({ format: 'jpeg', data }, dpi, { treat: true });
    if (!page.ok) throw new Error(page.problem);
    const { original, treatment, preview } = page.value;
    const made = await worker.prepare(original, dpi, treatment);
    if (!made.ok) throw new Error(made.problem);
    return { ...made.value, original, preview };
  };

  it('a crooked letter comes out straight, small, and looking like the sheet', async () => {
    const straight = await scanOf('1-landlord');
    const letter = await prepared(await scanOf('1-landlord', { skew: 2.4, border: 80 }), 300);
    expect(letter.coding).toBe('layers');
    const page = {
      original: letter.original,
      rotation: 0,
      dpi: 300,
      prepared: letter.prepared,
    } as const;
    const built = await worker.buildPdf([page, { ...page, rotation: 180 }], info);
    if (!built.ok) throw new Error(built.problem);
    const { pdf } = built.value;
    expect(pdf.length).toBeLessThan(straight.length / 3);
    const [upright, turned] = await renderPages(pdf, 60);
    const back = await sharp(turned).rotate(180).toBuffer();
    expect(await difference(upright ?? Buffer.alloc(0), straight)).toBeLessThan(6);
    expect(await difference(back, straight)).toBeLessThan(6);
    expect(await difference(Buffer.from(letter.preview), straight)).toBeLessThan(6);
  }, 60_000);

  it('cards side by side on dark glass stay a picture: no line in a face is taken for writing', async () => {
    const scan = await oddPages.find(({ name }) => name === 'several-items')?.scan();
    const several = await prepared(scan ?? Buffer.alloc(0), 300);
    expect(several.coding).toBe('jpeg');
  }, 60_000);

  it('what is blackened cannot be recovered from anything: other content gives the same bytes', async () => {
    const sheet = await scanOf('1-landlord');
    // Multiples of 16 px, so that no compressed block of the scan reaches over the edge.
    const area = { left: 480, top: 800, width: 960, height: 320 };
    const secret = (content: string) =>
      sharp({ create: { width: 960, height: 320, channels: 3, background: content } })
        .composite([
          {
            input: Buffer.from(
              `<svg width="960" height="320"><text x="40" y="200" font-size="150">${content}</text></svg>`,
            ),
          },
        ])
        .png()
        .toBuffer();
    const shares = {
      left: area.left / 2480,
      top: area.top / 3508,
      width: area.width / 2480,
      height: area.height / 3508,
    };
    const made = [];
    for (const content of ['white', 'yellow', 'navy']) {
      const data = await sharp(sheet)
        .composite([{ input: await secret(content), left: area.left, top: area.top }])
        .jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
        .toBuffer();
      const page = await worker.prepare(data, 300, null, [shares]);
      if (!page.ok) throw new Error(page.problem);
      made.push(page.value);
    }
    const [first, ...others] = made;
    for (const other of others) {
      expect(Buffer.from(other.prepared).equals(Buffer.from(first?.prepared ?? []))).toBe(true);
      for (const kind of ['preview', 'thumbnail'] as const) {
        const [shown, of] = [other.screen?.[kind], first?.screen?.[kind]];
        expect(shown !== undefined && of !== undefined && Buffer.compare(shown, of)).toBe(0);
      }
    }
    const built = await worker.buildPdf(
      [
        {
          original: new Uint8Array(),
          rotation: 0,
          dpi: 300,
          prepared: first?.prepared ?? new Uint8Array(),
        },
      ],
      info,
    );
    if (!built.ok) throw new Error(built.problem);
    const [shown] = await renderPages(built.value.pdf, 150);
    const inside = { left: 250, top: 410, width: 460, height: 140 };
    const { channels } = await sharp(await sharp(shown).extract(inside).toBuffer()).stats();
    expect(channels.every(({ max }) => max < 160)).toBe(true);
  }, 60_000);

  it('poppler and mupdf draw the same pages: layers, colours, a picture, turned ones', async () => {
    const names = ['1-landlord', '3-payslip', '4-form', '5-school'];
    const pages = [];
    for (const [index, name] of names.entries()) {
      const { prepared: page, original } = await prepared(await scanOf(name, { skew: 1.3 }), 300);
      const rotation = ([0, 90, 180, 270] as const)[index] ?? 0;
      pages.push({ original, rotation, dpi: 300, prepared: page } as const);
    }
    pages.push({ original: await numberedPage(1), rotation: 0, dpi: 100 } as const);
    const built = await worker.buildPdf(pages, info);
    if (!built.ok) throw new Error(built.problem);
    const { pdf } = built.value;
    const [poppler, mupdf] = await Promise.all([renderPages(pdf, 75), renderPagesByMupdf(pdf, 75)]);
    expect(mupdf).toHaveLength(poppler.length);
    for (const [index, page] of poppler.entries()) {
      // Readers smooth edges differently; a missing or shifted layer differs by far more.
      const other = mupdf[index] ?? Buffer.alloc(0);
      expect(await difference(page, other), `page ${index + 1}`).toBeLessThan(2.5);
    }
  }, 60_000);

  it('a photograph stays one picture', async () => {
    const { width, height } = { width: 1200, height: 1600 };
    const noise = { type: 'gaussian', mean: 120, sigma: 50 } as const;
    const photo = await sharp({ create: { width, height, channels: 3, background: '#000', noise } })
      .blur(6)
      .linear(3, -240)
      .jpeg()
      .toBuffer();
    expect((await prepared(photo, 300)).coding).toBe('jpeg');
  }, 30_000);

  it('a coarse scan is not taken apart', async () => {
    expect((await prepared(await numberedPage(1), 100)).coding).toBe('jpeg');
  });

  it('refuses what is no prepared page', async () => {
    const bad = {
      original: new Uint8Array(),
      rotation: 0,
      dpi: 300,
      prepared: new Uint8Array(9),
    } as const;
    expect(await worker.buildPdf([bad], info)).toEqual({ ok: false, problem: 'damaged' });
  });
});
