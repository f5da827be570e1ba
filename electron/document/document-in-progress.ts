import { failed, ok, type Result } from '../domain/result.ts';
import type { Rotation } from '../domain/page.ts';
import type { DocumentProblem } from './document-problem.ts';
import { readJpegHeader, withoutJpegMetadata } from './jpeg.ts';
import { isAsExpected, type ExpectedPage } from './pdf/check-pdf.ts';
import type { DocumentInfo } from './pdf/metadata.ts';
import { PdfWriter } from './pdf/pdf-writer.ts';

/** One page on its way into the document. */
export interface DocumentPage {
  /** JPEG, as the ingest returned it. */
  readonly original: Uint8Array;
  readonly rotation: Rotation;
  /** Dots per inch. */
  readonly dpi: number;
}

/**
 * One PDF being written, page by page. It keeps the compressed bytes it has given away (the file is opened
 * again and checked before anybody gets its end), never decoded pages.
 */
export class DocumentInProgress {
  readonly #writer: PdfWriter;
  readonly #written: Uint8Array[] = [];
  readonly #expected: ExpectedPage[] = [];

  constructor(info: DocumentInfo) {
    this.#writer = new PdfWriter(info);
  }

  begin(): Uint8Array {
    return this.#keep(this.#writer.begin());
  }

  /** @returns 'damaged' if the page is no JPEG that can be embedded */
  addPage(page: DocumentPage): Result<Uint8Array, DocumentProblem> {
    const header = readJpegHeader(page.original);
    if (header === null || (header.components !== 1 && header.components !== 3)) {
      return failed('damaged');
    }
    const { widthPx, heightPx, components } = header;
    const { rotation, dpi } = page;
    const jpeg = withoutJpegMetadata(page.original);
    this.#expected.push({ rotation, proportion: widthPx / heightPx });
    return ok(
      this.#keep(this.#writer.page({ jpeg, widthPx, heightPx, components, dpi, rotation })),
    );
  }

  /** @returns 'no-pages'; 'check-failed' if an independent reader does not find the pages put in */
  async end(): Promise<Result<{ bytes: Uint8Array; pageCount: number }, DocumentProblem>> {
    if (this.#expected.length === 0) return failed('no-pages');
    const bytes = this.#keep(this.#writer.end());
    const good = await isAsExpected(Buffer.concat(this.#written), this.#expected);
    return good ? ok({ bytes, pageCount: this.#expected.length }) : failed('check-failed');
  }

  #keep(bytes: Uint8Array): Uint8Array {
    this.#written.push(bytes);
    return bytes;
  }
}
