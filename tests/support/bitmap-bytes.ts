import { wordsPerRow, type Bitmap } from '../../electron/document/coding/encode-g4.ts';

/** A black-and-white picture from one byte a pixel (0 or 1). */
export const bitmapOf = (widthPx: number, heightPx: number, bytes: Uint8Array): Bitmap => {
  const rowWords = wordsPerRow(widthPx);
  const words = new Uint32Array(rowWords * heightPx);
  bytes.forEach((mark, place) => {
    const [x, y] = [place % widthPx, Math.floor(place / widthPx)];
    const word = y * rowWords + Math.floor(x / 32);
    words[word] = ((words[word] ?? 0) | (mark << (x % 32))) >>> 0;
  });
  return { widthPx, heightPx, words };
};

/** One byte a pixel (0 or 1) of a black-and-white picture; throws where a row has anything behind its end. */
export const bytesOf = ({ widthPx, heightPx, words }: Bitmap): Buffer => {
  const rowWords = wordsPerRow(widthPx);
  const bytes = Buffer.alloc(widthPx * heightPx);
  for (let y = 0; y < heightPx; y += 1) {
    for (let x = 0; x < rowWords * 32; x += 1) {
      const word = words[y * rowWords + Math.floor(x / 32)] ?? 0;
      const mark = Math.floor(word / 2 ** (x % 32)) % 2;
      if (x < widthPx) bytes[y * widthPx + x] = mark;
      else if (mark === 1) throw new Error(`row ${y} goes on behind its end`);
    }
  }
  return bytes;
};
