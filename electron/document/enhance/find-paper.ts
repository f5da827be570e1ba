import { halved, percentiles, type GreyImage } from './grey-image.ts';
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

/** 1 where the background reaches in from the border. */
const floodBackground = (
  image: GreyImage,
  border: readonly number[],
  background: number,
  paper: number,
): Uint8Array => {
  const { widthPx, heightPx, data } = image;
  const tolerance = Math.max(CONTRAST, 0.4 * (paper - background));
  const mask = new Uint8Array(data.length);
  const stack = new Int32Array(data.length);
  let size = 0;
  const visit = (at: number): void => {
    if (mask[at] === 1 || Math.abs((data[at] ?? 0) - background) > tolerance) return;
    mask[at] = 1;
    stack[size] = at;
    size += 1;
  };
  border.forEach(visit);
  while (size > 0) {
    size -= 1;
    const at = stack[size] ?? 0;
    const x = at % widthPx;
    if (x > 0) visit(at - 1);
    if (x < widthPx - 1) visit(at + 1);
    if (at >= widthPx) visit(at - widthPx);
    if (at < (heightPx - 1) * widthPx) visit(at + widthPx);
  }
  return mask;
};

/** Shrinks then grows the background by `radius`: lines and shadows that led it into the page vanish. */
const opened = (mask: Uint8Array, { widthPx, heightPx }: GreyImage, radius: number): Uint8Array => {
  const pass = (
    source: Uint8Array,
    value: 0 | 1,
    stride: number,
    length: number,
    lines: number,
  ) => {
    const out = source.slice();
    const step = stride === 1 ? widthPx : 1;
    for (let line = 0; line < lines; line += 1) {
      for (let index = 0; index < length; index += 1) {
        if (source[line * step + index * stride] !== value) continue;
        const [from, to] = [Math.max(0, index - radius), Math.min(length - 1, index + radius)];
        for (let near = from; near <= to; near += 1) out[line * step + near * stride] = value;
      }
    }
    return out;
  };
  const both = (source: Uint8Array, value: 0 | 1) =>
    pass(pass(source, value, 1, widthPx, heightPx), value, widthPx, heightPx, widthPx);
  return both(both(mask, 0), 1);
};

interface Item {
  readonly outline: readonly Point[];
  readonly area: number;
}

/** Labels the area connected to `start`; returns its number of pixels and its rows. */
const floodItem = (
  taken: Int32Array,
  stack: Int32Array,
  start: number,
  label: number,
  { widthPx, heightPx }: GreyImage,
) => {
  let [size, area, top, bottom] = [1, 0, heightPx, 0];
  stack[0] = start;
  taken[start] = label;
  const visit = (at: number): void => {
    if (taken[at] !== 0) return;
    taken[at] = label;
    stack[size] = at;
    size += 1;
  };
  while (size > 0) {
    size -= 1;
    const at = stack[size] ?? 0;
    const y = Math.floor(at / widthPx);
    const x = at - y * widthPx;
    area += 1;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
    if (x > 0) visit(at - 1);
    if (x < widthPx - 1) visit(at + 1);
    if (y > 0) visit(at - widthPx);
    if (y < heightPx - 1) visit(at + widthPx);
  }
  return { area, top, bottom };
};

/** The corners of the first and last pixel of each of the label's rows. */
const outlineOf = (
  taken: Int32Array,
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
const itemsIn = (mask: Uint8Array, image: GreyImage, leastArea: number) => {
  const taken = new Int32Array(mask.length);
  for (let at = 0; at < mask.length; at += 1) taken[at] = -(mask[at] ?? 0);
  const stack = new Int32Array(mask.length);
  const items: Item[] = [];
  let outside = 0;
  for (let start = taken.indexOf(0), label = 1; start >= 0; start = taken.indexOf(0, start)) {
    const { area, top, bottom } = floodItem(taken, stack, start, label, image);
    if (area >= leastArea) {
      items.push({ outline: outlineOf(taken, label, top, bottom, image.widthPx), area });
    } else outside += area;
    label += 1;
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
  const mask = opened(floodBackground(small, border, background, paper), small, 1);
  // A line of one pixel along the border is the scanner's, or the file's, not background.
  if (!mask.includes(1)) return { items: [], background: null };
  const leastStep = Math.max(LEAST_STEP, LEAST_STEP_SHARE * (paper - background));
  if (!hasSharpRim(mask, small, leastStep)) return { items: [], background: null };
  const mm2 = (small.dpi / 25.4) ** 2;
  const found = itemsIn(mask, small, LEAST_ITEM_MM2 * mm2);
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
