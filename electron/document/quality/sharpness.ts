import type { InkMask } from '../enhance/ink.ts';
import type { GreyImage } from '../enhance/grey-image.ts';
import { countsAt, TABLE_BYTES } from '../pixels/count-values.ts';
import { workshop } from '../pixels/kernels.ts';

/** How well writing can be read. */
export interface Legibility {
  /** Steepest edges as a share of the step from paper to ink: about 0.9 for sharp print, below 0.3 blurred. */
  readonly sharpness: number;
  /** Grey levels from paper to writing, 0–255. */
  readonly contrast: number;
}

/** Ink that goes on for so far to both sides, px at 150 dpi, is no edge: the inside of thick strokes and areas. */
const INSIDE_PX = 3;
/** Along the paper's edge its own shadow would be measured, mm. */
const RIM_MM = 3;

const countedPercentile = (counts: Uint32Array, total: number, share: number): number => {
  let left = total * share;
  for (let value = 0; value < counts.length; value += 1) {
    left -= counts[value] ?? 0;
    if (left <= 0) return value;
  }
  return counts.length - 1;
};

const sumOf = (counts: Uint32Array): number => counts.reduce((sum, count) => sum + count, 0);

/**
 * Measures edges against the contrast they stand in, so that pale print does not count as blurred. Only the
 * neighbourhood of ink is looked at: an empty page says nothing.
 * @returns null for less than 300 pixels of ink, or of edges
 */
export const legibility = (image: GreyImage, ink: InkMask): Legibility | null => {
  const { widthPx, heightPx, data } = image;
  const shop = workshop(data.length, data.length, ink.paper.length, TABLE_BYTES, TABLE_BYTES);
  const { kernels, bytes, at, copy } = shop;
  const [grey = 0, marks = 0, paper = 0, depthTable = 0, stepTable = 0] = at;
  bytes.set(data, grey);
  bytes.set(ink.data, marks);
  bytes.set(ink.paper, paper);
  // Neighbours are looked at, too.
  const rim = Math.max(INSIDE_PX, Math.round((RIM_MM * image.dpi) / 25.4));
  const tables = [depthTable, stepTable] as const;
  kernels.edges(grey, marks, widthPx, heightPx, paper, rim, INSIDE_PX, ...tables);
  const [depths, steps] = [countsAt(copy, depthTable), countsAt(copy, stepTable)];
  const [depthCount, stepCount] = [sumOf(depths), sumOf(steps)];
  if (depthCount < 300 || stepCount < 300) return null;
  const contrast = countedPercentile(depths, depthCount, 0.9);
  const edge = countedPercentile(steps, stepCount, 0.95);
  return { sharpness: edge / Math.max(1, contrast), contrast };
};
