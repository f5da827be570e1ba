import { halved, percentiles, type GreyImage } from './grey-image.ts';
import { workshop, type Workshop } from '../pixels/kernels.ts';
import { scaled, smallestRectangle, type Point, type TurnedRectangle } from './rectangle.ts';

/** Where paper lies on the scanner's background. */
export interface FoundPaper {
  /** Each item, largest first, in pixels of the picture looked at. Empty: paper fills the picture. */
  readonly items: readonly TurnedRectangle[];
  /** Grey value of the scanner's background, null if none shows. */
  readonly background: number | null;
}

/** The background must differ from paper by this much in grey to be told from it. */
const CONTRAST = 22;
/** Paper that covers less than a fifth of the glass is brighter than the rest by at least this much in grey. */
const LEAST_ABOVE_BACKGROUND = 60;
/** Background seen along less of the border than this is a shadow or a line, not background. */
const LEAST_BORDER_SHARE = 0.02;
/** What is no rectangle to this degree is no paper (a dark picture on the page, say). */
const LEAST_RECTANGULAR = 0.93;
/** Smaller things are dirt: 25 mm × 25 mm. */
const LEAST_ITEM_MM2 = 625;
/** More than this outside of all items is no dirt: what seems to be background is a dark band with writing. */
const MOST_OUTSIDE_MM2 = 12;

/** So far on either side of the rim grey is compared, px at 75 dpi (1 mm), in every so many rows and columns. */
const RIM_PX = 3;
const RIM_EVERY = 4;
/** An edge of paper is a step of at least so many grey values, or this share of paper's distance from background. */
const LEAST_STEP = 12;
const LEAST_STEP_SHARE = 0.2;
const LEAST_SHARP = 0.5;

const borderIndexes = ({ widthPx, heightPx }: GreyImage): readonly number[] => {
  const indexes: number[] = [];
  for (let x = 0; x < widthPx; x += 1) indexes.push(x, (heightPx - 1) * widthPx + x);
  for (let y = 1; y < heightPx - 1; y += 1) indexes.push(y * widthPx, y * widthPx + widthPx - 1);
  return indexes;
};

/**
 * The grey value of paper: the bright end of the picture. Where most of it is dark, a small paper (a card, a
 * till receipt) may lie on the background, which is then much brighter than all the rest.
 */
export const paperBrightness = ({ data }: GreyImage): number => {
  const [usual = 255, brightest = 255] = percentiles(data, [0.8, 0.97]);
  return brightest > usual + LEAST_ABOVE_BACKGROUND ? brightest : usual;
};

/** The median grey of what shows along the border and is not paper. */
const backgroundLevel = (
  image: GreyImage,
  border: readonly number[],
  paper: number,
): number | null => {
  const dark = border.map((at) => image.data[at] ?? 0).filter((value) => value < paper - CONTRAST);
  if (dark.length < border.length * LEAST_BORDER_SHARE) return null;
  return dark.sort((a, b) => a - b)[dark.length >> 1] ?? null;
};

/** The small picture in a workshop. */
interface Laid {
  readonly shop: Workshop;
  readonly image: GreyImage;
  /** One byte a pixel: what may be background, then what is something else. */
  readonly marks: number;
  readonly other: number;
  /** Four bytes a pixel. */
  readonly stack: number;
}

const lay = (image: GreyImage): Laid => {
  const count = image.data.length;
  const shop = workshop(count, count, count * 4);
  const [marks = 0, other = 0, stack = 0] = shop.at;
  return { shop, image, marks, other, stack };
};

/** What is in the picture, one byte a pixel: nothing known yet, or paper; the background; whatever lies on it. */
const BACKGROUND = 2;
const FIRST_ITEM = 2;
const DIRT = 255;

/** 1 where the background reaches in from the border. */
const floodBackground = (
  { shop: { kernels, bytes }, image, marks, other, stack }: Laid,
  border: readonly number[],
  background: number,
  paper: number,
): void => {
  const { widthPx, heightPx, data } = image;
  const tolerance = Math.floor(Math.max(CONTRAST, 0.4 * (paper - background)));
  bytes.set(data, other);
  kernels.near(other, data.length, background, tolerance, marks);
  for (const at of border) kernels.flood(marks, widthPx, heightPx, at, 1, BACKGROUND, stack);
  kernels.near(marks, data.length, BACKGROUND, 0, marks);
};

/** Shrinks then grows the background by one pixel: lines and shadows that led it into the page vanish. */
const open = ({ shop: { kernels }, image, marks, other }: Laid): void => {
  const { widthPx, heightPx } = image;
  for (const grow of [0, 1]) {
    kernels.spreadAcross(marks, widthPx, heightPx, grow, other);
    kernels.spreadDown(other, widthPx, heightPx, grow, marks);
  }
};

