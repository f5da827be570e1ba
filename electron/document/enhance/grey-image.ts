import { plain, type Pixels } from '../page-image.ts';
import { valueCounts } from '../pixels/count-values.ts';
import { workshop } from '../pixels/kernels.ts';

/** An 8-bit grey picture in memory, rows without padding; 255 = white. */
export interface GreyImage {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dpi: number;
  readonly data: Uint8Array;
}

/** The resolution at which pages are looked at: fine enough for 6-point print, coarse enough to be quick. */
const ANALYSIS_DPI = 150;

/** Luma (ITU-R BT.601) of every pixel. */
export const lumaOf = ({ data, channels }: Pixels): Uint8Array => {
  // As it is: memory of the WebAssembly build lives as long as the very object it came in.
  if (channels === 1) return data;
  const count = data.length / 3;
  const { kernels, bytes, at, copy } = workshop(data.length, count);
  const [from = 0, to = 0] = at;
  bytes.set(data, from);
  kernels.luma(from, to, count);
  return copy(to, count);
};

/** The picture at half its size: the mean of four pixels each, so nothing is invented. */
const halfSize = ({ widthPx, heightPx, channels, data }: Pixels): Pixels => {
  const [width, height] = [widthPx >> 1, heightPx >> 1];
  const row = width * channels;
  const { kernels, bytes, at, copy } = workshop(data.length, row * height);
  const [from = 0, to = 0] = at;
  bytes.set(data, from);
  const halve = channels === 1 ? kernels.halveGrey : kernels.halveColour;
  const stride = widthPx * channels;
  for (let y = 0; y < height; y += 1) {
    const above = from + 2 * y * stride;
    halve(above, above + stride, to + y * row, width);
  }
  return { widthPx: width, heightPx: height, channels, data: copy(to, row * height) };
};

/** Adds every sample of a row to the sum of its block and channel. */
const addRow = (
  sums: Uint32Array,
  data: Uint8Array,
  start: number,
  factor: number,
  channels: number,
): void => {
  let at = start;
  for (let x = 0; x < sums.length; x += channels) {
    for (let column = 0; column < factor; column += 1) {
      for (let channel = 0; channel < channels; channel += 1) {
        sums[x + channel] = (sums[x + channel] ?? 0) + (data[at + channel] ?? 0);
      }
      at += channels;
    }
  }
};

/** The picture at 1/factor of its size: the mean of whole blocks of pixels. */
export const reduced = (pixels: Pixels, factor: number): Pixels => {
  if (factor === 1) return pixels;
  // The usual resolution of a scan is twice the one at which it is looked at.
  if (factor === 2 && pixels.widthPx > 1 && pixels.heightPx > 1) return halfSize(pixels);
  const { channels } = pixels;
  const widthPx = Math.max(1, Math.floor(pixels.widthPx / factor));
  const heightPx = Math.max(1, Math.floor(pixels.heightPx / factor));
  const data = plain(pixels.data);
  const row = widthPx * channels;
  const stride = pixels.widthPx * channels;
  const out = new Uint8Array(row * heightPx);
  const sums = new Uint32Array(row);
  const [blocks, half] = [factor * factor, (factor * factor) >> 1];
  for (let y = 0; y < heightPx; y += 1) {
    const start = y * factor * stride;
    sums.fill(0);
    for (let line = 0; line < factor; line += 1) {
      addRow(sums, data, start + line * stride, factor, channels);
    }
    for (let x = 0; x < row; x += 1) out[y * row + x] = ((sums[x] ?? 0) + half) / blocks;
  }
  return { widthPx, heightPx, channels, data: out };
};

/** How many pixels of the scan in each direction make one at about 150 dpi. */
export const analysisFactor = (dpi: number): number => Math.max(1, Math.round(dpi / ANALYSIS_DPI));

/** The picture in grey. */
export const greyOf = (pixels: Pixels, dpi: number): GreyImage => ({
  widthPx: pixels.widthPx,
  heightPx: pixels.heightPx,
  dpi,
  data: lumaOf(pixels),
});

/** The page in grey at about 150 dpi. */
export const toAnalysisGrey = (pixels: Pixels, dpi: number): GreyImage => {
  const factor = analysisFactor(dpi);
  return greyOf(reduced(pixels, factor), dpi / factor);
};

/** The picture at half its size. */
export const halved = (image: GreyImage): GreyImage =>
  greyOf(reduced({ ...image, channels: 1 }, 2), image.dpi / 2);

/** The grey values below which the given shares (0–1) of all pixels lie. */
export const percentiles = (data: Uint8Array, shares: readonly number[]): readonly number[] => {
  const counts = valueCounts(data);
  return shares.map((share) => {
    let left = share * data.length;
    const found = counts.findIndex((count) => (left -= count) <= 0);
    return found < 0 ? 255 : found;
  });
};
