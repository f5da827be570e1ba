import { rankAround } from '../enhance/cells.ts';
import { lumaOf } from '../enhance/grey-image.ts';
import { plain, type Pixels } from '../page-image.ts';
import type { Bitmap } from './encode-g4.ts';

/** 8-bit red, green, blue. */
export type Colour = readonly [number, number, number];

/** One colour of writing, as a stencil at the page's full resolution. */
export interface Stencil {
  readonly colour: Colour;
  readonly bitmap: Bitmap;
}

/** A page taken apart: what is written, colour by colour, and the paper with its pictures without it. */
export interface Layers {
  readonly stencils: readonly Stencil[];
  /** The page with the writing painted over with the paper round it, at a third of the resolution. */
  readonly background: Pixels;
  /** Share of the page that is writing, 0–1. */
  readonly coverage: number;
}

/** Side of the cells in which paper, ink and colour are measured, px at 300 dpi (1.4 mm). */
const CELL_PX = 16;
/** Finer cells for the colour of writing: less than a letter. */
const COLOUR_CELL_PX = 8;
/** The background keeps one pixel of this many in each direction. */
const BACKGROUND_FACTOR = 3;
/** Ink is darker than the paper round it by this share of the paper's brightness at least. */
const LEAST_CONTRAST = 0.1;
/** The border of a letter lies where it is as dark as this share between paper and ink. */
const EDGE = 0.42;
/** Colours closer to grey than this (largest minus smallest channel) are written in one dark grey. */
const LEAST_CHROMA = 42;

/** The value at which `share` of the pixels lie behind, from one end of the counts on. */
const reach = (counts: Uint16Array, from: number, step: 1 | -1, share: number): number => {
  let left = share;
  let bin = from;
  while (bin + step >= 0 && bin + step < 64 && left >= (counts[bin] ?? 0)) {
    left -= counts[bin] ?? 0;
    bin += step;
  }
  return bin * 4 + 2;
};

/** The brightest and darkest of every cell, sparing a few pixels of noise on either side. */
const extremes = (grey: Uint8Array, widthPx: number, heightPx: number) => {
  const [columns, rows] = [Math.ceil(widthPx / CELL_PX), Math.ceil(heightPx / CELL_PX)];
  const [bright, dark] = [new Uint8Array(columns * rows), new Uint8Array(columns * rows)];
  // Neighbours are mostly alike: counted in turns, none waits for the one before.
  const [counts, others] = [new Uint16Array(64), new Uint16Array(64)];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      counts.fill(0);
      others.fill(0);
      const width = Math.min(CELL_PX, widthPx - column * CELL_PX);
      const bottom = Math.min(heightPx, (row + 1) * CELL_PX);
      for (let y = row * CELL_PX; y < bottom; y += 1) {
        const start = y * widthPx + column * CELL_PX;
        const end = start + width;
        for (let at = start; at + 1 < end; at += 2) {
          const [one, other] = [(grey[at] ?? 0) >> 2, (grey[at + 1] ?? 0) >> 2];
          counts[one] = (counts[one] ?? 0) + 1;
          others[other] = (others[other] ?? 0) + 1;
        }
        if ((width & 1) === 1) {
          const last = (grey[end - 1] ?? 0) >> 2;
          counts[last] = (counts[last] ?? 0) + 1;
        }
      }
      for (let bin = 0; bin < 64; bin += 1) counts[bin] = (counts[bin] ?? 0) + (others[bin] ?? 0);
      const pixels = width * (bottom - row * CELL_PX);
      bright[row * columns + column] = reach(counts, 63, -1, pixels * 0.25);
      dark[row * columns + column] = reach(counts, 0, 1, pixels * 0.02);
    }
  }
  return { columns, rows, bright, dark };
};

/** What is written on a page. */
interface Writing {
  /** 1 where something is written. */
  readonly data: Uint8Array;
  /** Cells across the page. */
  readonly columns: number;
  readonly rows: number;
  /** Cell by cell: 1 if something in it is written. */
  readonly cells: Uint8Array;
  /** Share of the page, 0–1. */
  readonly coverage: number;
}

