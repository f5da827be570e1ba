import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { barsOn, stripOf } from './bars.ts';
import type { GreyImage } from './enhance/grey-image.ts';
import type { Pixels } from './page-image.ts';

/** A barcode on a page. */
export interface Barcode {
  readonly format: 'qr' | 'data-matrix' | 'code-128' | 'code-39' | 'patch';
  readonly text: string;
}

/** Four bars that hold no text; what programs say for them. */
export const patchT: Barcode = { format: 'patch', text: 'PATCHT' };

/**
 * Reads the barcodes of a page.
 * @param page in grey at about 150 dpi
 * @param pixels the same as scanned, with so many dots per inch
 */
export type BarcodeReader = (
  page: GreyImage,
  pixels: Pixels,
  dpi: number,
) => Promise<readonly Barcode[]>;

const matrixFormats = { QRCode: 'qr', DataMatrix: 'data-matrix' } as const;
const linearFormats = { Code128: 'code-128', Code39: 'code-39' } as const;

type Formats = Readonly<Record<string, Barcode['format']>>;

/** With less there is nothing finer to be seen in the scan, with more its strips would be too large. */
const FINE_DPI = { least: 200, most: 400 } as const;

/** More than these on one page are no letter's. */
const MOST_CODES = 12;
const LONGEST_TEXT = 500;

const moduleFile = (folder: string): string =>
  folder === ''
    ? createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')
    : join(folder, 'node_modules', 'zxing-wasm', 'dist', 'reader', 'zxing_reader.wasm');

/** As a PGM file, which is nothing but the pixels behind a line of text: quicker to hand over than four channels. */
const asFile = ({ data, widthPx, heightPx }: GreyImage): Uint8Array =>
  Buffer.concat([Buffer.from(`P5\n${String(widthPx)} ${String(heightPx)}\n255\n`), data]);

/**
 * @param folder where the WebAssembly build lies (electron/document/sharp-wasm); '' for the project's packages
 * @returns a reader; it finds nothing where the build is missing, as barcodes are only ever a convenience
 */
export const openBarcodeReader = async (folder: string): Promise<BarcodeReader> => {
  try {
    // Given at once, or the library would ask the network for it.
    const wasmBinary = Uint8Array.from(await readFile(moduleFile(folder))).buffer;
    await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  } catch {
    return () => Promise.resolve([]);
  }
  const read = async (
    page: GreyImage,
    formats: Formats,
    { tryRotate = true } = {},
  ): Promise<readonly Barcode[]> => {
    const found = await readBarcodes(asFile(page), {
      formats: Object.keys(formats) as (keyof typeof matrixFormats | keyof typeof linearFormats)[],
      tryRotate,
      // Without it hardly any code on a scanned page is found.
      tryHarder: true,
      // Light bars on dark are on no letter.
      tryInvert: false,
      // A second look at a third of the size: of 360 codes from 10 to 80 mm it found none that the first had not.
      tryDownscale: false,
      maxNumberOfSymbols: MOST_CODES,
    });
    return found.flatMap(({ format, text, isValid }) => {
      const known = Object.entries(formats).find(([name]) => name === format)?.[1];
      const usable = isValid && text !== '' && text.length <= LONGEST_TEXT;
      return known === undefined || !usable ? [] : [{ format: known, text }];
    });
  };
  const readLinear = async (
    page: GreyImage,
    pixels: Pixels,
    dpi: number,
  ): Promise<readonly Barcode[]> => {
    const bars = barsOn(page);
    const ways = (['across', 'down'] as const).filter((way) => bars[way]);
    if (ways.length === 0) return [];
    if (dpi < FINE_DPI.least || dpi > FINE_DPI.most) return read(page, linearFormats);
    const codes: Barcode[] = [];
    for (const way of ways) {
      const strip = stripOf(pixels, dpi, way);
      codes.push(...(await read(strip, linearFormats, { tryRotate: false })));
    }
    return codes;
  };
  return async (page, pixels, dpi) => [
    ...(await read(page, matrixFormats)),
    ...(await readLinear(page, pixels, dpi)),
  ];
};
