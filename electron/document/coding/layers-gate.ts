import type { Pixels } from '../page-image.ts';
import { wordsPerRow } from './encode-g4.ts';
import type { Layers } from './split-layers.ts';

const lumaOf = ({ data, channels }: Pixels, at: number): number =>
  channels === 1
    ? (data[at] ?? 0)
    : ((data[at * 3] ?? 0) * 77 + (data[at * 3 + 1] ?? 0) * 150 + (data[at * 3 + 2] ?? 0) * 29) >>
      8;

/** Every so many 2 × 2 places across and down are compared: some 40,000 on A4 at 300 dpi. */
const STEP_X = 12;
const STEP_Y = 18;

/** How many of the pixels at x and x + 1 are written; both are in one word, as places are STEP_X apart. */
const twoOf = (word: number, x: number): number => {
  const two = word >>> (x & 31);
  return (two & 1) + ((two >>> 1) & 1);
};

const median = (sorted: Float64Array): number => sorted[sorted.length >> 1] ?? 0;

/**
 * How much of what is written looks different when the layers are laid on each other again: the share of
 * written places (2 × 2 px) whose brightness is off by more than half the step from paper to writing.
 * Sharp print scores about 0.02; writing as pale as its paper is uneven, and pictures taken for writing, more.
 */
export const layersDifference = (pixels: Pixels, { stencils, background }: Layers): number => {
  const { widthPx, heightPx } = pixels;
  const scaleX = background.widthPx / widthPx;
  const scaleY = background.heightPx / heightPx;
  const levels = stencils.map(
    ({ colour: [red, green, blue] }) => (red * 77 + green * 150 + blue * 29) >> 8,
  );
  const rowWords = wordsPerRow(widthPx);
  const errors: number[] = [];
  const depths: number[] = [];
  let places = 0;
  for (let y = 0; y + 1 < heightPx; y += STEP_Y) {
    for (let x = 0; x + 1 < widthPx; x += STEP_X) {
      const start = y * widthPx + x;
      const under = start + widthPx;
      const actual =
        (lumaOf(pixels, start) +
          lumaOf(pixels, start + 1) +
          lumaOf(pixels, under) +
          lumaOf(pixels, under + 1)) /
        4;
      const word = y * rowWords + (x >> 5);
      let covered = 0;
      let ink = 0;
      for (let stencil = 0; stencil < stencils.length; stencil += 1) {
        // No pixel is in two stencils.
        const words = stencils[stencil]?.bitmap.words;
        if (words === undefined) break;
        const written = twoOf(words[word] ?? 0, x) + twoOf(words[word + rowWords] ?? 0, x);
        covered += written;
        ink += written * (levels[stencil] ?? 0);
      }
      const row = Math.min(background.heightPx - 1, Math.floor(y * scaleY));
      const column = Math.min(background.widthPx - 1, Math.floor(x * scaleX));
      const paper = lumaOf(background, row * background.widthPx + column);
      places += 1;
      if (covered === 0 && paper - actual < 12) continue;
      errors.push(Math.abs(actual - (ink + paper * (4 - covered)) / 4));
      if (covered === 4) depths.push(paper - actual);
    }
  }
  if (depths.length === 0) return errors.length / Math.max(1, places);
  const limit = Math.max(12, median(Float64Array.from(depths).sort()) / 2);
  return errors.filter((error) => error > limit).length / errors.length;
};
