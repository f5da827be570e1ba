import { rankAround } from './cells.ts';
import type { GreyImage } from './grey-image.ts';
import { cellBytes, markDarker, type Extremes } from '../pixels/darker.ts';
import { workshop } from '../pixels/kernels.ts';

/** What is written or printed: 1 = ink. */
export interface InkMask {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dpi: number;
  readonly data: Uint8Array;
  /** How bright the paper is (0–255) in each cell of 16 × 16 pixels, row by row. */
  readonly paper: Uint8Array;
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
  let paper = new Uint8Array();
  const limitsOf = (extremes: Extremes): Uint8Array => {
    paper = Uint8Array.from(paperLevels(extremes));
    return paper.map((level) =>
      Math.max(0, Math.ceil(level - Math.max(leastStep, level * leastContrast))),
    );
  };
  const places = { widthPx, heightPx, grey, marks, cells };
  markDarker(shop, places, COUNTING, limitsOf);
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

/** A run of ink and a piece in the workshop, bytes: see assembly/marks.ts. */
const RUN_BYTES = 24;
const SPAN_BYTES = 8;
const PIECE_BYTES = 20;

/** The connected pieces (also across corners), in one pass over the rows' runs with union–find. */
export const inkComponents = ({ widthPx, heightPx, data }: InkMask): readonly InkComponent[] => {
  const counting = workshop(data.length);
  const [counted = 0] = counting.at;
  counting.bytes.set(data, counted);
  const most = counting.kernels.countRuns(counted, widthPx, heightPx);
  const { kernels, bytes, at, copy } = workshop(
    data.length,
    most * RUN_BYTES,
    most * SPAN_BYTES,
    most * PIECE_BYTES,
  );
  const [marks = 0, runs = 0, spans = 0, pieces = 0] = at;
  bytes.set(data, marks);
  const count = kernels.piecesOf(marks, widthPx, heightPx, runs, spans, pieces);
  const found = new Int32Array(copy(pieces, count * PIECE_BYTES).buffer);
  return Array.from({ length: count }, (_, piece) => {
    const at = piece * 5;
    return {
      left: found[at] ?? 0,
      top: found[at + 1] ?? 0,
      right: found[at + 2] ?? 0,
      bottom: found[at + 3] ?? 0,
      area: found[at + 4] ?? 0,
    };
  });
};