/** Darker than this is writing, in each cell; 0 where nothing is written. */
const limitsOf = (grey: Uint8Array, widthPx: number, heightPx: number) => {
  const { columns, rows, bright, dark } = extremes(grey, widthPx, heightPx);
  const paper = rankAround({ columns, rows, data: bright }, 2, 0.75);
  const ink = rankAround({ columns, rows, data: dark }, 1, 0);
  const limits = new Float64Array(columns * rows);
  for (let cell = 0; cell < limits.length; cell += 1) {
    const [white, black] = [paper[cell] ?? 255, ink[cell] ?? 0];
    if (white - black < Math.max(14, white * LEAST_CONTRAST)) continue;
    limits[cell] = white - Math.max((white - black) * EDGE, white * LEAST_CONTRAST * 0.6);
  }
  return { columns, rows, limits };
};

/** Written is what is darker than half way between the paper and the ink near by. */
const findWriting = (grey: Uint8Array, widthPx: number, heightPx: number): Writing => {
  const { columns, rows, limits } = limitsOf(grey, widthPx, heightPx);
  const data = new Uint8Array(grey.length);
  const cells = new Uint8Array(columns * rows);
  let count = 0;
  for (let cell = 0; cell < cells.length; cell += 1) {
    const limit = limits[cell] ?? 0;
    if (limit === 0) continue;
    const row = Math.floor(cell / columns);
    const left = (cell - row * columns) * CELL_PX;
    const width = Math.min(CELL_PX, widthPx - left);
    const bottom = Math.min(heightPx, (row + 1) * CELL_PX);
    let inCell = 0;
    for (let y = row * CELL_PX; y < bottom; y += 1) {
      const start = y * widthPx + left;
      for (let at = start; at < start + width; at += 1) {
        if ((grey[at] ?? 0) >= limit) continue;
        data[at] = 1;
        inCell += 1;
      }
    }
    if (inCell > 0) cells[cell] = 1;
    count += inCell;
  }
  return { data, columns, rows, cells, coverage: count / grey.length };
};

/** Six sectors of the colour circle, then grey: dark, pale, very pale (folds, pencil, what shows through). */
type ColourClass = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const greyClass = (level: number): ColourClass => (level < 112 ? 6 : level < 170 ? 7 : 8);

const classOf = (red: number, green: number, blue: number): ColourClass => {
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const chroma = most - least;
  if (chroma < LEAST_CHROMA) return greyClass(green);
  const sixth =
    most === red
      ? (green - blue) / chroma
      : most === green
        ? 2 + (blue - red) / chroma
        : 4 + (red - green) / chroma;
  return (((Math.round(sixth) % 6) + 6) % 6) as ColourClass;
};

interface ClassSum {
  weight: number;
  red: number;
  green: number;
  blue: number;
}

