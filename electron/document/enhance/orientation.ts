import type { InkComponent } from './ink.ts';

/** Whether writing stands on its feet or on its head, told by ascenders (b d f h k l t) and descenders (g j p q y). */
export interface Standing {
  readonly upsideDown: boolean;
  /** 0–1. */
  readonly confidence: number;
}

const LEAST_VOTES = 30;
/** Width of a letter in its heights, at most. */
const WIDEST_LETTER = 1.7;
/** Share of pieces that must be single letters. */
const LEAST_LETTERS = 0.8;

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

/**
 * In German, English, Ukrainian and every other text in Latin or Cyrillic letters far more letters reach up
 * out of a line than down. Each letter that stands out of the body of its line votes.
 * @param components of a page whose lines run across, already straight
 * @returns null if there is too little writing to tell
 */
export const findStanding = (components: readonly InkComponent[], dpi: number): Standing | null => {
  const tall = components.filter(({ left, right, top, bottom }) => {
    const height = bottom - top;
    return height > dpi / 25 && height < dpi / 5 && right - left > dpi / 60;
  });
  const letters = tall.filter(
    ({ left, right, top, bottom }) => right - left < (bottom - top) * WIDEST_LETTER,
  );
  // Blurred or very dense print runs together into words, whose outlines say nothing.
  if (letters.length < tall.length * LEAST_LETTERS) return null;
  const typical = median(letters.map(({ top, bottom }) => bottom - top));
  let [up, down] = [0, 0];
  for (const line of intoLines(letters, typical)) {
    if (line.length < 8) continue;
    const top = median(line.map((letter) => letter.top));
    const bottom = median(line.map((letter) => letter.bottom));
    const body = bottom - top;
    for (const letter of line) {
      const above = top - letter.top;
      const below = letter.bottom - bottom;
      if (above > body * 0.2 && above < body && below < body * 0.12) up += 1;
      if (below > body * 0.2 && below < body && above < body * 0.12) down += 1;
    }
  }
  if (up + down < LEAST_VOTES) return null;
  const share = Math.max(up, down) / (up + down);
  return { upsideDown: down > up, confidence: Math.max(0, (share - 0.5) * 2) };
};
