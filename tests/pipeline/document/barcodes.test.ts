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

  /** A letter with the code printed on it, 30 mm wide, laid in crooked. */
  const letterWith = async (
    format: 'QRCode' | 'DataMatrix' | 'Code128',
    text: string,
    skew: number,
  ): Promise<Buffer> => {
    const { svg } = await writeBarcode(text, { format });
    const code = await sharp(Buffer.from(svg), { density: 300 })
      .resize(format === 'Code128' ? { width: 700, height: 130, fit: 'fill' } : { width: 354 })
      .flatten({ background: '#fff' })
      .png()
      .toBuffer();
    const letter = await sharp(await scanOf('1-landlord'))
      .composite([{ input: code, left: 1600, top: 150 }])
      .png({ compressionLevel: 1 })
      .toBuffer();
    return sharp(letter).rotate(skew, { background: '#fff' }).jpeg({ quality: 80 }).toBuffer();
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

  it('a page without any has none', async () => {
    const taken = await worker.ingest({ format: 'jpeg', data: await scanOf('4-form') }, 300);
    expect(taken.ok && taken.value.barcodes).toEqual([]);
  });

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