/** The mean colour of the darkest writing in each small cell decides the class of all writing in it. */
const colourStencils = (pixels: Pixels, grey: Uint8Array, written: Writing): Stencil[] => {
  const { widthPx, heightPx, channels, data } = pixels;
  const writing = written.data;
  const second = channels === 3 ? 1 : 0;
  const third = channels === 3 ? 2 : 0;
  const columns = Math.ceil(widthPx / COLOUR_CELL_PX);
  const rows = Math.ceil(heightPx / COLOUR_CELL_PX);
  const bitmaps = new Map<ColourClass, { data: Uint8Array; sum: ClassSum }>();
  const stencilOf = (kind: ColourClass) => {
    const known = bitmaps.get(kind);
    if (known !== undefined) return known;
    const sum = { weight: 0, red: 0, green: 0, blue: 0 };
    const stencil = { data: new Uint8Array(grey.length), sum };
    bitmaps.set(kind, stencil);
    return stencil;
  };
  for (let row = 0; row < rows; row += 1) {
    const first = row * COLOUR_CELL_PX * widthPx;
    const end = Math.min(heightPx, (row + 1) * COLOUR_CELL_PX) * widthPx;
    const cells = Math.floor((row * COLOUR_CELL_PX) / CELL_PX) * written.columns;
    for (let column = 0; column < columns; column += 1) {
      const left = column * COLOUR_CELL_PX;
      if (written.cells[cells + Math.floor(left / CELL_PX)] === 0) continue;
      const width = Math.min(widthPx - left, COLOUR_CELL_PX);
      let weight = 0;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let start = first + left; start < end; start += widthPx) {
        for (let at = start; at < start + width; at += 1) {
          if (writing[at] !== 1) continue;
          // Dark pixels are ink through and through; lighter ones lie on an edge and hold some paper.
          const share = 256 - (grey[at] ?? 0);
          weight += share;
          red += share * (data[at * channels] ?? 0);
          green += share * (data[at * channels + second] ?? 0);
          blue += share * (data[at * channels + third] ?? 0);
        }
      }
      if (weight === 0) continue;
      const stencil = stencilOf(classOf(red / weight, green / weight, blue / weight));
      stencil.sum.weight += weight;
      stencil.sum.red += red;
      stencil.sum.green += green;
      stencil.sum.blue += blue;
      for (let start = first + left; start < end; start += widthPx) {
        for (let at = start; at < start + width; at += 1) {
          if (writing[at] === 1) stencil.data[at] = 1;
        }
      }
    }
  }
  return [...bitmaps.values()].map(({ data: bits, sum }) => ({
    colour: [sum.red, sum.green, sum.blue].map((value) =>
      Math.round(value / sum.weight),
    ) as unknown as Colour,
    bitmap: { widthPx, heightPx, data: bits },
  }));
};

/**
 * Not writing and yet darker than this: the inside of a solid area. The rim of a letter is lighter, it would
 * have been taken for writing.
 */
const SOLID_BELOW = 110;

/** Whether a pixel or one of its neighbours is writing: its colour is not the paper's alone. */
const nearWriting = (writing: Uint8Array, at: number, widthPx: number): boolean => {
  const above = (writing[at - widthPx] ?? 0) | (writing[at - 2 * widthPx] ?? 0);
  const below = (writing[at + widthPx] ?? 0) | (writing[at + 2 * widthPx] ?? 0);
  const left = (writing[at - 1] ?? 0) | (writing[at - 2] ?? 0);
  const right = (writing[at + 1] ?? 0) | (writing[at + 2] ?? 0);
  return ((writing[at] ?? 0) | above | below | left | right) !== 0;
};

/** The same in the first and last rows, where not every neighbour exists. */
const nearWritingAtRim = (writing: Uint8Array, at: number, widthPx: number): boolean =>
  [0, -1, 1, -2, 2, -widthPx, widthPx, -2 * widthPx, 2 * widthPx].some(
    (step) => at + step >= 0 && at + step < writing.length && writing[at + step] === 1,
  );

/** Cell by cell: 1 if nothing is written in it and the eight around it. */
const emptyCells = ({ columns, rows, cells }: Writing): Uint8Array =>
  rankAround({ columns, rows, data: cells.map((written) => 1 - written) }, 1, 0);

/** The mean of the nine pixels of a block where nothing is written. */
const emptyBlock = (
  { widthPx, data, channels }: Pixels,
  start: number,
  out: Uint8Array,
  to: number,
): void => {
  const stride = widthPx * channels;
  for (let channel = 0; channel < channels; channel += 1) {
    const top = start * channels + channel;
    const [middle, bottom] = [top + stride, top + 2 * stride];
    const [second, third] = [channels, 2 * channels];
    const sum =
      (data[top] ?? 0) +
      (data[top + second] ?? 0) +
      (data[top + third] ?? 0) +
      (data[middle] ?? 0) +
      (data[middle + second] ?? 0) +
      (data[middle + third] ?? 0) +
      (data[bottom] ?? 0) +
      (data[bottom + second] ?? 0) +
      (data[bottom + third] ?? 0);
    out[to + channel] = sum / 9;
  }
};

