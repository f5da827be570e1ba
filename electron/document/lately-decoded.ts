import { decodePage } from './decode.ts';
import type { PageProblem } from './document-problem.ts';
import { failed, ok, type Result } from '../domain/result.ts';
import type { ImageLibrary } from './image-library.ts';
import type { Pixels } from './page-image.ts';

/** More than this is decoded again: A4 at 300 dpi has 26 MB, A3 at 600 dpi 209 MB. */
const MOST_BYTES = 40_000_000;

/** The page taken in last, so that making it ready for the document need not decode it again. */
export interface LatelyDecoded {
  keep(original: Uint8Array, pixels: Pixels): void;
  /** The pixels of a page as `ingestPage` returned it; decoded once more if it was not the last. */
  pixelsOf(library: ImageLibrary, original: Uint8Array): Promise<Result<Pixels, PageProblem>>;
}

/** Holds one page at a time, until it is asked for or the next one comes. */
export const createLatelyDecoded = (): LatelyDecoded => {
  let last: { readonly original: Uint8Array; readonly pixels: Pixels } | null = null;
  return {
    keep: (original, pixels) => {
      last = pixels.data.length > MOST_BYTES ? null : { original, pixels };
    },
    pixelsOf: async (library, original) => {
      const known = last;
      if (known !== null && Buffer.compare(known.original, original) === 0) {
        last = null;
        return ok(known.pixels);
      }
      const decoded = await decodePage(library, { format: 'jpeg', data: original });
      return decoded.ok ? ok(decoded.value.pixels) : failed(decoded.problem);
    },
  };
};
