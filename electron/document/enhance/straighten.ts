import type { Pixels } from '../page-image.ts';
import { workshop, type Workshop } from '../pixels/kernels.ts';
import { radians, type TurnedRectangle } from './rectangle.ts';

/** Places between pixels are counted in 65,536ths: 15 bits are left for the longest page there is. */
const ONE = 0x10000;

/** One row of the cut in the source: where it begins and what one pixel to the right is, in 65,536ths. */
interface Row {
  readonly startX: number;
  readonly startY: number;
  readonly stepX: number;
  readonly stepY: number;
}

/** The pixels of a row, from and to (exclusive), whose four neighbours all lie in the picture. */
const inside = (
  { startX, startY, stepX, stepY }: Row,
  width: number,
  { widthPx, heightPx }: Omit<Pixels, 'data'>,
) => {
  let [from, to] = [0, width];
  for (const [start, step, most] of [
    [startX, stepX, (widthPx - 1) * ONE - 1],
    [startY, stepY, (heightPx - 1) * ONE - 1],
  ] as const) {
    if (step === 0) {
      if (start < 0 || start > most) return [0, 0] as const;
      continue;
    }
    const [one, other] = [-start / step, (most - start) / step];
    from = Math.max(from, Math.ceil(Math.min(one, other)));
    to = Math.min(to, Math.floor(Math.max(one, other)) + 1);
  }
  return [from, Math.max(from, to)] as const;
};

/** A cut that is not turned: whole pixels, none drawn anew. */
const cutOut = (pixels: Pixels, cut: TurnedRectangle): Pixels => {
  const { channels } = pixels;
  const left = Math.min(pixels.widthPx - 1, Math.max(0, Math.round(cut.centreX - cut.width / 2)));
  const top = Math.min(pixels.heightPx - 1, Math.max(0, Math.round(cut.centreY - cut.height / 2)));
  const widthPx = Math.max(1, Math.min(Math.round(cut.width), pixels.widthPx - left));
  const heightPx = Math.max(1, Math.min(Math.round(cut.height), pixels.heightPx - top));
  const data = new Uint8Array(widthPx * heightPx * channels);
  for (let y = 0; y < heightPx; y += 1) {
    const start = ((top + y) * pixels.widthPx + left) * channels;
    data.set(pixels.data.subarray(start, start + widthPx * channels), y * widthPx * channels);
  }
  return { widthPx, heightPx, channels, data };
};

/** Size of the page cut out, px; `shrink` times smaller. */
export const cutSize = ({ width, height }: TurnedRectangle, shrink = 1) => ({
  widthPx: Math.max(1, Math.round(width / shrink)),
  heightPx: Math.max(1, Math.round(height / shrink)),
});

/**
 * Draws the turned rectangle upright, between pixels by bilinear interpolation (our own, as the image library's
 * WebAssembly build takes many times as long for it).
 * @param source where the picture lies in the workshop; `pixels` tells its size and channels
 * @param fill grey value for what lies outside of the picture
 * @param out room for the page
 * @param shrink draws it so many times smaller; more than about 1.5 leaves pixels out
 */
export const drawStraight = (
  { kernels, bytes }: Workshop,
  source: number,
  pixels: Omit<Pixels, 'data'>,
  cut: TurnedRectangle,
  fill: number,
  out: number,
  shrink = 1,
): void => {
  const { channels } = pixels;
  const { widthPx, heightPx } = cutSize(cut, shrink);
  const draw = channels === 1 ? kernels.drawGrey : kernels.drawColour;
  const cos = Math.cos(radians(cut.angle)) * shrink;
  const sin = Math.sin(radians(cut.angle)) * shrink;
  const [stepX, stepY] = [Math.round(cos * ONE), Math.round(sin * ONE)];
  const u = 0.5 - widthPx / 2;
  for (let y = 0; y < heightPx; y += 1) {
    const v = y + 0.5 - heightPx / 2;
    const startX = Math.round((cut.centreX + u * cos - v * sin - 0.5) * ONE);
    const startY = Math.round((cut.centreY + u * sin + v * cos - 0.5) * ONE);
    const [from, to] = inside({ startX, startY, stepX, stepY }, widthPx, pixels);
    const [first, last] = [startX + from * stepX, startY + from * stepY];
    const start = out + y * widthPx * channels;
    bytes.fill(fill, start, start + from * channels);
    bytes.fill(fill, start + to * channels, start + widthPx * channels);
    const place = start + from * channels;
    draw(source, pixels.widthPx * channels, first, last, stepX, stepY, place, to - from);
  }
};

/**
 * Cuts the turned rectangle out and turns it upright.
 * @param fill grey value for what lies outside of the picture
 * @param shrink see `drawStraight`
 */
export const straightened = (
  pixels: Pixels,
  cut: TurnedRectangle,
  fill: number,
  shrink = 1,
): Pixels => {
  if (cut.angle === 0 && shrink === 1) return cutOut(pixels, cut);
  const size = cutSize(cut, shrink);
  const length = size.widthPx * size.heightPx * pixels.channels;
  const shop = workshop(pixels.data.length, length);
  const [source = 0, out = 0] = shop.at;
  shop.bytes.set(pixels.data, source);
  drawStraight(shop, source, pixels, cut, fill, out, shrink);
  return { ...size, channels: pixels.channels, data: shop.copy(out, length) };
};
