import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

const folder = join(import.meta.dirname, '../fixtures/pages');

/** The test page with the big number (1–6) on it: A4 at 100 dpi, a magenta mark at its top left. */
export const numberedPage = (number: number): Promise<Buffer> =>
  readFile(join(folder, `page-${number}.jpg`));

/** Mean absolute difference of two pictures of the same page, 0–255, compared at 100 × 141 px. */
export const difference = async (one: Buffer, other: Buffer): Promise<number> => {
  const small = (image: Buffer) =>
    sharp(image)
      .resize(100, 141, { fit: 'fill' })
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer();
  const [a, b] = await Promise.all([small(one), small(other)]);
  return a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? 0)), 0) / a.length;
};
