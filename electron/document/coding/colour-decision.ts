import { lumaOf } from '../enhance/grey-image.ts';
import type { Pixels } from '../page-image.ts';

/** Every so many pixels are looked at, in both directions. */
const STEP = 3;
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

/** What makes the paper white in each channel. */
const paperOf = (samples: Uint8Array): readonly number[] =>
  [0, 1, 2].map((channel) => {
    const counts = new Uint32Array(256);
    for (let at = channel; at < samples.length; at += 3) {
      const value = samples[at] ?? 0;
      counts[value] = (counts[value] ?? 0) + 1;
    }
    return 255 / brightEnd(counts, samples.length / 3);
  });

/** Every third pixel of every third row. */
const sampled = ({ widthPx, heightPx, data }: Pixels): Uint8Array => {
  const [columns, rows] = [Math.ceil(widthPx / STEP), Math.ceil(heightPx / STEP)];
  const out = new Uint8Array(columns * rows * 3);
  let to = 0;
  for (let y = 0; y < heightPx; y += STEP) {
    let at = y * widthPx * 3;
    for (let column = 0; column < columns; column += 1) {
      out[to] = data[at] ?? 0;
      out[to + 1] = data[at + 1] ?? 0;
      out[to + 2] = data[at + 2] ?? 0;
      to += 3;
      at += STEP * 3;
    }
  }
  return out;
};

/** Whether anything but the paper is coloured: a stamp, a signature in blue, a logo, a photograph. */
export const isColoured = (pixels: Pixels): boolean => {
  if (pixels.channels === 1) return false;
  const samples = sampled(pixels);
  const [red = 1, green = 1, blue = 1] = paperOf(samples);
  let coloured = 0;
  for (let at = 0; at < samples.length; at += 3) {
    const r = (samples[at] ?? 0) * red;
    const g = (samples[at + 1] ?? 0) * green;
    const b = (samples[at + 2] ?? 0) * blue;
    if (Math.max(r, g, b) - Math.min(r, g, b) > LEAST_CHROMA) coloured += 1;
  }
  return coloured > (samples.length / 3) * LEAST_SHARE;
};

/** The page in grey. */
export const withoutColour = (pixels: Pixels): Pixels => ({
  ...pixels,
  channels: 1,
  data: lumaOf(pixels),
});
