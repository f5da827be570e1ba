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

/** Whether anything but the paper is coloured: a stamp, a signature in blue, a logo, a photograph. */
export const isColoured = ({ widthPx, heightPx, channels, data }: Pixels): boolean => {
  if (channels === 1) return false;
  const [reds, greens, blues] = [new Uint32Array(256), new Uint32Array(256), new Uint32Array(256)];
  let total = 0;
  const each = (visit: (red: number, green: number, blue: number) => void): void => {
    for (let y = 0; y < heightPx; y += STEP) {
      for (let x = 0; x < widthPx; x += STEP) {
        const at = (y * widthPx + x) * 3;
        visit(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0);
      }
    }
  };
  each((red, green, blue) => {
    reds[red] = (reds[red] ?? 0) + 1;
    greens[green] = (greens[green] ?? 0) + 1;
    blues[blue] = (blues[blue] ?? 0) + 1;
    total += 1;
  });
  const [red0, green0, blue0] = [reds, greens, blues].map(
    (counts) => 255 / brightEnd(counts, total),
  );
  let coloured = 0;
  each((red, green, blue) => {
    const [r, g, b] = [red * (red0 ?? 1), green * (green0 ?? 1), blue * (blue0 ?? 1)];
    if (Math.max(r, g, b) - Math.min(r, g, b) > LEAST_CHROMA) coloured += 1;
  });
  return coloured > total * LEAST_SHARE;
};

/** The page in grey. */
export const withoutColour = (pixels: Pixels): Pixels => {
  if (pixels.channels === 1) return pixels;
  const { data } = pixels;
  const grey = new Uint8Array(pixels.widthPx * pixels.heightPx);
  for (let at = 0, from = 0; at < grey.length; at += 1, from += 3) {
    grey[at] =
      ((data[from] ?? 0) * 77 + (data[from + 1] ?? 0) * 150 + (data[from + 2] ?? 0) * 29) >> 8;
  }
  return { ...pixels, channels: 1, data: grey };
};
