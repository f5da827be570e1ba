import type { FoundPaper } from './find-paper.ts';
import { cornersOf, smallestUpright, type TurnedRectangle } from './rectangle.ts';
import type { Skew } from './skew.ts';

/**
 * What is done to a page as it was scanned, as one reversible instruction: cut out this rectangle, turned
 * back. `null` in its place means: leave the page as it was scanned.
 */
export interface Treatment {
  /** In pixels of the original. Reaches to the paper's edges, or as far as the picture goes. */
  readonly cut: TurnedRectangle;
  /** Where the angle came from: lines of writing, the paper's edge. */
  readonly straightenedBy: 'writing' | 'paper-edge' | 'none';
  /** Whether the background round the paper was cut off. */
  readonly cropped: boolean;
  /** Grey value of the paper (0–255): fills what lies outside of the picture. */
  readonly fill: number;
}

/** Believed from here on (0–1). */
const LEAST_CONFIDENCE = 0.25;
/** Turning by less than this is not worth drawing every pixel anew, degrees. */
const LEAST_ANGLE = 0.08;
/** Writing and edge disagree by more: the sheet is cut crookedly or a corner is folded; writing wins. */
const EDGE_WITHIN = 20;
/** So much of the paper's edge goes with the background, mm: no dark rim stays. */
const RIM_MM = 0.5;

/** What is cut off crooked sheets beyond the rim, at most, in rims (both sides together). */
const MOST_WEDGE_RIMS = 6;

const angleOf = (
  paper: TurnedRectangle | undefined,
  skew: Skew | null,
): readonly [number, Treatment['straightenedBy']] => {
  if (skew !== null && skew.confidence >= LEAST_CONFIDENCE) return [skew.angle, 'writing'];
  if (paper !== undefined && Math.abs(paper.angle) <= EDGE_WITHIN) {
    return [paper.angle, 'paper-edge'];
  }
  return [0, 'none'];
};

/** The item; where there are several, the upright box that holds them all, so that none is cut off. */
const aroundAll = (items: readonly TurnedRectangle[]): TurnedRectangle | undefined => {
  const [first] = items;
  if (first === undefined || items.length === 1) return first;
  return smallestUpright(items.flatMap(cornersOf));
};

/** The size of an upright box around nothing but the paper when it is turned by `angle` instead of its own. */
const sizeWhenTurned = (paper: TurnedRectangle, angle: number, rim: number) => {
  const off = Math.sin(Math.abs(((paper.angle - angle) * Math.PI) / 180));
  // Half of the wedges at most, and never more than the margin that every printer leaves.
  const wedge = (side: number): number => Math.min(side * off * 0.5, MOST_WEDGE_RIMS * rim);
  return {
    width: Math.max(1, paper.width - wedge(paper.height) - 2 * rim),
    height: Math.max(1, paper.height - wedge(paper.width) - 2 * rim),
  };
};

/**
 * Decides how to straighten and crop.
 * @param size of the picture looked at, px and dpi
 * @param fill grey value of the paper
 * @returns in pixels of the picture looked at
 */
export const decideTreatment = (
  size: { readonly widthPx: number; readonly heightPx: number; readonly dpi: number },
  found: FoundPaper,
  skew: Skew | null,
  fill: number,
): Treatment | null => {
  const paper = aroundAll(found.items);
  if (paper !== undefined && found.items.length > 1) {
    // Each lies as it was laid down: turning all by one angle would cut some off.
    return { cut: paper, straightenedBy: 'none', cropped: true, fill };
  }
  const [exact, by] = angleOf(paper, skew);
  const angle = Math.abs(exact) < LEAST_ANGLE ? 0 : exact;
  const straightenedBy = angle === 0 ? 'none' : by;
  if (paper === undefined) {
    if (angle === 0) return null;
    const { widthPx, heightPx } = size;
    const cut = {
      centreX: widthPx / 2,
      centreY: heightPx / 2,
      width: widthPx,
      height: heightPx,
      angle,
    };
    return { cut, straightenedBy, cropped: false, fill };
  }
  const rim = (RIM_MM / 25.4) * size.dpi;
  const { width, height } = sizeWhenTurned(paper, angle, rim);
  const cut = { centreX: paper.centreX, centreY: paper.centreY, width, height, angle };
  return { cut, straightenedBy, cropped: true, fill };
};