/** The mean of the pixels of a block that are paper; false if there are none. */
const writtenBlock = (
  { widthPx, data, channels }: Pixels,
  grey: Uint8Array,
  writing: Uint8Array,
  first: number,
  out: Uint8Array,
  to: number,
): boolean => {
  const inside = first >= 2 * widthPx && first + 5 * widthPx < grey.length;
  const near = inside ? nearWriting : nearWritingAtRim;
  let count = 0;
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let y = 0; y < BACKGROUND_FACTOR; y += 1) {
    const start = first + y * widthPx;
    for (let at = start; at < start + BACKGROUND_FACTOR; at += 1) {
      if (writing[at] === 1) continue;
      if ((grey[at] ?? 0) >= SOLID_BELOW && near(writing, at, widthPx)) continue;
      count += 1;
      red += data[at * channels] ?? 0;
      if (channels === 1) continue;
      green += data[at * channels + 1] ?? 0;
      blue += data[at * channels + 2] ?? 0;
    }
  }
  if (count === 0) return false;
  out[to] = red / count;
  if (channels === 3) {
    out[to + 1] = green / count;
    out[to + 2] = blue / count;
  }
  return true;
};

/** The means of the unwritten pixels of each 3 × 3 block; where all are written, the last one known before. */
const backgroundOf = (pixels: Pixels, grey: Uint8Array, writing: Writing): Pixels => {
  const { widthPx, channels } = pixels;
  const [columns, rows] = [
    Math.floor(widthPx / BACKGROUND_FACTOR),
    Math.floor(pixels.heightPx / BACKGROUND_FACTOR),
  ];
  const out = new Uint8Array(columns * rows * channels);
  const known = new Uint8Array(columns * rows);
  const empty = emptyCells(writing);
  for (let row = 0; row < rows; row += 1) {
    const y = row * BACKGROUND_FACTOR;
    const cells = Math.floor(y / CELL_PX) * writing.columns;
    for (let column = 0; column < columns; column += 1) {
      const x = column * BACKGROUND_FACTOR;
      const start = y * widthPx + x;
      const to = (row * columns + column) * channels;
      if (empty[cells + Math.floor(x / CELL_PX)] === 1) emptyBlock(pixels, start, out, to);
      else if (!writtenBlock(pixels, grey, writing.data, start, out, to)) continue;
      known[row * columns + column] = 1;
    }
  }
  fillUnknown(out, known, columns, rows, channels);
  return { widthPx: columns, heightPx: rows, channels, data: out };
};

/** Carries known colours into unknown places from the left and above, then from the right and below. */
const fillUnknown = (
  out: Uint8Array,
  known: Uint8Array,
  columns: number,
  rows: number,
  channels: number,
): void => {
  const copy = (to: number, from: number): void => {
    if (known[to] !== 0 || known[from] !== 1) return;
    for (let channel = 0; channel < channels; channel += 1) {
      out[to * channels + channel] = out[from * channels + channel] ?? 0;
    }
    known[to] = 1;
  };
  for (let row = 0; row < rows; row += 1) {
    const start = row * columns;
    for (let at = start + 1; at < start + columns; at += 1) copy(at, at - 1);
    for (let at = start + columns - 2; at >= start; at -= 1) copy(at, at + 1);
  }
  for (let at = columns; at < columns * rows; at += 1) copy(at, at - columns);
  for (let at = columns * (rows - 1) - 1; at >= 0; at -= 1) copy(at, at + columns);
};

/** Takes a page apart into writing, colour by colour, and background. Meant for about 300 dpi. */
export const splitLayers = (page: Pixels): Layers => {
  const { widthPx, heightPx } = page;
  const pixels = { ...page, data: plain(page.data) };
  const grey = lumaOf(pixels);
  const writing = findWriting(grey, widthPx, heightPx);
  const stencils = colourStencils(pixels, grey, writing);
  const background = backgroundOf(pixels, grey, writing);
  return { stencils, background, coverage: writing.coverage };
};
