import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startDocumentWorker,
  type DocumentWorker,
} from '../../../electron/document/document-worker.ts';
import { meaningOf, separatorText } from '../../../electron/document/page-codes.ts';
import { separatorSheet } from '../../../electron/document/separator-sheet.ts';
import { renderPages } from '../../support/pdf-checks.ts';
import { workerProcesses } from '../../support/document-worker-child.ts';
import { scanOf } from '../../support/scan-of.ts';

const sitePattern = String.raw`\d{5}//\d{7}|\d{3}[A-Z]\d{6}`;

describe('barcodes on pages', () => {
  let worker: DocumentWorker;
  beforeAll(async () => {
    const file = createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm');
    const wasmBinary = Uint8Array.from(await readFile(file)).buffer;
    await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
    worker = startDocumentWorker({ spawn: workerProcesses().spawn, sharpWasmFolder: '' });
  });
  afterAll(() => worker.stop());

  /** A letter with the code printed on it, 30 mm wide (a linear one 59 mm), laid in crooked. */
  const letterWith = async (
    format: 'QRCode' | 'DataMatrix' | 'Code128' | 'Code39',
    text: string,
    skew: number,
    width = format.startsWith('Code') ? 700 : 354,
  ): Promise<Buffer> => {
    const { svg } = await writeBarcode(text, { format });
    const code = await sharp(Buffer.from(svg), { density: 300 })
      .resize(format.startsWith('Code') ? { width, height: 110, fit: 'fill' } : { width })
      .flatten({ background: '#fff' })
      .png()
      .toBuffer();
    const letter = await sharp(await scanOf('1-landlord'))
      .composite([{ input: code, left: 1600, top: 150 }])
      .raw()
      .toBuffer({ resolveWithObject: true });
    return sharp(letter.data, { raw: letter.info })
      .rotate(skew, { background: '#fff' })
      .jpeg({ quality: 80 })
      .toBuffer();
  };

  it.each([
    ['QRCode', 'qr'],
    ['DataMatrix', 'data-matrix'],
    ['Code128', 'code-128'],
  ] as const)(
    'a %s gives the case number, straight, crooked and upside down',
    async (made, format) => {
      for (const skew of [0, 4, 180]) {
        const data = await letterWith(made, '12345//0001234', skew);
        const taken = await worker.ingest({ format: 'jpeg', data }, 300, { treat: true });
        if (!taken.ok) throw new Error(taken.problem);
        expect(taken.value.barcodes, String(skew)).toEqual([{ format, text: '12345//0001234' }]);
      }
    },
    60_000,
  );

  it.each([
    ['Code128', 'code-128', 480],
    ['Code39', 'code-39', 860],
  ] as const)(
    'a %s is read in every direction where its narrowest bars are as wide as two pixels of the scan',
    async (made, format, width) => {
      for (const turned of [0, 2, 90, 180, 270]) {
        const data = await letterWith(made, '12345-0001234', turned, width);
        const taken = await worker.ingest({ format: 'jpeg', data }, 300, { treat: true });
        if (!taken.ok) throw new Error(taken.problem);
        const expected = [{ format, text: '12345-0001234' }];
        expect(taken.value.barcodes, String(turned)).toEqual(expected);
      }
    },
    60_000,
  );

  it('a code on a page scanned as coarsely as it is looked at is read there', async () => {
    const letter = await letterWith('Code128', '12345//0001234', 0, 900);
    const data = await sharp(letter).resize(1240).jpeg({ quality: 80 }).toBuffer();
    const taken = await worker.ingest({ format: 'jpeg', data }, 150, { treat: true });
    expect(taken.ok && taken.value.barcodes).toEqual([
      { format: 'code-128', text: '12345//0001234' },
    ]);
  });

  it('a page without any has none', async () => {
    const taken = await worker.ingest({ format: 'jpeg', data: await scanOf('4-form') }, 300);
    expect(taken.ok && taken.value.barcodes).toEqual([]);
  });

  /** A patch code as it is printed: bars of 0.08 and 0.20 inch, 0.08 inch apart, 2.5 inches long. */
  const patchSheet = (wide: string, turned: number): Promise<Buffer> => {
    let y = 300;
    const bars = Array.from(wide, (digit) => {
      const height = digit === '1' ? 60 : 24;
      const bar = `<rect x="800" y="${y}" width="750" height="${height}"/>`;
      y += height + 24;
      return bar;
    });
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="2480" height="3508"><rect width="2480" height="3508" fill="#f4f2ec"/>${bars.join('')}</svg>`;
    return sharp(Buffer.from(svg)).rotate(turned, { background: '#f4f2ec' }).jpeg().toBuffer();
  };
  const separates = async (data: Buffer, dpi = 300): Promise<boolean> => {
    const taken = await worker.ingest({ format: 'jpeg', data }, dpi, { treat: true });
    if (!taken.ok) throw new Error(taken.problem);
    return meaningOf(taken.value.barcodes, sitePattern).separator;
  };

  it('patch codes separate in every direction and a little crooked, other bars do not', async () => {
    for (const turned of [0, 90, 180, 270, 3]) {
      expect(await separates(await patchSheet('0101', turned)), String(turned)).toBe(true);
    }
    expect(await separates(await patchSheet('1001', 0))).toBe(true);
    for (const other of ['0110', '0000', '1111', '010']) {
      expect(await separates(await patchSheet(other, 0)), other).toBe(false);
    }
    expect(await separates(await scanOf('4-form'))).toBe(false);
  }, 120_000);

  it('our own separator sheet, printed and scanned upside down, separates', async () => {
    const [sheet = Buffer.alloc(0)] = await renderPages(await separatorSheet(), 200);
    const scanned = (degrees: number) =>
      sharp(sheet).rotate(degrees, { background: '#fff' }).jpeg({ quality: 80 }).toBuffer();
    expect(await separates(await scanned(0), 200)).toBe(true);
    expect(await separates(await scanned(178), 200)).toBe(true);
  }, 60_000);

  const qr = (text: string) => ({ format: 'qr', text }) as const;

  it('mean a case number only in the form of the site, whole, and only if there is no doubt', () => {
    const meant = (...texts: string[]) => meaningOf(texts.map(qr), sitePattern).caseNumber;
    expect(meant('https://example.org/?bg=12345//0001234&x=1')).toBe('12345//0001234');
    expect(meant('912345//0001234')).toBeNull();
    expect(meant('12345//0001234', '12345//0001234')).toBe('12345//0001234');
    expect(meant('12345//0001234', '54321//0001234')).toBeNull();
    expect(meaningOf([qr('12345//0001234')], null).caseNumber).toBeNull();
  });

  it('mark separator sheets, ours and Patch-T', () => {
    expect(meaningOf([qr(separatorText)], sitePattern).separator).toBe(true);
    expect(meaningOf([{ format: 'code-128', text: 'PatchT' }], null).separator).toBe(true);
    expect(meaningOf([qr('https://example.org/separator')], null).separator).toBe(false);
  });
});
