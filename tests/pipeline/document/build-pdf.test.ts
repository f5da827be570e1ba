import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startDocumentWorker,
  type DocumentWorker,
} from '../../../electron/document/document-worker.ts';
import type { Rotation } from '../../../electron/domain/page.ts';
import { workerProcesses } from '../../support/document-worker-child.ts';
import { difference, numberedPage } from '../../support/page-images.ts';
import {
  expectedFindings,
  passesQpdf,
  preflightFindings,
  renderPages,
} from '../../support/pdf-checks.ts';

const info = { createdAt: '2026-11-23T09:40:32+01:00', title: 'Unterlagen', language: 'de' };

describe('pages become a PDF', () => {
  let worker: DocumentWorker;
  const rotations: readonly Rotation[] = [0, 180, 0, 90];
  let pdf: Uint8Array;

  /** Page n lies the way that its rotation turns it upright again. */
  const lying = async (number: number, rotation: Rotation): Promise<Buffer> =>
    rotation === 0
      ? numberedPage(number)
      : sharp(await numberedPage(number))
          .rotate(360 - rotation)
          .jpeg()
          .toBuffer();

  async function* pages() {
    for (const [index, rotation] of rotations.entries()) {
      const data = await lying(index + 1, rotation);
      const page = await worker.ingest({ format: 'jpeg', data }, 100);
      if (!page.ok) throw new Error(page.problem);
      yield { original: page.value.original, rotation, dpi: page.value.dpi };
    }
  }

  beforeAll(async () => {
    worker = startDocumentWorker({ spawn: workerProcesses().spawn, sharpWasmFolder: '' });
    const transferNote = 'Seite 1: wie gescannt <&> "Größe"\nSeite 2: gedreht';
    const built = await worker.buildPdf(pages(), { ...info, transferNote });
    if (!built.ok) throw new Error(built.problem);
    expect(built.value.pageCount).toBe(4);
    pdf = built.value.pdf;
  }, 30_000);
  afterAll(() => worker.stop());

  it('shows every page upright, in order, looking like the paper', async () => {
    const shown = await renderPages(pdf, 50);
    expect(shown).toHaveLength(4);
    for (const [index, picture] of shown.entries()) {
      const differences = await Promise.all(
        [1, 2, 3, 4].map(async (number) => difference(picture, await numberedPage(number))),
      );
      expect(differences[index]).toBeLessThan(6);
      expect(Math.min(...differences)).toBe(differences[index]);
    }
  });

  it('has the size of the paper', async () => {
    const [first, , , turned] = await renderPages(pdf, 72);
    const size = async (image: Buffer | undefined) => {
      const { width, height } = await sharp(image).metadata();
      return [width, height].map((side) => Math.round(side / 10) * 10);
    };
    expect(await size(first)).toEqual([600, 840]);
    expect(await size(turned)).toEqual([600, 840]);
  });

  it('passes the PDF/A check and qpdf', async () => {
    expect(await preflightFindings(pdf)).toEqual(expectedFindings);
    expect(await passesQpdf(pdf)).toBe(true);
  });

  it('embeds the pictures as they are and says nothing about anybody', async () => {
    const bytes = Buffer.from(pdf);
    expect(bytes.includes(await numberedPage(1).then((page) => page.subarray(-5000)))).toBe(true);
    expect(bytes.toString('latin1')).not.toMatch(/Author|Exif|JBIG2Decode|JavaScript|EmbeddedFile/);
  });

  it('carries its transfer note in the metadata', () => {
    expect(Buffer.from(pdf).toString('utf8')).toContain(
      'Seite 1: wie gescannt &#60;&#38;&#62; &#34;Größe&#34;\nSeite 2: gedreht</rdf:li>',
    );
  });

  it('finds that a seeded fault fails the PDF/A check', async () => {
    const broken = Buffer.from(pdf).toString('latin1').replace('/OutputIntents', '/OutputIntentz');
    expect(await preflightFindings(Buffer.from(broken, 'latin1'))).not.toEqual(expectedFindings);
  });

  it('makes no document of no pages, and none of a damaged one', async () => {
    expect(await worker.buildPdf([], info)).toEqual({ ok: false, problem: 'no-pages' });
    const noise = { original: Buffer.from('noise'), rotation: 0, dpi: 100 } as const;
    expect(await worker.buildPdf([noise], info)).toEqual({ ok: false, problem: 'damaged' });
  });
});
