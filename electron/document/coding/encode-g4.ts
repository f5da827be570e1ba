import {
  blackRuns,
  endOfLine,
  horizontalMode,
  passMode,
  verticalModes,
  whiteRuns,
  type FaxCode,
} from './fax-codes.ts';
import { nextChangeOfBits } from '../pixels/next-change.ts';

/** A black-and-white picture, one bit a pixel, 1 = black. */
export interface Bitmap {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Rows of `wordsPerRow` words each, a row's first pixel in the lowest bit; 0 behind its last one. */
  readonly words: Uint32Array;
}

/** How many words a row of a `Bitmap` takes. */
export const wordsPerRow = (widthPx: number): number => (widthPx + 31) >> 5;

class BitWriter {
  #bytes = Buffer.alloc(64 * 1024);
  #length = 0;
  #pending = 0;
  #count = 0;

  put({ bits, length }: FaxCode): void {
    this.#pending = (this.#pending << length) | bits;
    this.#count += length;
    while (this.#count >= 8) {
      this.#count -= 8;
      this.#push((this.#pending >>> this.#count) & 0xff);
    }
    this.#pending &= (1 << this.#count) - 1;
  }

  finish(): Uint8Array {
    if (this.#count > 0) this.#push((this.#pending << (8 - this.#count)) & 0xff);
    return this.#bytes.subarray(0, this.#length);
  }

  #push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(this.#length)]);
    }
    this.#bytes[this.#length] = byte;
    this.#length += 1;
  }
}

const LONGEST_CODED_RUN = 2560;

const putRun = (out: BitWriter, run: number, table: readonly FaxCode[]): void => {
  let left = run;
  const put = (index: number): void => {
    const word = table[index];
    if (word !== undefined) out.put(word);
  };
  for (; left > LONGEST_CODED_RUN + 63; left -= LONGEST_CODED_RUN) {
    put(63 + LONGEST_CODED_RUN / 64);
  }
  if (left >= 64) put(63 + (left >> 6));
  put(left & 63);
};

/** Where the row changes colour, starting from white, then the row's end several times over. */
const changesOf = ({ widthPx, words }: Bitmap, y: number, into: Int32Array): void => {
  const start = y * wordsPerRow(widthPx);
  let count = 0;
  let at = 0;
  for (let colour: 0 | 1 = 0; ; colour = colour === 0 ? 1 : 0) {
    at = nextChangeOfBits(words, start, at, widthPx, colour);
    if (at >= widthPx) break;
    into[count] = at;
    count += 1;
  }
  into.fill(widthPx, count, count + 4);
};

const encodeRow = (out: BitWriter, row: Int32Array, above: Int32Array, widthPx: number): void => {
  let a0 = -1;
  let colour = 0;
  let [rowAt, aboveAt] = [0, 0];
  while (a0 < widthPx) {
    while ((row[rowAt] ?? widthPx) <= a0 && (row[rowAt] ?? widthPx) < widthPx) rowAt += 1;
    const a1 = row[rowAt] ?? widthPx;
    // b1: the first change above, right of a0, to the colour opposite to the present one.
    if (aboveAt > 0) aboveAt -= 1;
    while (
      (above[aboveAt] ?? widthPx) < widthPx &&
      ((above[aboveAt] ?? widthPx) <= a0 || (aboveAt & 1) !== colour)
    ) {
      aboveAt += 1;
    }
    const b1 = above[aboveAt] ?? widthPx;
    const b2 = b1 === widthPx ? widthPx : (above[aboveAt + 1] ?? widthPx);
    const vertical = verticalModes[a1 - b1 + 3];
    if (b2 < a1) {
      out.put(passMode);
      a0 = b2;
    } else if (vertical !== undefined) {
      out.put(vertical);
      a0 = a1;
      colour ^= 1;
    } else {
      const a2 = a1 === widthPx ? widthPx : (row[rowAt + 1] ?? widthPx);
      const tables = colour === 0 ? [whiteRuns, blackRuns] : [blackRuns, whiteRuns];
      out.put(horizontalMode);
      putRun(out, a1 - Math.max(a0, 0), tables[0] ?? whiteRuns);
      putRun(out, a2 - a1, tables[1] ?? blackRuns);
      a0 = a2;
    }
  }
};

/** Compresses without loss after ITU-T T.6 ("Group 4"), as PDF's CCITTFaxDecode with K −1 reads it. */
export const encodeG4 = (bitmap: Bitmap): Uint8Array => {
  const { widthPx, heightPx } = bitmap;
  const out = new BitWriter();
  let above = new Int32Array(widthPx + 5).fill(widthPx);
  let row = new Int32Array(widthPx + 5);
  for (let y = 0; y < heightPx; y += 1) {
    changesOf(bitmap, y, row);
    encodeRow(out, row, above, widthPx);
    [above, row] = [row, above];
  }
  out.put(endOfLine);
  out.put(endOfLine);
  return out.finish();
};
