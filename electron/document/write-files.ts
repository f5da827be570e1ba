import { failed, ok, type Result } from '../domain/result.ts';
import { endBytes, type DocumentPage } from './document-in-progress.ts';
import type { DocumentInfo } from './pdf/metadata.ts';
import { pdfBeginSchema, pdfEndSchema, pdfPageSchema } from './protocol.ts';
import { ask, type AnyProblem, type Connection } from './worker-connection.ts';

/** A finished PDF/A file. */
export interface BuiltPdf {
  readonly pdf: Uint8Array;
  readonly pageCount: number;
}

/** Which of the files it is that a document's pages were spread over. */
export interface DocumentPart {
  /** From 1. */
  readonly number: number;
  readonly of: number;
  readonly pageCount: number;
  /** Position of its first page among all pages of the document, from 1. */
  readonly firstPage: number;
  /** Its only page is larger than a file was to be. */
  readonly tooLarge: boolean;
}

/** A file the worker is writing. */
export interface OpenFile {
  readonly document: number;
  /** What it has given away so far. */
  readonly bytes: Uint8Array[];
  pageCount: number;
}

const partsOf = ({ files, mostBytes }: OpenFiles): readonly DocumentPart[] =>
  files.map(({ bytes, pageCount }, index) => ({
    number: index + 1,
    of: files.length,
    pageCount,
    firstPage: files.slice(0, index).reduce((sum, file) => sum + file.pageCount, 1),
    tooLarge: bytes.reduce((sum, { length }) => sum + length, endBytes(pageCount)) > mostBytes,
  }));

/** The files of one document while they are written. */
export interface OpenFiles {
  readonly files: OpenFile[];
  readonly mostBytes: number;
  /** A number that no file had before. */
  readonly newNumber: () => number;
}

const begin = async (
  to: Connection,
  { mostBytes, newNumber }: OpenFiles,
): Promise<Result<OpenFile, AnyProblem>> => {
  const document = newNumber();
  const limit = Number.isFinite(mostBytes) ? { mostBytes } : {};
  const begun = await ask(to, { kind: 'pdf-begin', document, ...limit }, pdfBeginSchema);
  return begun.ok ? ok({ document, bytes: [begun.value.bytes], pageCount: 0 }) : begun;
};

/** Writes the page into the last file, or begins another one with it. */
const write = async (
  to: Connection,
  open: OpenFiles,
  page: DocumentPage,
): Promise<Result<void, AnyProblem>> => {
  for (;;) {
    const file = open.files.at(-1);
    if (file !== undefined) {
      const { document } = file;
      const written = await ask(to, { kind: 'pdf-page', document, page }, pdfPageSchema);
      if (!written.ok) return written;
      if (written.value.bytes !== null) {
        file.bytes.push(written.value.bytes);
        file.pageCount += 1;
        return ok(undefined);
      }
      if (file.pageCount === 0) return failed('worker-failed');
    }
    const begun = await begin(to, open);
    if (!begun.ok) return begun;
    open.files.push(begun.value);
  }
};

const end = async (
  to: Connection,
  { document, bytes }: OpenFile,
  info: DocumentInfo,
): Promise<Result<BuiltPdf, AnyProblem>> => {
  const ended = await ask(to, { kind: 'pdf-end', document, info }, pdfEndSchema);
  if (!ended.ok) return ended;
  return ok({
    pdf: Buffer.concat([...bytes, ended.value.bytes]),
    pageCount: ended.value.pageCount,
  });
};

/**
 * Writes the pages into as few files as `mostBytes` allows, in their order, then ends every file with what
 * `infoOf` says about it; only then is it known how many there are.
 */
export const writeFiles = async (
  to: Connection,
  open: OpenFiles,
  pages: Iterable<DocumentPage> | AsyncIterable<DocumentPage>,
  infoOf: (part: DocumentPart) => DocumentInfo,
): Promise<Result<(BuiltPdf & { readonly part: DocumentPart })[], AnyProblem>> => {
  for await (const page of pages) {
    const written = await write(to, open, page);
    if (!written.ok) return written;
  }
  const { files } = open;
  if (files.length === 0) return failed('no-pages');
  const built: (BuiltPdf & { readonly part: DocumentPart })[] = [];
  for (const part of partsOf(open)) {
    const file = files[part.number - 1];
    if (file === undefined) return failed('worker-failed');
    const ended = await end(to, file, infoOf(part));
    if (!ended.ok) return ended;
    built.push({ ...ended.value, part });
  }
  return ok(built);
};
