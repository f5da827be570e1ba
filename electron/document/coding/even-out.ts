import type { Pixels } from '../page-image.ts';
import { workshop } from '../pixels/kernels.ts';
import { measurePaper, type PaperField } from './paper-field.ts';

/** How paper was made even: what the manifest says about it. Grey values 0–255. */
export interface Evening {
  /** The paper's brightness before, where it is bright. */
  readonly paper: number;
  /** How much darker its darkest parts were. */
  readonly shade: number;
  /** How much yellower than grey it was: red minus blue. */
  readonly tint: number;
  /** What all of it is brought to. */
  readonly to: number;
}

/** Less shade than this nobody sees; more is no shadow any more. */
const SHADE = { least: 14, most: 110 } as const;
/** Paper darker than this is brought to `WHITE`. */
const BRIGHT_ENOUGH = 222;
const WHITE = 242;
/** Less is how paper is; more is paper that was made yellow, and stays so. */
const TINT = { least: 12, most: 56 } as const;
/** Paper is never brightened by more. */
const MOST_GAIN = 2;
/** What is this much darker than paper (share of its brightness) is no paper: left as it is from here on. */
const PAPER_FROM = 0.8;
const NO_PAPER_BELOW = 0.6;

/** Old paper: blue is weakest, green hardly weaker than red. Pink and green sheets are not meant. */
const yellowness = ([red, green, blue]: readonly [number, number, number]): number =>
  blue < green && green <= red + 3 && red - green < (red - blue) * 0.6 ? red - blue : 0;

const decide = ({ level, shade, colour }: PaperField): Evening | null => {
  const tint = Math.round(yellowness(colour));
  const yellowed = tint >= TINT.least && tint <= TINT.most;
  const coloured = Math.max(...colour) - Math.min(...colour) >= TINT.least && !yellowed;
  const uneven = shade >= SHADE.least;
  const dark = level < BRIGHT_ENOUGH;
  if (coloured || shade > SHADE.most || !(uneven || dark || yellowed)) return null;
  const to = Math.max(WHITE, Math.round(level));
  return { paper: Math.round(level), shade: Math.round(shade), tint: yellowed ? tint : 0, to };
};

/** Values at the cells' middles become one for each pixel of the row or column. */
const stretched = (profile: Float64Array, length: number, cellPx: number): Float64Array => {
  const out = new Float64Array(length);
  const last = profile.length - 1;
  for (let at = 0; at < length; at += 1) {
    const place = Math.min(last, Math.max(0, (at + 0.5) / cellPx - 0.5));
    const left = Math.floor(place);
    const [a, b] = [profile[left] ?? 1, profile[Math.min(last, left + 1)] ?? 1];
    out[at] = a + (b - a) * (place - left);
  }
  return out;
};

/** Brings every pixel of paper to the same grey; what is darker or coloured keeps its place, and its value. */
const evened = (page: Pixels, field: PaperField, { tint, to }: Evening): Pixels => {
  const { widthPx, heightPx, channels, data } = page;
  const across = stretched(field.across, widthPx, field.cellPx);
  const down = stretched(field.down, heightPx, field.cellPx);
  const luma = (field.colour[0] * 77 + field.colour[1] * 150 + field.colour[2] * 29) / 256;
  const balance = (channel: 0 | 1 | 2): number => (tint > 0 ? luma / field.colour[channel] : 1);
  const [red, green, blue] = [balance(0), balance(1), balance(2)];
  const shop = workshop(data.length, widthPx * 4, data.length);
  const [picture = 0, gains = 0, out = 0] = shop.at;
  const { kernels, bytes } = shop;
  bytes.set(data, picture);
  const inverse = Float32Array.from(across, (share) => to / share);
  bytes.set(new Uint8Array(inverse.buffer), gains);
  const paper = [NO_PAPER_BELOW, PAPER_FROM - NO_PAPER_BELOW] as const;
  for (let y = 0; y < heightPx; y += 1) {
    const start = y * widthPx * channels;
    const row = 1 / (down[y] ?? 1);
    const brighter = [gains, row, MOST_GAIN, to, red, green, blue] as const;
    kernels.evenRow(picture + start, channels, widthPx, ...brighter, ...paper, out + start);
  }
  return { ...page, data: shop.copy(out, data.length) };
};

/**
 * Evens out shadow and yellowed paper in the background of a page taken apart, where that is sure to be
 * paper: not where much of it is a picture, nor on paper that is coloured on purpose, in part or as a whole.
 * Writing lies in layers of its own and is not touched.
 * @param background at about 100 dpi
 * @returns null: it stays as it is
 */
export const evenOut = (
  background: Pixels,
): { readonly background: Pixels; readonly evening: Evening } | null => {
  const field = measurePaper(background);
  const evening = field && decide(field);
  return field === null || evening === null
    ? null
    : { background: evened(background, field, evening), evening };
};
