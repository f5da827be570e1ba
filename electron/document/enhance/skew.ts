import type { InkComponent } from './ink.ts';
import { radians } from './rectangle.ts';

/** How far lines of writing are turned, and how far that can be believed. */
export interface Skew {
  /** Clockwise, degrees. */
  readonly angle: number;
  /** 0–1. */
  readonly confidence: number;
  /** Whether the lines run down the picture: the page lies on its side. */
  readonly sideways: boolean;
}

/** Angles searched, degrees; paper pulled in by a feeder or laid on glass is not turned further. */
const WIDEST = 20;
const COARSE_STEP = 0.5;
const FINE_STEP = 0.02;
/** Fewer pieces of ink (a signature, a stamp) say nothing about lines. */
const LEAST_COMPONENTS = 40;
const MOST_COMPONENTS = 4000;

interface Marks {
  readonly along: Float64Array;
  readonly across: Float64Array;
}

/** Letters only: their feet stand on the lines. Big things (pictures, tables, stamps) would vote for themselves. */
const letters = (components: readonly InkComponent[], dpi: number): readonly InkComponent[] => {
  const [least, most] = [dpi / 25, dpi / 3];
  const fitting = components.filter(({ left, right, top, bottom }) => {
    const longer = Math.max(right - left, bottom - top);
    return longer >= least && longer <= most;
  });
  const step = Math.max(1, fitting.length / MOST_COMPONENTS);
  return Array.from(
    { length: Math.floor(fitting.length / step) },
    (_, index) => index * step,
  ).flatMap((at) => fitting[Math.floor(at)] ?? []);
};

/** How sharply the marks gather in lines when the page is turned back by `angle`. */
const gathering = ({ along, across }: Marks, angle: number, binPx: number): number => {
  const slope = Math.tan(radians(angle));
  let [least, most] = [Infinity, -Infinity];
  // Plain loops: this runs for some hundred angles a page.
  for (let index = 0; index < across.length; index += 1) {
    const position = (across[index] ?? 0) - (along[index] ?? 0) * slope;
    if (position < least) least = position;
    if (position > most) most = position;
  }
  const bins = new Float64Array(Math.ceil((most - least) / binPx) + 2);
  for (let index = 0; index < across.length; index += 1) {
    const exact = ((across[index] ?? 0) - (along[index] ?? 0) * slope - least) / binPx;
    const bin = exact | 0;
    bins[bin] = (bins[bin] ?? 0) + 1 - (exact - bin);
    bins[bin + 1] = (bins[bin + 1] ?? 0) + exact - bin;
  }
  let sum = 0;
  for (let bin = 0; bin < bins.length; bin += 1) sum += (bins[bin] ?? 0) ** 2;
  return sum;
};

const bestAngle = (marks: Marks, from: number, to: number, step: number, binPx: number) => {
  const scores: number[] = [];
  let best = { angle: 0, score: -1 };
  for (let angle = from; angle <= to + step / 2; angle += step) {
    const score = gathering(marks, angle, binPx);
    scores.push(score);
    if (score > best.score) best = { angle, score };
  }
  const middle = [...scores].sort((a, b) => a - b)[scores.length >> 1] ?? 0;
  return { ...best, peak: middle === 0 ? 0 : best.score / middle };
};

const marksOf = (pieces: readonly InkComponent[], sideways: boolean): Marks => ({
  along: Float64Array.from(pieces, ({ left, right, top, bottom }) =>
    sideways ? -(top + bottom) / 2 : (left + right) / 2,
  ),
  across: Float64Array.from(pieces, ({ left, right, bottom }) =>
    sideways ? (left + right) / 2 : bottom,
  ),
});

/**
 * Finds the angle under which the feet of the letters gather in the sharpest lines, for lines across and
 * down the picture.
 * @returns null if there is too little writing to tell
 */
export const findSkew = (components: readonly InkComponent[], dpi: number): Skew | null => {
  const pieces = letters(components, dpi);
  if (pieces.length < LEAST_COMPONENTS) return null;
  const [coarseBin, fineBin] = [dpi / 50, dpi / 75];
  const [across, down] = [false, true].map((sideways) => {
    const marks = marksOf(pieces, sideways);
    return { marks, sideways, ...bestAngle(marks, -WIDEST, WIDEST, COARSE_STEP, coarseBin) };
  });
  if (across === undefined || down === undefined) return null;
  const chosen = down.peak > across.peak * 1.15 ? down : across;
  const rough = bestAngle(chosen.marks, chosen.angle - 0.6, chosen.angle + 0.6, 0.1, fineBin);
  const fine = bestAngle(chosen.marks, rough.angle - 0.1, rough.angle + 0.1, FINE_STEP, fineBin);
  const confidence = Math.min(1, Math.max(0, (chosen.peak - 1.2) / 1.3));
  return { angle: fine.angle, confidence, sideways: chosen.sideways };
};
