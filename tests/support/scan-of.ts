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

/** A demo letter as a scanner delivers it at 300 dpi, A4, with the flaws asked for. */
export const scanOf = async (name: string, flaws: ScanFlaws = {}): Promise<Buffer> => {
  const { skew = 0, border = 0, blur = 0, turned = 0, contrast = 1 } = flaws;
  const sheet = sharp(join(demoFolder, `${name}.jpg`)).resize(2480, 3508, { fit: 'fill' });
  const printed = await sheet
    .linear(contrast, 235 * (1 - contrast))
    .png({ compressionLevel: 1 })
    .toBuffer();
  const framed = await sharp(printed)
    .extend({ top: border, bottom: border, left: border, right: border, background: '#2b2b2b' })
    .png({ compressionLevel: 1 })
    .toBuffer();
  const laid = sharp(framed).rotate(skew + turned, { background: '#2b2b2b' });
  return (blur > 0 ? laid.blur(blur) : laid).jpeg({ quality: 88 }).toBuffer();
};
