import { failed, ok, type Result } from '../domain/result.ts';
import type { Rotation } from '../domain/page.ts';
import { unpackPrepared, type PreparedPage } from './coding/prepared-page.ts';
import type { DocumentProblem } from './document-problem.ts';
import { readJpegHeader, withoutJpegMetadata } from './jpeg.ts';
import { isAsExpected, type ExpectedPage } from './pdf/check-pdf.ts';
import type { DocumentInfo } from './pdf/metadata.ts';
import { PdfWriter } from './pdf/pdf-writer.ts';
import type { Word } from './text/read-words.ts';

/** One page on its way into the document. */
export interface DocumentPage {
  /** JPEG, as the ingest returned it. Not needed where the page comes prepared. */
  readonly original: Uint8Array;
  /** How the customer turned it, clockwise. */
  readonly rotation: Rotation;
  /** Dots per inch. */
  readonly dpi: number;
  /** The page straightened, cropped and coded by `prepare`; takes the original's place. */
  readonly prepared?: Uint8Array;
  /** The words read on the page as it was prepared, standing as `rotation` says. */
  readonly words?: readonly Word[];
}

/** The original as it is, as one picture. */
const asScanned = ({ original, dpi }: DocumentPage): PreparedPage | null => {
  const header = readJpegHeader(original);
  if (header === null || (header.components !== 1 && header.components !== 3)) return null;
  const { widthPx, heightPx, components } = header;
  const jpeg = withoutJpegMetadata(original);
  return { widthPx, heightPx, dpi, picture: { widthPx, heightPx, components, jpeg }, stencils: [] };
};

/** What one page adds to the end of a file at most (cross-reference table, transfer note), bytes. */
const END_BYTES_PER_PAGE = 1_500;
/** What the end of a file needs besides (fonts, colour profile, metadata), bytes. */
const END_BYTES = 24_000;

/** More bytes than what describes a document of so many pages as a whole needs. */
export const endBytes = (pageCount: number): number => END_BYTES + pageCount * END_BYTES_PER_PAGE;

/**
 * One PDF being written, page by page. It keeps the compressed bytes it has given away (the file is opened
 * again and checked before anybody gets its end), never decoded pages.
 */
export class DocumentInProgress {
  readonly #writer = new PdfWriter();
  readonly #mostBytes: number;
  readonly #written: Uint8Array[] = [];
  readonly #expected: ExpectedPage[] = [];

  #length = 0;

  /** @param mostBytes of the whole file; it is kept unless its only page is larger */
  constructor(mostBytes = Infinity) {
    this.#mostBytes = mostBytes;
  }

  begin(): Uint8Array {
    return this.#keep(this.#writer.begin());
  }

  /**
   * @returns null where the file would become too large: the page begins another file.
   * 'damaged' if the page is no JPEG that can be embedded, or not as `prepare` left it
   */
  addPage(page: DocumentPage): Result<Uint8Array | null, DocumentProblem> {
    const coded = page.prepared === undefined ? asScanned(page) : unpackPrepared(page.prepared);
    if (coded === null) return failed('damaged');
    const { rotation, words = [] } = page;
    const pageCount = this.#expected.length + 1;
    const room = this.#mostBytes - this.#length - endBytes(pageCount);
    const written = this.#writer.page(
      { page: coded, rotation, words },
      pageCount === 1 ? Infinity : room,
    );
    if (written === null) return ok(null);
    this.#expected.push({ rotation, proportion: coded.widthPx / coded.heightPx });
    return ok(this.#keep(written));
  }

  /** @returns 'no-pages'; 'check-failed' if an independent reader does not find the pages put in */
  async end(
    info: DocumentInfo,
  ): Promise<Result<{ bytes: Uint8Array; pageCount: number }, DocumentProblem>> {
    if (this.#expected.length === 0) return failed('no-pages');
    const bytes = this.#keep(this.#writer.end(info));
    const good = await isAsExpected(Buffer.concat(this.#written), this.#expected);
    return good ? ok({ bytes, pageCount: this.#expected.length }) : failed('check-failed');
  }

  #keep(bytes: Uint8Array): Uint8Array {
    this.#written.push(bytes);
    this.#length += bytes.length;
    return bytes;
  }
}
