import { radians, type TurnedRectangle } from '../enhance/rectangle.ts';
import type { Pixels } from '../page-image.ts';
import { countIn, TABLE_BYTES } from '../pixels/count-values.ts';
import { workshop, type Workshop } from '../pixels/kernels.ts';

/** Every so many pixels are looked at, in both directions. */
const STEP = 6;
/** A pixel is coloured if its channels differ by this much after the paper's own tint is taken away. */
const LEAST_CHROMA = 40;
/** A stamp of 15 mm² on A4 is colour. */
const LEAST_SHARE = 0.0003;

const brightEnd = (counts: Uint32Array, total: number): number => {
  let left = total * 0.3;
  for (let value = 255; value > 0; value -= 1) {
    left -= counts[value] ?? 0;
    if (left <= 0) return value;
  }
  return 255;
};

/** Places are counted in 65,536ths of a pixel. */
const ONE = 0x10000;

/** Every so many pixels of the page as it lies in the picture. */
const gridOf = ({ widthPx, heightPx }: Pixels, cut: TurnedRectangle | undefined) => {
  const whole = { centreX: widthPx / 2, centreY: heightPx / 2, width: widthPx, height: heightPx };
  const { centreX, centreY, width, height, angle } = cut ?? { ...whole, angle: 0 };
  const [cos, sin] = [Math.cos(radians(angle)), Math.sin(radians(angle))];
  return {
    columns: Math.max(1, Math.floor(width / STEP)),
    rows: Math.max(1, Math.floor(height / STEP)),
    firstX: Math.round((centreX - (width / 2) * cos + (height / 2) * sin) * ONE),
    firstY: Math.round((centreY - (width / 2) * sin - (height / 2) * cos) * ONE),
    stepX: Math.round(STEP * cos * ONE),
    stepY: Math.round(STEP * sin * ONE),
  };
};

/** Bytes that telling colour needs beside the picture: the pixels looked at, and a table. */
export const colourBytes = (pixels: Pixels, cut?: TurnedRectangle): readonly [number, number] => {
  const { columns, rows } = gridOf(pixels, cut);
  return [columns * rows * 3, TABLE_BYTES];
};

/**
 * Whether anything on the page but its paper is coloured: a stamp, a signature in blue, a logo, a photograph.
 * @param shop where the picture (in colour) lies at `page`, and room of `colourBytes` at `samples` and `table`
 * @param cut the page in the picture; left out: all of it
 */
export const isColoured = (
  shop: Workshop,
  [page, samples, table]: readonly [number, number, number],
  pixels: Pixels,
  cut?: TurnedRectangle,
): boolean => {
  const { kernels } = shop;
  const { columns, rows, firstX, firstY, stepX, stepY } = gridOf(pixels, cut);
  const count = columns * rows;
  const turned = [firstX, firstY, stepX, stepY] as const;
  kernels.sample(page, pixels.widthPx, pixels.heightPx, ...turned, columns, rows, samples);
  // What makes the paper white in each channel.
  const [red = 1, green = 1, blue = 1] = [0, 1, 2].map(
    (channel) => 255 / brightEnd(countIn(shop, samples + channel, count, 3, table), count),
  );
  const coloured = kernels.countColoured(samples, count, red, green, blue, LEAST_CHROMA);
  return coloured > count * LEAST_SHARE;
};

/**
 * The picture in grey, unless something on the page is coloured.
 * @returns null if it has to stay in colour
 */
export const greyUnlessColoured = (pixels: Pixels): Pixels | null => {
  if (pixels.channels === 1) return pixels;
  const { widthPx, heightPx, data } = pixels;
  const count = widthPx * heightPx;
  const shop = workshop(data.length, count, ...colourBytes(pixels));
  const [page = 0, grey = 0, samples = 0, table = 0] = shop.at;
  shop.bytes.set(data, page);
  if (isColoured(shop, [page, samples, table], pixels)) return null;
  shop.kernels.luma(page, grey, count);
  return { widthPx, heightPx, channels: 1, data: shop.copy(grey, count) };
};
