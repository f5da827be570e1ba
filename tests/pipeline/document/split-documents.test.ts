import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DocumentPage } from '../../../electron/document/document-in-progress.ts';
import {
  startDocumentWorker,
  type DocumentWorker,
} from '../../../electron/document/document-worker.ts';
import type { DocumentPart } from '../../../electron/document/write-files.ts';
import { workerProcesses } from '../../support/document-worker-child.ts';
import { difference, numberedPage } from '../../support/page-images.ts';
import { renderPages } from '../../support/pdf-checks.ts';

const infoOf = ({ number, of }: DocumentPart) => ({
  createdAt: '2026-11-23T09:40:32Z',
  title: `Unterlagen, Teil ${number} von ${of}`,
});

describe('a document larger than a file may be', () => {
  let worker: DocumentWorker;
  beforeAll(() => {
    worker = startDocumentWorker({ spawn: workerProcesses().spawn, sharpWasmFolder: '' });
  });
  afterAll(() => worker.stop());

  const numbered = (numbers: readonly number[]): Promise<DocumentPage[]> =>
    Promise.all(
      numbers.map(async (number) => ({
        original: await numberedPage(number),
        rotation: 0 as const,
        dpi: 100,
      })),
    );
  const built = async (pages: readonly DocumentPage[], mostBytes: number) => {
    const result = await worker.buildPdfs(pages, mostBytes, infoOf);
    if (!result.ok) throw new Error(result.problem);
    return result.value;
  };

  it('becomes several complete files, split between pages, none too large, no page lost or twice', async () => {
    const most = 110_000;
    const files = await built(await numbered([1, 2, 3, 4, 5, 6]), most);
    expect(files.length).toBeGreaterThan(1);
    expect(files.map(({ part }) => part.number)).toEqual(files.map((_, index) => index + 1));
    let position = 0;
    for (const { pdf, pageCount, part } of files) {
      expect(pdf.length).toBeLessThanOrEqual(most);
      expect(part).toMatchObject({ of: files.length, firstPage: position + 1, tooLarge: false });
      expect(Buffer.from(pdf).toString()).toContain(`Teil ${part.number} von ${files.length}`);
      const shown = await renderPages(pdf, 50);
      expect(shown).toHaveLength(pageCount);
      for (const picture of shown) {
        position += 1;
        expect(await difference(picture, await numberedPage(position))).toBeLessThan(6);
      }
    }
    expect(position).toBe(6);
  }, 60_000);

  it('stays one file, and says nothing of parts, where it is small enough', async () => {
    const files = await built(await numbered([1, 2]), 20e6);
    expect(files.map(({ part }) => part)).toEqual([
      { number: 1, of: 1, pageCount: 2, firstPage: 1, tooLarge: false },
    ]);
  });

  it('gives a page that is larger than a file may be a file of its own, and says so', async () => {
    const [width, height] = [700, 900];
    const large = await sharp(randomBytes(width * height * 3), {
      raw: { width, height, channels: 3 },
    })
      .jpeg({ quality: 95 })
      .toBuffer();
    const [first, last] = await numbered([1, 2]);
    if (first === undefined || last === undefined) throw new Error('no pages');
    const files = await built([first, { original: large, rotation: 0, dpi: 100 }, last], 200_000);
    expect(large.length).toBeGreaterThan(200_000);
    expect(files.map(({ part: { tooLarge, pageCount } }) => ({ tooLarge, pageCount }))).toEqual([
      { tooLarge: false, pageCount: 1 },
      { tooLarge: true, pageCount: 1 },
      { tooLarge: false, pageCount: 1 },
    ]);
  });
});
