import type { Workshop } from './kernels.ts';

/** Side of the cells in which paper and ink are measured, px. */
const CELL_PX = 16;

/** A grey picture in a workshop, and where what is found out about it lies. */
export interface GreyPlaces {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly grey: number;
  /** One byte a pixel. */
  readonly marks: number;
  /** Six bytes a cell. */
  readonly cells: number;
}

/** How many bytes `GreyPlaces.cells` needs. */
export const cellBytes = (widthPx: number, heightPx: number): number =>
  Math.ceil(widthPx / CELL_PX) * Math.ceil(heightPx / CELL_PX) * 6;

/** How the brightest and darkest of a cell are told, sparing noise. */
interface Counting {
  /** Values are told apart in steps of 1 << shift. */
  readonly shift: number;
  /** Shares (0–1) of a cell's pixels beyond its brightest and darkest value. */
  readonly bright: number;
  readonly dark: number;
}

/** Brightest and darkest of every cell, in steps. */
export interface Extremes {
  readonly columns: number;
  readonly rows: number;
  readonly bright: Uint8Array;
  readonly dark: Uint8Array;
}

/**
 * Marks what is darker than its cell's limit, where the limits (0 to 255, 0: nothing is) are found from the brightest
 * and darkest of each cell.
 * @returns how many pixels of each cell are marked
 */
export const markDarker = (
  { kernels, bytes, copy }: Workshop,
  { widthPx, heightPx, grey, marks, cells }: GreyPlaces,
  counting: Counting,
  limitsOf: (extremes: Extremes) => Uint8Array,
): { readonly columns: number; readonly rows: number; readonly written: Uint16Array } => {
  const [columns, rows] = [Math.ceil(widthPx / CELL_PX), Math.ceil(heightPx / CELL_PX)];
  const count = columns * rows;
  const [written, bright, dark, limits] = [
    cells,
    cells + count * 2,
    cells + count * 3,
    cells + count * 4,
  ];
  const { shift, bright: brightShare, dark: darkShare } = counting;
  kernels.extremes(grey, widthPx, heightPx, shift, brightShare, darkShare, bright, dark);
  const found = limitsOf({ columns, rows, bright: copy(bright, count), dark: copy(dark, count) });
  bytes.set(found, limits);
  bytes.fill(0, written, written + count * 2);
  kernels.darker(grey, widthPx, heightPx, limits, marks, written);
  return { columns, rows, written: new Uint16Array(copy(written, count * 2).buffer) };
};
