import { failed, ok, type Result } from '../../domain/result.ts';
import type { Rotation } from '../../domain/page.ts';
import { unpackPrepared } from '../coding/prepared-page.ts';
import type { PageProblem } from '../document-problem.ts';
import type { ImageLibrary } from '../image-library.ts';
import { readable, readWords, type Word } from './read-words.ts';
import { readablePage } from './readable-page.ts';

/**
 * Reads the words of a page as `prepare` left it.
 * @param rotation how the page is turned to be read, clockwise
 * @param languages tesseract's names; those not installed are passed over
 * @returns null for the words where nothing can be read; 'damaged' if it is no prepared page
 */
export const readPage = async (
  library: ImageLibrary,
  prepared: Uint8Array,
  rotation: Rotation,
  languages: readonly string[],
): Promise<Result<{ words: readonly Word[] | null }, PageProblem>> => {
  const page = unpackPrepared(prepared);
  if (page === null) return failed('damaged');
  const here = await readable(languages);
  if (here.length === 0) return ok({ words: null });
  const picture = await readablePage(library, page, rotation);
  return ok({ words: picture && (await readWords(picture, here, rotation)) });
};
