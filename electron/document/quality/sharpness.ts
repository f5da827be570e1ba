import type { InkMask } from '../enhance/ink.ts';
import type { GreyImage } from '../enhance/grey-image.ts';
import { nextChange, wordsOf } from '../pixels/next-change.ts';

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

/**
 * Measures edges against the contrast they stand in, so that pale print does not count as blurred. Only the
 * neighbourhood of ink is looked at: an empty page says nothing.
 * @returns null for less than 300 pixels of ink, or of edges
 */
export const legibility = (image: GreyImage, ink: InkMask): Legibility | null => {
  const { widthPx, heightPx, data } = image;
  const [steps, depths] = [new Uint32Array(256), new Uint32Array(256)];
  let [stepCount, depthCount] = [0, 0];
  const words = wordsOf(ink.data);
  const rim = Math.max(1, Math.round((RIM_MM * image.dpi) / 25.4));
  for (let y = rim; y < heightPx - rim; y += 1) {
    const end = y * widthPx + widthPx - rim;
    for (let at = y * widthPx + rim - 1; ;) {
      at = nextChange(ink.data, words, at + 1, end, 0);
      if (at >= end) break;
      const x = at - y * widthPx;
      const depth = Math.max(0, ink.paper(x, y) - (data[at] ?? 0));
      depths[depth] = (depths[depth] ?? 0) + 1;
      depthCount += 1;
      if (ink.data[at - INSIDE_PX] === 1 && ink.data[at + INSIDE_PX] === 1) continue;
      const step = Math.abs((data[at + 1] ?? 0) - (data[at - 1] ?? 0));
      steps[step] = (steps[step] ?? 0) + 1;
      stepCount += 1;
    }
  }
  if (depthCount < 300 || stepCount < 300) return null;
  const contrast = countedPercentile(depths, depthCount, 0.9);
  const edge = countedPercentile(steps, stepCount, 0.95);
  return { sharpness: edge / Math.max(1, contrast), contrast };
};
