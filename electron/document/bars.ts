import { lumaOf, type GreyImage } from './enhance/grey-image.ts';
import type { Pixels } from './page-image.ts';
import { workshop } from './pixels/kernels.ts';

/** Which way something like a linear barcode's bars stand on a page. */
export interface Bars {
  /** Side by side across the page. */
  readonly across: boolean;
  /** One below the other: the code lies on its side. */
  readonly down: boolean;
}

/** Side of the cells that are looked at, px: 2.7 mm at 150 dpi, less than the height of any linear barcode. */
const CELL_PX = 16;
/** Bytes that each cell's two numbers take. */
const CELL_BYTES = 8;
/** Grey values from one pixel to the next at least, in the mean: soft print of the narrowest bars still has it. */
const LEAST_STEP = 7;
/** Along its bars a code changes so many times less than across them; letters change both ways. */
const LEAST_RATIO = 3;
/** So many such cells beside each other: 13 mm of bars. */
const LEAST_CELLS = 5;

/** Whether so many of the cells at `at`, `at + step` and so on are marked. */
const inARow = (marks: readonly boolean[], at: number, step: number): boolean =>
  Array.from({ length: LEAST_CELLS }, (_, index) => marks[at + index * step] === true).every(
    Boolean,
  );

/**
 * Whether there may be a linear barcode at all: few pages have one, and looking for it takes as long as all the rest
 * of reading codes. More than is one is taken for it (a comb, a hatched area), hardly ever less.
 * @param page at about 150 dpi
 */
export const barsOn = ({ widthPx, heightPx, data }: GreyImage): Bars => {
  const [columns, rows] = [(widthPx - 1) >> 4, (heightPx - 1) >> 4];
  if (columns < LEAST_CELLS || rows < LEAST_CELLS) return { across: false, down: false };
  const count = columns * rows;
  const shop = workshop(data.length, count * CELL_BYTES);
  const [grey = 0, table = 0] = shop.at;
  shop.bytes.set(data, grey);
  shop.kernels.changes(grey, widthPx, columns, rows, table);
  const changes = new Uint32Array(shop.copy(table, count * CELL_BYTES).buffer);
  const least = LEAST_STEP * CELL_PX * CELL_PX;
  const across: boolean[] = [];
  const down: boolean[] = [];
  for (let cell = 0; cell < count; cell += 1) {
    const [sideways = 0, downwards = 0] = changes.subarray(cell * 2, cell * 2 + 2);
    across.push(sideways > least && sideways > downwards * LEAST_RATIO);
    down.push(downwards > least && downwards > sideways * LEAST_RATIO);
  }
  const cells = Array.from({ length: count }, (_, cell) => cell);
  return {
    across: cells.some(
      (cell) => (cell % columns) + LEAST_CELLS <= columns && inARow(across, cell, 1),
    ),
    down: cells.some((cell) => inARow(down, cell, columns)),
  };
};

/** Rows (or columns) that become one: bars are long, and what matters is how wide they are. */
const MERGED = 4;

/**
 * The page in grey, as fine as it was scanned across the bars and a quarter of it along them: no more pixels than at
 * half the resolution, and bars half as wide can be told. Bars always stand side by side in it.
 * @param way in which the bars stand on the page
 */
export const stripOf = (pixels: Pixels, dpi: number, way: keyof Bars): GreyImage => {
  const { widthPx, heightPx } = pixels;
  const grey = lumaOf(pixels);
  const [width, length, next, further] =
    way === 'across' ? [widthPx, heightPx, 1, widthPx] : [heightPx, widthPx, widthPx, 1];
  const height = Math.floor(length / MERGED);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * MERGED * further + x * next;
      const sum =
        (grey[at] ?? 0) +
        (grey[at + further] ?? 0) +
        (grey[at + 2 * further] ?? 0) +
        (grey[at + 3 * further] ?? 0);
      data[y * width + x] = sum >> 2;
    }
  }
  return { widthPx: width, heightPx: height, dpi, data };
};