interface Item {
  readonly outline: readonly Point[];
  readonly area: number;
}

/** The corners of the first and last pixel of each of the label's rows. */
const outlineOf = (
  taken: Uint8Array,
  label: number,
  top: number,
  bottom: number,
  widthPx: number,
): readonly Point[] => {
  const outline: Point[] = [];
  for (let y = top; y <= bottom; y += 1) {
    const row = taken.subarray(y * widthPx, (y + 1) * widthPx);
    const [left, right] = [row.indexOf(label), row.lastIndexOf(label) + 1];
    if (left < 0) continue;
    outline.push({ x: left, y }, { x: right, y }, { x: left, y: y + 1 }, { x: right, y: y + 1 });
  }
  return outline;
};

/** The connected areas of at least `leastArea` pixels that are not background, and how much smaller ones cover. */
const itemsIn = ({ shop, image, marks, stack }: Laid, leastArea: number) => {
  const { widthPx, heightPx, data } = image;
  const { kernels, bytes } = shop;
  const taken = bytes.subarray(marks, marks + data.length);
  const flood = (start: number, from: number, to: number) =>
    kernels.flood(marks, widthPx, heightPx, start, from, to, stack);
  const items: Item[] = [];
  let outside = 0;
  for (let start = taken.indexOf(0); start >= 0; start = taken.indexOf(0, start)) {
    const label = FIRST_ITEM + items.length;
    const area = flood(start, 0, label);
    const [, top = 0, bottom = 0] = new Int32Array(shop.copy(kernels.floodFound(), 12).buffer);
    if (area >= leastArea && label < DIRT) {
      items.push({ outline: outlineOf(taken, label, top, bottom, widthPx), area });
      continue;
    }
    flood(start, label, DIRT);
    outside += area;
  }
  return { items, outside };
};

/**
 * Whether most of the rim between background and the rest is an edge of paper, where grey changes at once. Into
 * a shadow that lies on the paper it changes little by little.
 */
const hasSharpRim = (mask: Uint8Array, image: GreyImage, leastStep: number): boolean => {
  const { widthPx, heightPx, data } = image;
  let [rim, sharp] = [0, 0];
  const look = (at: number, stride: number): void => {
    if (mask[at] === mask[at + stride]) return;
    const [one, other] = [at - (RIM_PX - 1) * stride, at + RIM_PX * stride];
    rim += 1;
    if (Math.abs((data[one] ?? 0) - (data[other] ?? 0)) >= leastStep) sharp += 1;
  };
  for (let y = RIM_PX; y < heightPx - RIM_PX; y += RIM_EVERY) {
    for (let x = RIM_PX; x < widthPx - RIM_PX; x += 1) look(y * widthPx + x, 1);
  }
  for (let y = RIM_PX; y < heightPx - RIM_PX; y += 1) {
    for (let x = RIM_PX; x < widthPx - RIM_PX; x += RIM_EVERY) look(y * widthPx + x, widthPx);
  }
  return rim === 0 || sharp >= rim * LEAST_SHARP;
};

/**
 * Finds the paper on the scanner's background, darker or a little darker than paper, all round or on some
 * sides only. Where nothing differs from paper at the border, the paper fills the picture.
 */
export const findPaper = (image: GreyImage): FoundPaper => {
  const small = halved(image);
  const border = borderIndexes(small);
  const paper = paperBrightness(small);
  const background = backgroundLevel(small, border, paper);
  if (background === null) return { items: [], background };
  const laid = lay(small);
  floodBackground(laid, border, background, paper);
  open(laid);
  const mask = laid.shop.copy(laid.marks, small.data.length);
  // A line of one pixel along the border is the scanner's, or the file's, not background.
  if (!mask.includes(1)) return { items: [], background: null };
  const leastStep = Math.max(LEAST_STEP, LEAST_STEP_SHARE * (paper - background));
  if (!hasSharpRim(mask, small, leastStep)) return { items: [], background: null };
  const mm2 = (small.dpi / 25.4) ** 2;
  const found = itemsIn(laid, LEAST_ITEM_MM2 * mm2);
  const items = found.items
    .map(({ outline, area }) => ({ rectangle: smallestRectangle(outline), area }))
    .sort((a, b) => b.area - a.area);
  const isPaper = items.every(
    ({ rectangle: { width, height }, area }) => area / (width * height) > LEAST_RECTANGULAR,
  );
  // Nothing that may be written is ever cut off: in doubt the whole picture is the page.
  if (!isPaper || found.outside > MOST_OUTSIDE_MM2 * mm2) return { items: [], background };
  return { items: items.map(({ rectangle }) => scaled(rectangle, 2)), background };
};
