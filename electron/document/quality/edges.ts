import type { FoundPaper } from '../enhance/find-paper.ts';
import { percentiles, type GreyImage } from '../enhance/grey-image.ts';
import type { InkComponent } from '../enhance/ink.ts';

/** Letters this close to the edge of the page run over it, mm. */
const TOUCHING_MM = 0.6;
/** Thinner pieces are the paper's own rim. */
const LETTER_MM = { thinnest: 0.7, least: 1, most: 7 } as const;
/** Legs of the triangle looked at in each corner, mm. */
const CORNER_MM = 9;
/** Longer than A4 by this share: two sheets pulled in one after the other. */
const TOO_LONG = 1.12;
const A4_MM = { width: 210, height: 297 } as const;

/** How many letter-sized pieces of ink touch an edge of the page, on the edge that has most of them. */
export const lettersCutOff = (components: readonly InkComponent[], page: GreyImage): number => {
  const px = page.dpi / 25.4;
  const counts = { left: 0, right: 0, top: 0, bottom: 0 };
  for (const { left, right, top, bottom } of components) {
    const [width, height] = [(right - left) / px, (bottom - top) / px];
    const longer = Math.max(width, height);
    if (Math.min(width, height) < LETTER_MM.thinnest) continue;
    if (longer < LETTER_MM.least || longer > LETTER_MM.most) continue;
    if (left < TOUCHING_MM * px) counts.left += 1;
    if (page.widthPx - right < TOUCHING_MM * px) counts.right += 1;
    if (top < TOUCHING_MM * px) counts.top += 1;
    if (page.heightPx - bottom < TOUCHING_MM * px) counts.bottom += 1;
  }
  return Math.max(...Object.values(counts));
};

/** The largest share (0–1) of a corner of the page in which the scanner's background shows instead of paper. */
export const missingCorner = (page: GreyImage, { background }: FoundPaper): number => {
  if (background === null) return 0;
  const [paper = 255] = percentiles(page.data, [0.8]);
  const tolerance = Math.min(30, 0.4 * (paper - background));
  const leg = Math.round((CORNER_MM * page.dpi) / 25.4);
  const { widthPx, heightPx, data } = page;
  if (leg * 2 > Math.min(widthPx, heightPx)) return 0;
  const corners = [
    [0, 0, 1, 1],
    [widthPx - 1, 0, -1, 1],
    [0, heightPx - 1, 1, -1],
    [widthPx - 1, heightPx - 1, -1, -1],
  ] as const;
  const shares = corners.map(([cornerX, cornerY, right, down]) => {
    let [missing, all] = [0, 0];
    for (let v = 0; v < leg; v += 1) {
      for (let u = 0; u + v < leg; u += 1) {
        const value = data[(cornerY + v * down) * widthPx + cornerX + u * right] ?? 0;
        if (Math.abs(value - background) < tolerance) missing += 1;
        all += 1;
      }
    }
    return missing / all;
  });
  return Math.max(...shares);
};

/** Whether a sheet of about A4's width is longer than A4. */
export const isTooLong = (page: GreyImage): boolean => {
  const [width, height] = [(page.widthPx / page.dpi) * 25.4, (page.heightPx / page.dpi) * 25.4];
  const likeA4 = Math.abs(width / A4_MM.width - 1) < 0.08;
  return likeA4 && height > A4_MM.height * TOO_LONG;
};
