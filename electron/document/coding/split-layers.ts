import type { Pixels } from '../page-image.ts';
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

const luma = (pixels: Pixels): Uint8Array => {
  const { data, channels } = pixels;
  if (channels === 1) return data;
  const out = new Uint8Array(data.length / 3);
  for (let at = 0, from = 0; at < out.length; at += 1, from += 3) {
    out[at] =
      ((data[from] ?? 0) * 77 + (data[from + 1] ?? 0) * 150 + (data[from + 2] ?? 0) * 29) >> 8;
  }
  return out;
};

/** A value per cell. */
interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly data: Uint8Array;
}

/** The brightest and darkest of every cell, sparing a few pixels of noise on either side. */
const extremes = (grey: Uint8Array, widthPx: number, heightPx: number) => {
  const [columns, rows] = [Math.ceil(widthPx / CELL_PX), Math.ceil(heightPx / CELL_PX)];
  const [bright, dark] = [new Uint8Array(columns * rows), new Uint8Array(columns * rows)];
  const counts = new Uint16Array(64);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      counts.fill(0);
      const right = Math.min(widthPx, (column + 1) * CELL_PX);
      const bottom = Math.min(heightPx, (row + 1) * CELL_PX);
      let pixels = 0;
      for (let y = row * CELL_PX; y < bottom; y += 1) {
        for (let at = y * widthPx + column * CELL_PX; at < y * widthPx + right; at += 1) {
          const bin = (grey[at] ?? 0) >> 2;
          counts[bin] = (counts[bin] ?? 0) + 1;
          pixels += 1;
        }
      }
      const reach = (from: number, step: 1 | -1, share: number): number => {
        let left = pixels * share;
        let bin = from;
        while (bin + step >= 0 && bin + step < 64 && left >= (counts[bin] ?? 0)) {
          left -= counts[bin] ?? 0;
          bin += step;
        }
        return bin * 4 + 2;
      };
      bright[row * columns + column] = reach(63, -1, 0.25);
      dark[row * columns + column] = reach(0, 1, 0.02);
    }
  }
  return { columns, rows, bright, dark };
};

/** Each cell becomes what `pick` chooses of the sorted values of the cells within `radius`. */
const around = (
  grid: Grid,
  radius: number,
  pick: (sorted: readonly number[]) => number,
): Uint8Array => {
  const { columns, rows, data } = grid;
  const out = new Uint8Array(data.length);
  const near: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      near.length = 0;
      for (let y = Math.max(0, row - radius); y <= Math.min(rows - 1, row + radius); y += 1) {
        for (
          let x = Math.max(0, column - radius);
          x <= Math.min(columns - 1, column + radius);
          x += 1
        ) {
          near.push(data[y * columns + x] ?? 0);
        }
      }
      near.sort((a, b) => a - b);
      out[row * columns + column] = pick(near);
    }
  }
  return out;
};

/** 1 where something is written: darker than half way between the paper and the ink near by. */
const findWriting = (grey: Uint8Array, widthPx: number, heightPx: number) => {
  const { columns, rows, bright, dark } = extremes(grey, widthPx, heightPx);
  const grid = (data: Uint8Array): Grid => ({ columns, rows, data });
  const paper = around(grid(bright), 2, (sorted) => sorted[Math.floor(sorted.length * 0.75)] ?? 0);
  const ink = around(grid(dark), 1, (sorted) => sorted[0] ?? 0);
  const data = new Uint8Array(grey.length);
  let count = 0;
  for (let y = 0; y < heightPx; y += 1) {
    for (let column = 0; column < columns; column += 1) {
      const cell = Math.floor(y / CELL_PX) * columns + column;
      const [white, black] = [paper[cell] ?? 255, ink[cell] ?? 0];
      if (white - black < Math.max(14, white * LEAST_CONTRAST)) continue;
      const limit = white - Math.max((white - black) * EDGE, white * LEAST_CONTRAST * 0.6);
      const end = y * widthPx + Math.min(widthPx, (column + 1) * CELL_PX);
      for (let at = y * widthPx + column * CELL_PX; at < end; at += 1) {
        if ((grey[at] ?? 0) >= limit) continue;
        data[at] = 1;
        count += 1;
      }
    }
  }
  return { data, coverage: count / grey.length };
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
const colourStencils = (pixels: Pixels, grey: Uint8Array, writing: Uint8Array): Stencil[] => {
  const { widthPx, heightPx, channels, data } = pixels;
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
    for (let column = 0; column < columns; column += 1) {
      const left = column * COLOUR_CELL_PX;
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
const nearWriting = (writing: Uint8Array, at: number, widthPx: number): boolean =>
  writing[at] === 1 ||
  writing[at - 1] === 1 ||
  writing[at + 1] === 1 ||
  writing[at - widthPx] === 1 ||
  writing[at + widthPx] === 1 ||
  writing[at - 2] === 1 ||
  writing[at + 2] === 1 ||
  writing[at - 2 * widthPx] === 1 ||
  writing[at + 2 * widthPx] === 1;

/** The means of the unwritten pixels of each 3 × 3 block; where all are written, the last one known before. */
const backgroundOf = (pixels: Pixels, grey: Uint8Array, writing: Uint8Array): Pixels => {
  const { widthPx, data, channels } = pixels;
  const [columns, rows] = [
    Math.floor(widthPx / BACKGROUND_FACTOR),
    Math.floor(pixels.heightPx / BACKGROUND_FACTOR),
  ];
  const out = new Uint8Array(columns * rows * channels);
  const known = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      let count = 0;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let y = 0; y < BACKGROUND_FACTOR; y += 1) {
        const start = (row * BACKGROUND_FACTOR + y) * widthPx + column * BACKGROUND_FACTOR;
        for (let at = start; at < start + BACKGROUND_FACTOR; at += 1) {
          if (writing[at] === 1) continue;
          if ((grey[at] ?? 0) >= SOLID_BELOW && nearWriting(writing, at, widthPx)) continue;
          count += 1;
          red += data[at * channels] ?? 0;
          green += data[at * channels + 1] ?? 0;
          blue += data[at * channels + 2] ?? 0;
        }
      }
      if (count === 0) continue;
      const to = (row * columns + column) * channels;
      known[row * columns + column] = 1;
      out[to] = red / count;
      if (channels === 3) {
        out[to + 1] = green / count;
        out[to + 2] = blue / count;
      }
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
export const splitLayers = (pixels: Pixels): Layers => {
  const { widthPx, heightPx } = pixels;
  const grey = luma(pixels);
  const { data: writing, coverage } = findWriting(grey, widthPx, heightPx);
  const stencils = colourStencils(pixels, grey, writing);
  return { stencils, background: backgroundOf(pixels, grey, writing), coverage };
};
