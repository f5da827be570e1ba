import { maxPageBytes } from '../../page-image.ts';
import type { PageImage } from '../../scanner.ts';
import type { ImageInfo, Strip } from './structs.ts';

/** Puts a page together from strips or tiles as they come, holding no more than the page. */
export interface StripAssembler {
  /** Null, or why the strip cannot belong to a page. */
  add(strip: Strip, bytes: Uint8Array): string | null;
  finish(): PageImage | string;
}

const channelsOf = (bitsPerPixel: number): 1 | 3 => (bitsPerPixel === 24 ? 3 : 1);

/** For uncompressed memory transfer of 1, 8 or 24 bits per pixel. The height may turn out only at the end. */
export const assembleStrips = (info: ImageInfo): StripAssembler => {
  const channels = channelsOf(info.bitsPerPixel);
  let width = Math.max(0, info.widthPx);
  let height = 0;
  let data = new Uint8Array(Math.min(maxPageBytes, width * Math.max(0, info.heightPx) * channels));
  const room = (needed: number): void => {
    if (needed <= data.length) return;
    const larger = new Uint8Array(Math.min(maxPageBytes, Math.max(needed, data.length * 2)));
    larger.set(data);
    data = larger;
  };
  const add = (strip: Strip, bytes: Uint8Array): string | null => {
    if (![1, 8, 24].includes(info.bitsPerPixel)) return `${info.bitsPerPixel} bits per pixel`;
    if (width === 0) width = strip.columns;
    const { rows, columns, x, y, bytesPerRow } = strip;
    const right = x + columns;
    if (right > width || columns === 0 || y + rows > 65_535) return 'a strip outside the page';
    const needed = info.bitsPerPixel === 1 ? Math.ceil(columns / 8) : columns * channels;
    if (bytesPerRow < needed || bytesPerRow * rows > bytes.length)
      return 'a strip shorter than it says';
    if ((y + rows) * width * channels > maxPageBytes) return 'a page too large';
    room((y + rows) * width * channels);
    for (let row = 0; row < rows; row++) {
      const to = ((y + row) * width + x) * channels;
      const from = row * bytesPerRow;
      if (info.bitsPerPixel !== 1) data.set(bytes.subarray(from, from + needed), to);
      else
        for (let column = 0; column < columns; column++)
          data[to + column] =
            ((bytes[from + (column >> 3)] ?? 0) >> (7 - (column & 7))) & 1 ? 255 : 0;
    }
    height = Math.max(height, y + rows);
    return null;
  };
  return {
    add,
    finish: () =>
      width > 0 && height > 0
        ? {
            format: 'raw',
            widthPx: width,
            heightPx: height,
            channels,
            data:
              data.length === width * height * channels
                ? data
                : data.slice(0, width * height * channels),
          }
        : 'a page without pixels',
  };
};
