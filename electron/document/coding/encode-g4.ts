import { workshop } from '../pixels/kernels.ts';
import {
  blackRuns,
  endOfLine,
  horizontalMode,
  passMode,
  verticalModes,
  whiteRuns,
} from './fax-codes.ts';

/** A black-and-white picture, one bit a pixel, 1 = black. */
export interface Bitmap {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Rows of `wordsPerRow` words each, a row's first pixel in the lowest bit; 0 behind its last one. */
  readonly words: Uint32Array;
}

/** How many words a row of a `Bitmap` takes. */
export const wordsPerRow = (widthPx: number): number => (widthPx + 31) >> 5;

/** All code words in the order in which the kernel looks them up. */
const codes = Uint32Array.from(
  [...whiteRuns, ...blackRuns, ...verticalModes, passMode, horizontalMode, endOfLine],
  ({ bits, length }) => length * 0x10000 + bits,
);

/** Compressed so many bytes at a time: more than most pages have in all. */
const PIECE_BYTES = 256 * 1024;

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Compresses without loss after ITU-T T.6 ("Group 4"), as PDF's CCITTFaxDecode with K −1 reads it. */
export const encodeG4 = ({ widthPx, heightPx, words }: Bitmap): Uint8Array => {
  // Room for two rows even of a picture wider than any page.
  const room = Math.max(PIECE_BYTES, 4 * widthPx);
  const shop = workshop(words.byteLength, codes.byteLength, (widthPx + 5) * 8, room);
  const [picture = 0, table = 0, changes = 0, out = 0] = shop.at;
  const { kernels, bytes } = shop;
  bytes.set(bytesOf(words), picture);
  bytes.set(bytesOf(codes), table);
  const pieces: Uint8Array[] = [];
  for (let row = 0; row < heightPx;) {
    row = kernels.encodeFax(picture, widthPx, row, heightPx, table, changes, out, room);
    pieces.push(shop.copy(out, kernels.faxBytes()));
  }
  return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
};
