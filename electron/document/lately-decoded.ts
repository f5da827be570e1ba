import { decodePage } from './decode.ts';
import type { PageProblem } from './document-problem.ts';
import { failed, ok, type Result } from '../domain/result.ts';
import type { ImageLibrary } from './image-library.ts';
import type { Pixels } from './page-image.ts';

/** Together with more than this a page is decoded again: A4 at 300 dpi has 26 MB, A3 at 600 dpi 209 MB. */
const MOST_BYTES = 64_000_000;

/** The pages taken in last, so that making them ready for the document need not decode them again. */
export interface LatelyDecoded {
  keep(original: Uint8Array, pixels: Pixels): void;
  /** The pixels of a page as `ingestPage` returned it; decoded once more if they are not kept. */
  pixelsOf(library: ImageLibrary, original: Uint8Array): Promise<Result<Pixels, PageProblem>>;
}

interface Kept {
  readonly original: Uint8Array;
  readonly pixels: Pixels;
}

/** Holds two pages or so, each until it is asked for or newer ones come. */
export const createLatelyDecoded = (): LatelyDecoded => {
  let kept: readonly Kept[] = [];
  const bytes = () => kept.reduce((sum, { pixels }) => sum + pixels.data.length, 0);
  return {
    keep: (original, pixels) => {
      kept = [...kept, { original, pixels }];
      while (bytes() > MOST_BYTES) kept = kept.slice(1);
    },
    pixelsOf: async (library, original) => {
      const known = kept.find((page) => Buffer.compare(page.original, original) === 0);
      if (known !== undefined) {
        kept = kept.filter((page) => page !== known);
        return ok(known.pixels);
      }
      const decoded = await decodePage(library, { format: 'jpeg', data: original });
      return decoded.ok ? ok(decoded.value.pixels) : failed(decoded.problem);
    },
  };
};
