import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodeG4, type Bitmap } from '../../../electron/document/coding/encode-g4.ts';
import { tiffAroundG4 } from '../../../electron/document/coding/tiff.ts';
import { bitmapOf, bytesOf } from '../../support/bitmap-bytes.ts';

/** What libtiff makes of it: 1 = black. */
const decoded = async (picture: Bitmap): Promise<Buffer> => {
  const tiff = tiffAroundG4(encodeG4(picture), picture.widthPx, picture.heightPx);
  const raw = await sharp(tiff, { failOn: 'warning' }).toColourspace('b-w').raw().toBuffer();
  return Buffer.from(raw.map((value) => (value < 128 ? 1 : 0)));
};

/** Rows made of runs, so that every length of run occurs. */
const bitmap = (widthPx: number, rows: readonly (readonly number[])[]): Bitmap => {
  const data = new Uint8Array(widthPx * rows.length);
  rows.forEach((runs, y) => {
    let [x, colour] = [0, 0];
    for (const run of runs) {
      data.fill(
        colour,
        y * widthPx + Math.min(x, widthPx),
        y * widthPx + Math.min(x + run, widthPx),
      );
      [x, colour] = [x + run, colour ^ 1];
    }
  });
  return bitmapOf(widthPx, rows.length, data);
};

describe('Group 4 as libtiff reads it', () => {
  it('gives back every run of white and of black up to 5200 pixels', async () => {
    const lengths = [
      ...Array(66).keys(),
      ...Array.from({ length: 82 }, (_, index) => (index + 1) * 64 - 1),
    ];
    // A blank row between forces horizontal mode: nothing above to refer to.
    const rows = lengths.flatMap((length) => [[], [length, 3, 5, length], [], [3, length, 5]]);
    const picture = bitmap(5300, rows);
    expect((await decoded(picture)).equals(bytesOf(picture))).toBe(true);
  });

  it('gives back a picture that needs more room than there is for one piece', async () => {
    let state = 1;
    const marks = Uint8Array.from({ length: 1501 * 1400 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 31;
    });
    const picture = bitmapOf(1501, 1400, marks);
    expect(encodeG4(picture).length).toBeGreaterThan(2 * 256 * 1024);
    expect((await decoded(picture)).equals(bytesOf(picture))).toBe(true);
  });

  it('gives back any picture', async () => {
    const run = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 90 }));
    const rows = fc.array(fc.array(run, { maxLength: 40 }), { minLength: 1, maxLength: 24 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), rows, async (width, runs) => {
        const picture = bitmap(width, runs);
        expect((await decoded(picture)).equals(bytesOf(picture))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
