import type { Pixels } from '../page-image.ts';

/** An 8-bit grey picture in memory, rows without padding; 255 = white. */
export interface GreyImage {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dpi: number;
  readonly data: Uint8Array;
}

/** The resolution at which pages are looked at: fine enough for 6-point print, coarse enough to be quick. */
const ANALYSIS_DPI = 150;

/** Luma (ITU-R BT.601) of sample `at`, in 256ths. */
const lumaAt = (data: Uint8Array, at: number, channels: number): number =>
  channels === 1
    ? (data[at] ?? 0) << 8
    : (data[at] ?? 0) * 77 + (data[at + 1] ?? 0) * 150 + (data[at + 2] ?? 0) * 29;

/** The page in grey at 1/factor of its size: the mean of whole blocks of pixels, so nothing is invented. */
const reduced = (pixels: Pixels, dpi: number, factor: number): GreyImage => {
  const widthPx = Math.max(1, Math.floor(pixels.widthPx / factor));
  const heightPx = Math.max(1, Math.floor(pixels.heightPx / factor));
  const out = new Uint8Array(widthPx * heightPx);
  const { data, channels } = pixels;
  const stride = pixels.widthPx * channels;
  const scale = 1 / (256 * factor * factor);
  for (let y = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1) {
      const first = y * factor * stride + x * factor * channels;
      let sum = 0;
      for (let row = 0; row < factor; row += 1) {
        const start = first + row * stride;
        for (let column = 0; column < factor; column += 1) {
          sum += lumaAt(data, start + column * channels, channels);
        }
      }
      out[y * widthPx + x] = sum * scale;
    }
  }
  return { widthPx, heightPx, dpi: dpi / factor, data: out };
};

/** The page in grey at about 150 dpi. */
export const toAnalysisGrey = (pixels: Pixels, dpi: number): GreyImage =>
  reduced(pixels, dpi, Math.max(1, Math.round(dpi / ANALYSIS_DPI)));

/** The picture at half its size. */
export const halved = (image: GreyImage): GreyImage =>
  reduced({ ...image, channels: 1 }, image.dpi, 2);

/** The grey value below which the given share (0–1) of all pixels lies. */
export const percentile = (data: Uint8Array, share: number): number => {
  const counts = new Uint32Array(256);
  for (const value of data) counts[value] = (counts[value] ?? 0) + 1;
  let left = share * data.length;
  for (let value = 0; value < 256; value += 1) {
    left -= counts[value] ?? 0;
    if (left <= 0) return value;
  }
  return 255;
};
