import type { InkComponent } from './enhance/ink.ts';

/**
 * Kodak's patch codes: four parallel bars, two of them wide (0.20 inch) and two narrow (0.08 inch), 0.08 inch
 * apart and at least 2 inches long. Those that scanners and programs take for separators: T (document), 2
 * (document) and 3 (batch), which is T turned upside down.
 */
const separators = ['0101', '1010', '1001'];

/** In inches; printers and slanted scans blur by a few hundredths. */
const LEAST_LENGTH = 1.7;
const NARROW = { least: 0.05, most: 0.125 } as const;
const WIDE = { least: 0.15, most: 0.26 } as const;
const GAP = { least: 0.035, most: 0.14 } as const;
/** A slanted bar's box is wider than the bar, by this share of its length (6°). */
const SLANT = 0.105;

interface Bar {
  /** '0' narrow, '1' wide. */
  readonly digit: '0' | '1';
  /** Across the bars, inches. */
  readonly middle: number;
  readonly thickness: number;
  /** Along the bars, inches. */
  readonly from: number;
  readonly to: number;
}

/** The piece as a bar that runs across the page, or down it; null if it is none. */
const barOf = (piece: InkComponent, dpi: number, down: boolean): Bar | null => {
  const [left, right] = [piece.left / dpi, piece.right / dpi];
  const [top, bottom] = [piece.top / dpi, piece.bottom / dpi];
  const [from, to, start, end] = down ? [top, bottom, left, right] : [left, right, top, bottom];
  const length = to - from;
  if (length < LEAST_LENGTH) return null;
  // By its area: true for a slanted bar, too.
  const thickness = piece.area / dpi ** 2 / length;
  if (end - start > thickness * 1.2 + 0.03 + length * SLANT) return null;
  const within = ({ least, most }: typeof NARROW | typeof WIDE): boolean =>
    thickness >= least && thickness <= most;
  const digit = within(NARROW) ? '0' : within(WIDE) ? '1' : null;
  return digit === null ? null : { digit, middle: (start + end) / 2, thickness, from, to };
};

const areNeighbours = (one: Bar, next: Bar): boolean => {
  const gap = next.middle - one.middle - (one.thickness + next.thickness) / 2;
  const alike = Math.abs(one.from - next.from) + Math.abs(one.to - next.to);
  return gap >= GAP.least && gap <= GAP.most && alike < 0.3;
};

/**
 * Whether a patch code that separates documents is on the page, in any of the four directions.
 * @param components the page's ink
 */
export const hasSeparatorPatch = (components: readonly InkComponent[], dpi: number): boolean =>
  [false, true].some((down) => {
    const bars = components
      .flatMap((piece) => barOf(piece, dpi, down) ?? [])
      .sort((a, b) => a.middle - b.middle);
    return bars.some((first, index) => {
      const group = [first, ...bars.slice(index + 1, index + 4)];
      const together = group.every((bar, at) => {
        const before = group[at - 1];
        return before === undefined || areNeighbours(before, bar);
      });
      return together && separators.includes(group.map(({ digit }) => digit).join(''));
    });
  });
