import type { GreyImage } from '../enhance/grey-image.ts';
import { workshop } from '../pixels/kernels.ts';

/** How far to both sides paper is compared with, mm: beyond any speck on the glass. */
const BESIDE_MM = 0.8;
/** Darker than the paper on both sides by this much in grey. */
const DEPTH = 10;
/** Dark along this share of the page's height: no line of a table goes so far. */
const LEAST_SHARE = 0.85;
/** At the very edge runs the rim of the paper. */
const MARGIN_MM = 4;
/** Nearer than this is the same streak. */
const SAME_MM = 0.6;

/**
 * Thin dark lines from the top of the scan to its bottom, as dirt on the glass over which paper is pulled draws
 * them. One page alone does not tell them from a printed line; the same place on several pages does.
 * @param scan the page as it was scanned, at about 150 dpi
 * @returns distances from the left edge of the scan, mm
 */
export const streaksOn = ({ widthPx, heightPx, dpi, data }: GreyImage): readonly number[] => {
  const [px, beside] = [dpi / 25.4, Math.max(2, Math.round((BESIDE_MM * dpi) / 25.4))];
  const margin = Math.max(beside, Math.round(MARGIN_MM * px));
  const { kernels, bytes, at, copy } = workshop(data.length, widthPx * 4);
  const [grey = 0, table = 0] = at;
  bytes.set(data, grey);
  bytes.fill(0, table, table + widthPx * 4);
  kernels.countDark(grey, widthPx, heightPx, beside, DEPTH, table);
  const found: number[] = [];
  new Uint32Array(copy(table, widthPx * 4).buffer).forEach((count, x) => {
    if (x < margin || x >= widthPx - margin) return;
    const mm = x / px;
    const again = mm - (found.at(-1) ?? -Infinity) < SAME_MM;
    if (count >= heightPx * LEAST_SHARE && !again) found.push(mm);
  });
  return found;
};

/** Whether one of the streaks stands where one of the others stands. */
export const sharesStreak = (streaks: readonly number[], others: readonly number[]): boolean =>
  streaks.some((mm) => others.some((other) => Math.abs(mm - other) < SAME_MM));
