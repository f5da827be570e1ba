import type { Pixels } from '../page-image.ts';

/** How bright the paper is all over a page: a profile across times a profile down, as light falls on a sheet. */
export interface PaperField {
  /** Side of the cells the profiles are given for, px. */
  readonly cellPx: number;
  /** Grey values (0–255), one per cell across. */
  readonly across: Float64Array;
  /** Factors about 1, one per cell down. */
  readonly down: Float64Array;
  /** Grey value where the paper is bright. */
  readonly level: number;
  /** Grey values between its bright and its dark parts. */
  readonly shade: number;
  /** Red, green and blue of the paper where it is bright. */
  readonly colour: readonly [number, number, number];
}

/** 4 mm at 100 dpi. */
const CELL_PX = 16;
/** Every so many pixels of a cell are looked at, in both directions. */
const STEP = 4;
/** A cell in which grey values differ more holds no paper alone. */
const FLAT = 26;
/** With less paper than this share the page is a picture. */
const LEAST_PAPER = 0.6;
/** Bars up to about so many cells thick are not taken for shadow: 24 mm. */
const BAR_CELLS = 6;
/** Light changes less from one cell to the next: a step is the edge of something printed. */
const MOST_STEP = 14;
/** So far, in grey values, paper lies from the field at most; what lies farther was printed. */
const NEAR_FIELD = 9;
/** So much of the flat part of the page must be like the field; the rest are boxes, bars, pictures. */
const LEAST_LIKE_FIELD = 0.8;
/** Paper has one colour, as a share of its brightness; so much of it may have another. */
const SAME_COLOUR = 0.06;
const MOST_OTHER_COLOUR = 0.12;

interface Cells {
  readonly columns: number;
  readonly rows: number;
  /** Grey value of each cell; 0: no paper alone. */
  readonly grey: Float64Array;
  /** Red, green, blue of each cell. */
  readonly colour: Float64Array;
  readonly flat: number;
}

const cellsOf = ({ widthPx, heightPx, channels, data }: Pixels): Cells => {
  const [columns, rows] = [Math.floor(widthPx / CELL_PX), Math.floor(heightPx / CELL_PX)];
  const grey = new Float64Array(columns * rows);
  const colour = new Float64Array(columns * rows * 3);
  const samples = (CELL_PX / STEP) ** 2;
  const [second, third] = channels === 3 ? [1, 2] : [0, 0];
  let flat = 0;
  for (let cell = 0; cell < grey.length; cell += 1) {
    const row = Math.floor(cell / columns);
    const first = row * CELL_PX * widthPx + (cell - row * columns) * CELL_PX;
    let [r, g, b, least, most] = [0, 0, 0, 255, 0];
    for (let y = 0; y < CELL_PX; y += STEP) {
      for (let x = 0; x < CELL_PX; x += STEP) {
        const at = (first + y * widthPx + x) * channels;
        const middle = data[at + second] ?? 0;
        r += data[at] ?? 0;
        g += middle;
        b += data[at + third] ?? 0;
        if (middle < least) least = middle;
        if (middle > most) most = middle;
      }
    }
    if (most - least > FLAT) continue;
    flat += 1;
    colour.set([r / samples, g / samples, b / samples], cell * 3);
    grey[cell] = (r * 77 + g * 150 + b * 29) / 256 / samples;
  }
  return { columns, rows, grey, colour, flat };
};

/** Numbers in an array of their own are sorted several times as fast as with a function to compare them by. */
const middleOf = (values: Iterable<number>, share = 0.5): number => {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
};

/** The middle value of each line of cells; lines with hardly any paper take their neighbour's. */
const profile = (
  lines: number,
  length: number,
  value: (line: number, at: number) => number,
): Float64Array | null => {
  const out = new Float64Array(lines);
  for (let line = 0; line < lines; line += 1) {
    const values: number[] = [];
    for (let at = 0; at < length; at += 1) {
      const here = value(line, at);
      if (here > 0) values.push(here);
    }
    if (values.length >= length * 0.25) out[line] = middleOf(values);
  }
  for (let line = 1; line < lines; line += 1) out[line] ||= out[line - 1] ?? 0;
  for (let line = lines - 2; line >= 0; line -= 1) out[line] ||= out[line + 1] ?? 0;
  return (out[0] ?? 0) > 0 ? out : null;
};

