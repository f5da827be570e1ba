import { join } from 'node:path';
import sharp from 'sharp';

const demoFolder = join(import.meta.dirname, '../../scanner-bridge/drivers/virtual/demo-pages');

/** How a sheet came out of the scanner. */
export interface ScanFlaws {
  /** Clockwise, degrees. */
  readonly skew?: number;
  /** Dark background of the scanner all round, px at 300 dpi. */
  readonly border?: number;
  readonly blur?: number;
  /** Quarter turns, degrees clockwise. */
  readonly turned?: 90 | 180 | 270;
  /** Paper and ink closer together: 1 = as printed, 0.15 = hardly to be read. */
  readonly contrast?: number;
}

const A4 = { width: 2480, height: 3508 } as const;
const made = new Map<string, Promise<Buffer>>();

const scanned = async (name: string, flaws: ScanFlaws): Promise<Buffer> => {
  const { skew = 0, border = 0, blur = 0, turned = 0, contrast = 1 } = flaws;
  // Raw from step to step: packing ten million pixels takes longer than everything else.
  const printed = await sharp(join(demoFolder, `${name}.jpg`))
    .resize(A4.width, A4.height, { fit: 'fill' })
    .linear(contrast, 235 * (1 - contrast))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const framed = await sharp(printed.data, { raw: printed.info })
    .extend({ top: border, bottom: border, left: border, right: border, background: '#2b2b2b' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const laid = sharp(framed.data, { raw: framed.info }).rotate(skew + turned, {
    background: '#2b2b2b',
  });
  return (blur > 0 ? laid.blur(blur) : laid).jpeg({ quality: 88 }).toBuffer();
};

/** A demo letter as a scanner delivers it at 300 dpi, A4, with the flaws asked for. Not to be written into. */
export const scanOf = (name: string, flaws: ScanFlaws = {}): Promise<Buffer> => {
  const key = JSON.stringify([name, flaws]);
  const scan = made.get(key) ?? scanned(name, flaws);
  made.set(key, scan);
  return scan;
};
