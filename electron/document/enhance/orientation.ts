import type { InkComponent } from './ink.ts';

/** Whether writing stands on its feet or on its head. */
export interface Standing {
  readonly upsideDown: boolean;
  /** 0–1. */
  readonly confidence: number;
}

/** Width of a letter in its heights, at most. */
const WIDEST_LETTER = 1.7;
/** A line of writing has so many letters. */
const LEAST_LINE = 8;

/** Shares of a letter's height: dots on i, ä, ї, й are no larger, and no farther from the letters they belong to. */
const LARGEST_DOT = 0.4;
const FARTHEST_DOT = 0.6;
/** Speckles of a pixel or two are no dots. */
const LEAST_DOT_PX = 2;
/** More dots on one side than half the letters of the line are a dotted line to be written on. */
const MOST_DOTS = 0.5;
/** So many dots, and such a share of them on the same side, say enough by themselves. Arabic has 0.6 above. */
const CLEAR_DOTS = { count: 15, share: 0.74 } as const;
/** So many at least have to bear witness for the letters. */
const SOME_DOTS = { count: 6, share: 0.74 } as const;

/** Letters that stand out of their lines, and share of those on the same side, to be believed. */
const LEAST_VOTES = 30;
const LEAST_BY_LETTERS = 0.55;
/** Share of pieces that must be single letters. */
const LEAST_LETTERS = 0.8;
/** Below this the customer is asked: the letters reach the other way, as they do in Cyrillic. */
const CONTRADICTED = 0.55;

/** Median of numbers; 0 for none. */
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** Letters of about the same line: their vertical extents overlap. Components come in from top to bottom. */
const intoLines = (letters: readonly InkComponent[], height: number): readonly InkComponent[][] => {
  const rows = [...letters].sort((a, b) => a.top + a.bottom - (b.top + b.bottom));
  const lines: InkComponent[][] = [];
  let last = -Infinity;
  for (const letter of rows) {
    const middle = (letter.top + letter.bottom) / 2;
    if (middle - last > height * 0.35) lines.push([]);
    lines.at(-1)?.push(letter);
    last = middle;
  }
  return lines;
};

interface Writing {
  readonly lines: readonly {
    readonly letters: readonly InkComponent[];
    readonly top: number;
    readonly bottom: number;
  }[];
  readonly typical: number;
  /** Whether its letters stand apart. Blurred or very dense print runs together into words, whose outlines say nothing. */
  readonly apart: boolean;
}

const writingOf = (components: readonly InkComponent[], dpi: number): Writing => {
  const tall = components.filter(({ left, right, top, bottom }) => {
    const height = bottom - top;
    return height > dpi / 25 && height < dpi / 5 && right - left > dpi / 60;
  });
  const letters = tall.filter(
    ({ left, right, top, bottom }) => right - left < (bottom - top) * WIDEST_LETTER,
  );
  const typical = median(letters.map(({ top, bottom }) => bottom - top));
  const lines = intoLines(letters, typical)
    .filter(({ length }) => length >= LEAST_LINE)
    .map((line) => ({
      letters: line,
      top: median(line.map(({ top }) => top)),
      bottom: median(line.map(({ bottom }) => bottom)),
    }));
  return { lines, typical, apart: letters.length >= tall.length * LEAST_LETTERS };
};

/** Dots just above lines and just below them. */
const dotsBeside = (
  components: readonly InkComponent[],
  { lines, typical }: Writing,
): readonly [above: number, below: number] => {
  const most = typical * LARGEST_DOT;
  const counts = lines.map(() => ({ above: 0, below: 0 }));
  for (const { left, right, top, bottom } of components) {
    const [width, height] = [right - left, bottom - top];
    if (Math.min(width, height) < LEAST_DOT_PX || Math.max(width, height) > most) continue;
    let nearest = typical * FARTHEST_DOT;
    let found: { at: number; side: 'above' | 'below' } | null = null;
    for (const [at, line] of lines.entries()) {
      const [over, under] = [line.top - bottom, top - line.bottom];
      const away = Math.max(over, under);
      if (away < -1 || away >= nearest) continue;
      nearest = away;
      found = { at, side: over > under ? 'above' : 'below' };
    }
    const count = found === null ? undefined : counts[found.at];
    if (count !== undefined && found !== null) count[found.side] += 1;
  }
  let [above, below] = [0, 0];
  counts.forEach((count, at) => {
    const few = (lines[at]?.letters.length ?? 0) * MOST_DOTS;
    if (count.above <= few) above += count.above;
    if (count.below <= few) below += count.below;
  });
  return [above, below];
};

/** Letters that reach up out of the body of their line (b d f h k l t) and down (g j p q y). */
const reaching = ({ lines }: Writing): readonly [up: number, down: number] => {
  let [up, down] = [0, 0];
  for (const { letters, top, bottom } of lines) {
    const body = bottom - top;
    for (const letter of letters) {
      const above = top - letter.top;
      const below = letter.bottom - bottom;
      if (above > body * 0.2 && above < body && below < body * 0.12) up += 1;
      if (below > body * 0.2 && below < body && above < body * 0.12) down += 1;
    }
  }
  return [up, down];
};

const majority = (up: number, down: number) => ({
  count: up + down,
  upsideDown: down > up,
  share: Math.max(up, down) / Math.max(1, up + down),
});

/**
 * Dots stand above letters in German, English, Polish, Ukrainian, Russian, Greek: whoever has enough of them tells by them.
 * What letters reach up and down says less: in Latin far more reach up, in Cyrillic (р у ф ц щ) far more down. It counts
 * only where some dots bear witness to it. In doubt a page is left alone: an upright page turned round is worse than one
 * left lying.
 * @param components of a page whose lines run across, already straight
 * @returns null if there is too little to tell by
 */
export const findStanding = (components: readonly InkComponent[], dpi: number): Standing | null => {
  const writing = writingOf(components, dpi);
  const dots = majority(...dotsBeside(components, writing));
  const letters = majority(...reaching(writing));
  const byLetters = Math.max(0, (letters.share - 0.5) * 2);
  const believed = writing.apart && letters.count >= LEAST_VOTES && byLetters >= LEAST_BY_LETTERS;
  const { upsideDown } = dots;
  if (dots.count >= CLEAR_DOTS.count && dots.share >= CLEAR_DOTS.share) {
    const contradicted = believed && letters.upsideDown !== upsideDown;
    const confidence = contradicted ? CONTRADICTED : Math.max(0, (dots.share - 0.5) * 2);
    return { upsideDown, confidence };
  }
  const witnessed = dots.count >= SOME_DOTS.count && dots.share >= SOME_DOTS.share;
  return believed && witnessed && letters.upsideDown === upsideDown
    ? { upsideDown, confidence: byLetters }
    : null;
};