/**
 * Bars across the page (a table's head) are no light: the middle value of the lines around takes their place. What
 * rises or falls steadily stays as it is, to the very edge.
 */
const withoutBars = (values: Float64Array): Float64Array =>
  values.map((_, at) => {
    const radius = Math.min(BAR_CELLS, at, values.length - 1 - at);
    return middleOf(values.subarray(at - radius, at + radius + 1));
  });

const smooth = (values: Float64Array): Float64Array =>
  values.map(
    (value, at) => ((values[at - 1] ?? value) + 2 * value + (values[at + 1] ?? value)) / 4,
  );

const steepest = (values: Float64Array): number =>
  values.reduce(
    (most, value, at) => Math.max(most, Math.abs(value - (values[at - 1] ?? value))),
    0,
  );

/** The paper's colour where it is bright, or null if it has more than one. */
const oneColour = ({ grey, colour }: Cells, level: number): PaperField['colour'] | null => {
  const channels: [number[], number[], number[]] = [[], [], []];
  grey.forEach((value, cell) => {
    if (value < level - NEAR_FIELD) return;
    channels.forEach((values, channel) => values.push(colour[cell * 3 + channel] ?? 0));
  });
  const [red, green, blue] = channels.map((values) => middleOf(values));
  if (red === undefined || green === undefined || blue === undefined) return null;
  let [other, all] = [0, 0];
  grey.forEach((value, cell) => {
    if (value === 0) return;
    all += 1;
    const [r, b] = [colour[cell * 3] ?? 0, colour[cell * 3 + 2] ?? 0];
    const g = colour[cell * 3 + 1] ?? 0;
    const off = (one: number, two: number, a: number, c: number) =>
      Math.abs((one - two) / value - (a - c) / level);
    if (off(r, b, red, blue) > SAME_COLOUR || off(r, g, red, green) > SAME_COLOUR) other += 1;
  });
  return other > all * MOST_OTHER_COLOUR ? null : [red, green, blue];
};

/**
 * Measures how bright the paper is all over the background of a page (100 dpi).
 * @returns null where that cannot be told from what is printed: a picture, a tinted form, boxes all over
 */
export const measurePaper = (background: Pixels): PaperField | null => {
  const cells = cellsOf(background);
  const { columns, rows, grey, flat } = cells;
  if (columns < 4 || rows < 4 || flat < grey.length * LEAST_PAPER) return null;
  const at = (column: number, row: number): number => grey[row * columns + column] ?? 0;
  const measuredAcross = profile(columns, rows, at);
  if (measuredAcross === null) return null;
  const wide = withoutBars(measuredAcross);
  const measuredDown = profile(
    rows,
    columns,
    (row, column) => at(column, row) / (wide[column] ?? 1),
  );
  if (measuredDown === null) return null;
  const high = withoutBars(measuredDown);
  const mean = middleOf(wide);
  if (steepest(wide) > MOST_STEP || steepest(high) * mean > MOST_STEP) return null;
  const [across, down] = [smooth(wide), smooth(high)];
  const levels: number[] = [];
  let like = 0;
  for (let cell = 0; cell < grey.length; cell += 1) {
    const row = Math.floor(cell / columns);
    const level = (across[cell - row * columns] ?? 0) * (down[row] ?? 0);
    levels.push(level);
    if (Math.abs((grey[cell] ?? 0) - level) <= NEAR_FIELD) like += 1;
  }
  if (like < flat * LEAST_LIKE_FIELD) return null;
  const [dark, level] = [middleOf(levels, 0.03), middleOf(levels, 0.9)];
  const colour = oneColour(cells, level);
  return colour && { cellPx: CELL_PX, across, down, level, shade: level - dark, colour };
};
