import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { DocumentInProgress } from '../../../electron/document/document-in-progress.ts';
import { prepareOriginal, type PreparedOriginal } from '../../../electron/document/ingest.ts';
import { renderPages } from '../../support/pdf-checks.ts';
import { collectPdf } from '../../support/pdf-collection.ts';
import { scanOf } from '../../support/scan-of.ts';

const A4 = { width: 2480, height: 3508 };

/** What lies over a sheet: light taken away by a shadow, blue taken away by age. */
const laidOver = async (scan: Buffer, svg: string): Promise<Buffer> => {
  const over = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${A4.width}" height="${A4.height}">${svg}</svg>`,
  );
  return sharp(scan)
    .composite([{ input: over, blend: 'multiply' }])
    .jpeg({ quality: 90 })
    .toBuffer();
};
const shadow =
  '<defs><linearGradient id="s"><stop offset="0" stop-color="#a8a8a8"/><stop offset=".3" stop-color="#fff"/></linearGradient></defs>' +
  '<rect width="100%" height="100%" fill="url(#s)"/>';
const sheetOf = (colour: string): string => `<rect width="100%" height="100%" fill="${colour}"/>`;

const prepared = async (scan: Buffer): Promise<PreparedOriginal> => {
  const made = await prepareOriginal(sharp, scan, 300, null);
  if (!made.ok) throw new Error(made.problem);
  return made.value;
};

const shownInDocument = async ({ prepared: page }: PreparedOriginal): Promise<Buffer> => {
  const document = new DocumentInProgress();
  const begun = document.begin();
  const added = document.addPage({
    original: new Uint8Array(),
    rotation: 0,
    dpi: 300,
    prepared: page,
  });
  if (!added.ok || added.value === null) throw new Error('not added');
  const end = await document.end({ createdAt: '2026-11-23T09:40:32Z', title: 'Unterlagen' });
  if (!end.ok) throw new Error(end.problem);
  const pdf = Buffer.concat([begun, added.value, end.value.bytes]);
  collectPdf(pdf);
  const [picture] = await renderPages(pdf, 150);
  return picture ?? Buffer.alloc(0);
};

const greyOf = (image: Buffer, width: number, height: number): Promise<Buffer> =>
  sharp(image)
    .resize(width, height, { fit: 'fill' })
    .toColourspace('b-w')
    .removeAlpha()
    .raw()
    .toBuffer();

/** Grey values between the brightest and the darkest paper, cells of a centimetre. */
const unevenness = async (image: Buffer): Promise<number> => {
  const data = await greyOf(image, 210, 297);
  const cells: number[] = [];
  for (let y = 0; y + 10 < 297; y += 10) {
    for (let x = 0; x + 10 < 210; x += 10) {
      const values = Array.from(
        { length: 100 },
        (_, at) => data[(y + Math.floor(at / 10)) * 210 + x + (at % 10)] ?? 0,
      );
      cells.push(values.sort((a, b) => a - b)[90] ?? 0);
    }
  }
  cells.sort((a, b) => a - b);
  return (cells.at(-6) ?? 0) - (cells[5] ?? 0);
};

/** Of what is dark in one of the pictures, the share that is dark in both. */
const inkInCommon = async (one: Buffer, other: Buffer): Promise<number> => {
  const [a, b] = await Promise.all([greyOf(one, 1240, 1754), greyOf(other, 1240, 1754)]);
  let [both, either] = [0, 0];
  a.forEach((value, at) => {
    const [here, there] = [value < 120, (b[at] ?? 255) < 120];
    if (here && there) both += 1;
    if (here || there) either += 1;
  });
  return both / either;
};

const wordsRead = async (image: Buffer): Promise<readonly string[]> => {
  const reading = promisify(execFile)('tesseract', ['-', '-', '-l', 'deu', '--psm', '3'], {
    env: { ...process.env, OMP_THREAD_LIMIT: '1' },
  });
  reading.child.stdin?.end(await sharp(image).withDensity(150).png().toBuffer());
  return (await reading).stdout.split(/\s+/).filter((word) => /\p{L}{3,}/u.test(word));
};

describe('a letter on yellowed paper with a shadow along its edge', () => {
  let clean: Buffer;
  let aged: Buffer;
  let made: PreparedOriginal;
  let shown: Buffer;
  beforeAll(async () => {
    clean = await scanOf('1-landlord');
    aged = await laidOver(await laidOver(clean, sheetOf('#f6edd8')), shadow);
    made = await prepared(aged);
    shown = await shownInDocument(made);
  }, 60_000);

  it('stands on even paper in the document, and is told how', async () => {
    expect(made.coding).toBe('layers');
    expect(made.evening?.shade).toBeGreaterThan(40);
    expect(made.evening?.tint).toBeGreaterThan(12);
    expect(await unevenness(aged)).toBeGreaterThan(40);
    expect(await unevenness(shown)).toBeLessThan(20);
  });

  it('keeps its ink where it was', async () => {
    const without = await shownInDocument(await prepared(clean));
    expect(await inkInCommon(shown, without)).toBeGreaterThan(0.93);
  }, 60_000);

  it('is read by somebody else at least as well as the scan', async () => {
    const known = new Set(await wordsRead(await sharp(clean).resize(1240).toBuffer()));
    const hits = async (image: Buffer): Promise<number> =>
      (await wordsRead(image)).filter((word) => known.has(word)).length;
    const [before, after] = [
      await hits(await sharp(aged).resize(1240).toBuffer()),
      await hits(shown),
    ];
    expect(known.size).toBeGreaterThan(40);
    expect(after).toBeGreaterThanOrEqual(before - 1);
  }, 120_000);
});

describe('what is left as it is', () => {
  const box = (x: number, width: number, fill: string): string =>
    `<rect x="${x}" y="0" width="${width}" height="${A4.height}" fill="${fill}"/>`;
  const moreSheets: readonly (readonly [string, string, string])[] = [
    ['a sheet that was made pink', '#ffd0dc', ''],
    ['a form with a tinted column', '#ffffff', box(1500, 980, '#cfe6d2')],
  ];
  it.each<readonly [string, string, string]>([
    ['a sheet that was made yellow', '#fff29a', ''],
    ['a form with a grey half', '#ffffff', box(0, 1300, '#d4d4d4')],
    ...(process.env['EINWURF_REPETITIONS'] === undefined ? [] : moreSheets),
  ])(
    '%s',
    async (_, paper, over) => {
      const scan = await laidOver(await scanOf('1-landlord'), sheetOf(paper) + over);
      expect((await prepared(scan)).evening).toBeNull();
    },
    60_000,
  );

  it('a photograph with a shadow over it', async () => {
    const photograph =
      '<defs><linearGradient id="p" y2="1"><stop offset="0" stop-color="#9ec1e8"/><stop offset="1" stop-color="#3b5a2c"/></linearGradient></defs>' +
      '<rect width="100%" height="100%" fill="#fff"/><rect x="150" y="150" width="2200" height="3200" fill="url(#p)"/>';
    const white = await sharp({ create: { ...A4, channels: 3, background: '#fff' } })
      .jpeg()
      .toBuffer();
    const scan = await laidOver(await laidOver(white, photograph), shadow);
    expect((await prepared(scan)).evening).toBeNull();
  }, 60_000);
});
