import { rankAround } from '../enhance/cells.ts';
import type { Pixels } from '../page-image.ts';
import { cellBytes, markDarker, type Extremes, type GreyPlaces } from '../pixels/darker.ts';
import { workshop, type Workshop } from '../pixels/kernels.ts';
import { wordsPerRow, type Bitmap } from './encode-g4.ts';

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

/** Cells are measured in steps of four grey levels, sparing a few pixels of noise on either side. */
const COUNTING = { shift: 2, bright: 0.25, dark: 0.02 } as const;

/** The middle of each step. */
const levelsOf = (steps: Uint8Array): Uint8Array => steps.map((step) => step * 4 + 2);

/** Darker than this is writing, in each cell: half way between the paper and the ink near by; 0: nothing is. */
const limitsOf = ({ columns, rows, bright, dark }: Extremes): Uint8Array => {
  const paper = rankAround({ columns, rows, data: levelsOf(bright) }, 2, 0.75);
  const ink = rankAround({ columns, rows, data: levelsOf(dark) }, 1, 0);
  return paper.map((white, cell) => {
    const black = ink[cell] ?? 0;
    if (white - black < Math.max(14, white * LEAST_CONTRAST)) return 0;
    return Math.ceil(white - Math.max((white - black) * EDGE, white * LEAST_CONTRAST * 0.6));
  });
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

/** A page in a workshop: its pixels, their brightness, and what is written on it. */
interface Laid extends GreyPlaces {
  readonly shop: Workshop;
  readonly pixels: number;
  readonly channels: 1 | 3;
  /** Room for one byte a pixel, and for the rows of a `Bitmap`. */
  readonly out: number;
  /** Room for 17 bytes a cell of COLOUR_CELL_PX; or for the background and the sums of a row of it. */
  readonly rest: number;
}

const lay = ({ widthPx, heightPx, channels, data }: Pixels): Laid => {
  const count = widthPx * heightPx;
  const colourCells = Math.ceil(widthPx / COLOUR_CELL_PX) * Math.ceil(heightPx / COLOUR_CELL_PX);
  const blocks = Math.floor(widthPx / BACKGROUND_FACTOR) * Math.floor(heightPx / BACKGROUND_FACTOR);
  const shop = workshop(
    data.length,
    channels === 1 ? 0 : count,
    // Two rows without writing before it and behind it.
    count + 4 * widthPx,
    cellBytes(widthPx, heightPx),
    Math.max(count, wordsPerRow(widthPx) * heightPx * 4),
    Math.max(colourCells * 17, blocks * (channels + 1) + 8 * widthPx + 128),
  );
  const [pixels = 0, luma = 0, around = 0, cells = 0, out = 0, rest = 0] = shop.at;
  shop.bytes.set(data, pixels);
  if (channels === 3) shop.kernels.luma(pixels, luma, count);
  const grey = channels === 1 ? pixels : luma;
  const marks = around + 2 * widthPx;
  return { shop, pixels, channels, grey, marks, cells, out, rest, widthPx, heightPx };
};

/** Finds the writing. @returns its share of the page, 0–1 */
const findWriting = (laid: Laid): number => {
  const { shop, marks, widthPx, heightPx } = laid;
  const count = widthPx * heightPx;
  const { written } = markDarker(shop, laid, COUNTING, limitsOf);
  shop.bytes.fill(0, marks - 2 * widthPx, marks);
  shop.bytes.fill(0, marks + count, marks + count + 2 * widthPx);
  return written.reduce((sum, cell) => sum + cell, 0) / count;
};

interface ClassSum {
  weight: number;
  red: number;
  green: number;
  blue: number;
}

/** No writing in a cell. */
const NOTHING = 255;

/** The mean colour of the darkest writing in each small cell is the class of all writing in it. */
const classesOf = (sums: Uint32Array) => {
  const classes = new Uint8Array(sums.length / 4).fill(NOTHING);
  const found = new Map<ColourClass, ClassSum>();
  for (let cell = 0; cell < classes.length; cell += 1) {
    const weight = sums[cell * 4] ?? 0;
    if (weight === 0) continue;
    const [red, green, blue] = [
      sums[cell * 4 + 1] ?? 0,
      sums[cell * 4 + 2] ?? 0,
      sums[cell * 4 + 3] ?? 0,
    ];
    const kind = classOf(red / weight, green / weight, blue / weight);
    classes[cell] = kind;
    const sum = found.get(kind) ?? { weight: 0, red: 0, green: 0, blue: 0 };
    found.set(kind, sum);
    sum.weight += weight;
    sum.red += red;
    sum.green += green;
    sum.blue += blue;
  }
  return { classes, found };
};

const colourOf = ({ weight, red, green, blue }: ClassSum): Colour => [
  Math.round(red / weight),
  Math.round(green / weight),
  Math.round(blue / weight),
];

const colourStencils = ({
  shop,
  pixels,
  channels,
  grey,
  marks,
  out,
  rest,
  ...size
}: Laid): Stencil[] => {
  const { kernels, bytes, copy } = shop;
  const { widthPx, heightPx } = size;
  const cells = Math.ceil(widthPx / COLOUR_CELL_PX) * Math.ceil(heightPx / COLOUR_CELL_PX);
  kernels.colourSums(pixels, channels, grey, marks, widthPx, heightPx, rest);
  const { classes, found } = classesOf(new Uint32Array(copy(rest, cells * 16).buffer));
  const kinds = rest + cells * 16;
  bytes.set(classes, kinds);
  return [...found].map(([kind, sum]) => {
    kernels.packKind(marks, widthPx, heightPx, kinds, kind, out);
    const words = new Uint32Array(copy(out, wordsPerRow(widthPx) * heightPx * 4).buffer);
    return { colour: colourOf(sum), bitmap: { widthPx, heightPx, words } };
  });
};

/**
 * Not writing and yet darker than this: the inside of a solid area. The rim of a letter is lighter, it would
 * have been taken for writing.
 */
const SOLID_BELOW = 110;

/** The means of the unwritten pixels of each 3 × 3 block; where all are written, the next one known. */
const backgroundOf = (laid: Laid): Pixels => {
  const { shop, pixels, channels, grey, marks, out, rest, widthPx, heightPx } = laid;
  const { kernels, copy } = shop;
  const columns = Math.floor(widthPx / BACKGROUND_FACTOR);
  const rows = Math.floor(heightPx / BACKGROUND_FACTOR);
  const blocks = columns * rows;
  const known = rest + blocks * channels;
  const sums = known + blocks;
  kernels.notPaper(grey, marks, widthPx, widthPx * heightPx, SOLID_BELOW, out);
  kernels.paperMeans(pixels, channels, out, widthPx, columns, rows, sums, rest, known);
  kernels.fillUnknown(rest, known, columns, rows, channels);
  return { widthPx: columns, heightPx: rows, channels, data: copy(rest, blocks * channels) };
};

/** Takes a page apart into writing, colour by colour, and background. Meant for about 300 dpi. */
export const splitLayers = (page: Pixels): Layers => {
  const laid = lay(page);
  const coverage = findWriting(laid);
  return { stencils: colourStencils(laid), background: backgroundOf(laid), coverage };
};
