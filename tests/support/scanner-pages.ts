import sharp from 'sharp';
import { generatedPage, numberBits } from '../../scanner-bridge/drivers/virtual/generated-page.ts';
import type { PageImage } from '../../scanner-bridge/index.ts';

export type RawImage = Extract<PageImage, { format: 'raw' }>;

/** A small numbered page, encoded. */
export const encodedPage = async (
  number: number,
  format: 'jpeg' | 'png',
  { grey = false, widthPx = 827, heightPx = 1169 } = {},
): Promise<Uint8Array> => {
  const page = generatedPage(number, widthPx, heightPx, 3) as RawImage;
  const colour = sharp(page.data, { raw: { width: widthPx, height: heightPx, channels: 3 } });
  const raw = grey ? colour.toColourspace('b-w') : colour;
  return format === 'jpeg' ? raw.jpeg({ quality: 90 }).toBuffer() : raw.png().toBuffer();
};

/** Any page image as rows of raw samples. */
const toRaw = async (image: PageImage): Promise<RawImage> => {
  if (image.format === 'raw') return image;
  const { data, info } = await sharp(image.data)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const channels = info.channels === 1 ? 1 : 3;
  return { format: 'raw', widthPx: info.width, heightPx: info.height, channels, data };
};

/** How many samples a pixel of a page image has: 1 is grey. */
export const channelsOf = async (image: PageImage): Promise<number> =>
  image.format === 'raw' ? image.channels : (await sharp(image.data).metadata()).channels;

/** The number a generated page carries in the cells along its top edge. */
export const numberOn = async (image: PageImage): Promise<number> => {
  const { data, widthPx, channels } = await toRaw(image);
  let number = 0;
  for (let bit = 0; bit < numberBits; bit++) {
    const x = Math.floor(((bit + 0.5) * widthPx) / numberBits);
    const y = 1;
    if ((data[(y * widthPx + x) * channels] ?? 255) < 128) number |= 1 << bit;
  }
  return number;
};
