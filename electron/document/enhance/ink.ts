import { rankAround } from './cells.ts';
import type { GreyImage } from './grey-image.ts';

/** What is written or printed: 1 = ink. */
export interface InkMask {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dpi: number;
  readonly data: Uint8Array;
  /** How bright the paper is around a pixel. */
  readonly paper: (x: number, y: number) => number;
}

/** Side of the blocks in which the paper's own brightness is measured, px. */
const BLOCK_PX = 16;
/** Ink is darker than the paper around it by at least this share of the paper's brightness. */
const LEAST_CONTRAST = 0.14;
const LEAST_STEP = 18;

/** Paper brightness per block: the bright end of each block, then the median of the blocks around it. */
const paperBlocks = (image: GreyImage) => {
  const columns = Math.ceil(image.widthPx / BLOCK_PX);
  const rows = Math.ceil(image.heightPx / BLOCK_PX);
  const bright = new Uint8Array(columns * rows);
  const counts = new Uint16Array(256);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      counts.fill(0);
      const [right, bottom] = [
        Math.min(image.widthPx, (column + 1) * BLOCK_PX),
        Math.min(image.heightPx, (row + 1) * BLOCK_PX),
      ];
      let pixels = 0;
      for (let y = row * BLOCK_PX; y < bottom; y += 1) {
        for (let x = column * BLOCK_PX; x < right; x += 1) {
          const value = image.data[y * image.widthPx + x] ?? 0;
          counts[value] = (counts[value] ?? 0) + 1;
          pixels += 1;
        }
      }
      let left = pixels * 0.2;
      let value = 255;
      while (value > 0 && left > (counts[value] ?? 0)) {
        left -= counts[value] ?? 0;
        value -= 1;
      }
      bright[row * columns + column] = value;
    }
  }
  return { columns, rows, bright };
};

/** How bright the paper is at every block of 16 px, and how to ask for one pixel. */
const paperBrightness = (image: GreyImage): ((x: number, y: number) => number) => {
  const { columns, rows, bright } = paperBlocks(image);
  // Not the brightest: so a solid black area does not count as dark paper, and a bright speck not as paper.
  const level = rankAround({ columns, rows, data: bright }, 2, 0.75);
  return (x, y) => level[(y >> 4) * columns + (x >> 4)] ?? 255;
};

/**
 * Where the page is darker than the paper around it. Independent of shadow and of the paper's colour.
 * @param leastContrast share of the paper's brightness; less also finds pale print and what shows through
 */
export const findInk = (image: GreyImage, leastContrast = LEAST_CONTRAST): InkMask => {
  const { widthPx, heightPx, dpi, data } = image;
  const paper = paperBrightness(image);
  const leastStep = LEAST_STEP * (leastContrast / LEAST_CONTRAST);
  const ink = new Uint8Array(data.length);
  for (let y = 0; y < heightPx; y += 1) {
    for (let left = 0; left < widthPx; left += BLOCK_PX) {
      const level = paper(left, y);
      const limit = level - Math.max(leastStep, level * leastContrast);
      const right = Math.min(widthPx, left + BLOCK_PX);
      for (let at = y * widthPx + left; at < y * widthPx + right; at += 1) {
        if ((data[at] ?? 0) < limit) ink[at] = 1;
      }
    }
  }
  return { widthPx, heightPx, dpi, data: ink, paper };
};

/** One connected piece of ink. */
export interface InkComponent {
  readonly left: number;
  readonly top: number;
  /** Exclusive. */
  readonly right: number;
  readonly bottom: number;
  /** Pixels of ink. */
  readonly area: number;
}

/** The connected pieces (also across corners), in one pass over the rows' runs with union–find. */
export const inkComponents = ({ widthPx, heightPx, data }: InkMask): readonly InkComponent[] => {
  const parent: number[] = [];
  const box: { left: number; top: number; right: number; bottom: number; area: number }[] = [];
  const find = (run: number): number => {
    let root = run;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root] ?? root] ?? root;
      root = parent[root] ?? root;
    }
    return root;
  };
  const join = (one: number, other: number): void => {
    const [a, b] = [find(one), find(other)];
    const [to, from] = [box[a], box[b]];
    if (a === b || to === undefined || from === undefined) return;
    parent[b] = a;
    to.left = Math.min(to.left, from.left);
    to.top = Math.min(to.top, from.top);
    to.right = Math.max(to.right, from.right);
    to.bottom = Math.max(to.bottom, from.bottom);
    to.area += from.area;
  };
  let above: number[] = [];
  for (let y = 0; y < heightPx; y += 1) {
    const row: number[] = [];
    const base = y * widthPx;
    let candidate = 0;
    for (let x = 0; x < widthPx; x += 1) {
      if (data[base + x] !== 1) continue;
      const start = x;
      while (x < widthPx && data[base + x] === 1) x += 1;
      const run = parent.length;
      parent.push(run);
      box.push({ left: start, top: y, right: x, bottom: y + 1, area: x - start });
      while (candidate < above.length && (above[candidate + 1] ?? 0) < start) candidate += 3;
      for (let at = candidate; at < above.length && (above[at] ?? 0) <= x; at += 3) {
        join(run, above[at + 2] ?? 0);
      }
      row.push(start, x, run);
    }
    above = row;
  }
  return box.filter((_, run) => parent[run] === run);
};
