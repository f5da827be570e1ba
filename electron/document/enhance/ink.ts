import { rankAround } from './cells.ts';
import type { GreyImage } from './grey-image.ts';
import { cellBytes, markDarker, type Extremes } from '../pixels/darker.ts';
import { workshop } from '../pixels/kernels.ts';
import { nextChange, wordsOf } from '../pixels/next-change.ts';

/** What is written or printed: 1 = ink. */
export interface InkMask {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dpi: number;
  readonly data: Uint8Array;
  /** How bright the paper is around a pixel. */
  readonly paper: (x: number, y: number) => number;
}

/** Ink is darker than the paper around it by at least this share of the paper's brightness. */
const LEAST_CONTRAST = 0.14;
const LEAST_STEP = 18;

/** A fifth of each cell is brighter than its paper's value: specks; its darkest is not asked for. */
const COUNTING = { shift: 0, bright: 0.2, dark: 0 } as const;

/** Not the brightest: so a solid black area does not count as dark paper, and a bright speck not as paper. */
const paperLevels = ({ columns, rows, bright }: Extremes): Uint8Array =>
  rankAround({ columns, rows, data: bright }, 2, 0.75);

/**
 * Where the page is darker than the paper around it. Independent of shadow and of the paper's colour.
 * @param leastContrast share of the paper's brightness; less also finds pale print and what shows through
 */
export const findInk = (image: GreyImage, leastContrast = LEAST_CONTRAST): InkMask => {
  const { widthPx, heightPx, dpi, data } = image;
  const leastStep = LEAST_STEP * (leastContrast / LEAST_CONTRAST);
  const shop = workshop(data.length, data.length, cellBytes(widthPx, heightPx));
  const [grey = 0, marks = 0, cells = 0] = shop.at;
  shop.bytes.set(data, grey);
  let levels = new Uint8Array();
  const limitsOf = (extremes: Extremes): Uint8Array => {
    levels = Uint8Array.from(paperLevels(extremes));
    return levels.map((level) =>
      Math.max(0, Math.ceil(level - Math.max(leastStep, level * leastContrast))),
    );
  };
  const places = { widthPx, heightPx, grey, marks, cells };
  const { columns } = markDarker(shop, places, COUNTING, limitsOf);
  const paper = (x: number, y: number): number => levels[(y >> 4) * columns + (x >> 4)] ?? 255;
  return { widthPx, heightPx, dpi, data: shop.copy(marks, data.length), paper };
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
  const words = wordsOf(data);
  let above: number[] = [];
  for (let y = 0; y < heightPx; y += 1) {
    const row: number[] = [];
    const base = y * widthPx;
    let candidate = 0;
    for (let end = 0; ;) {
      const start = nextChange(data, words, base + end, base + widthPx, 0) - base;
      if (start === widthPx) break;
      const x = nextChange(data, words, base + start, base + widthPx, 1) - base;
      end = x;
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
