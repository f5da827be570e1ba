import { writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { DocumentInProgress, type DocumentPage } from '../document-in-progress.ts';
import type { ImageLibrary } from '../image-library.ts';
import { prepareOriginal } from '../ingest.ts';
import { readPage } from '../text/read-page.ts';
import { CannotGoOn, orProblem } from './cannot-go-on.ts';
import {
  createTakeIn,
  described,
  explain,
  lately,
  type Profile,
  type TakenPage,
} from './take-in.ts';

export interface BuildOptions {
  readonly out: string;
  readonly json: boolean;
  readonly profile: Profile;
  readonly dpi: number;
  /** Languages to read the pages in, tesseract's names; none: no text layer. */
  readonly languages: readonly string[];
  /** No file becomes larger, unless its only page is, bytes. */
  readonly mostBytes: number;
}

/** One of the files: another begins behind a separator sheet, and where a file would become too large. */
interface OpenFile {
  readonly document: DocumentInProgress;
  readonly parts: Uint8Array[];
}

const openFile = (mostBytes: number): OpenFile => {
  const document = new DocumentInProgress(mostBytes);
  return { document, parts: [document.begin()] };
};

/** FILE.pdf, FILE-2.pdf, FILE-3.pdf and so on. */
const nameOf = (out: string, index: number): string => {
  const { dir, name, ext } = parse(out);
  return index === 0 ? out : join(dir, `${name}-${index + 1}${ext}`);
};

/** The page as it goes into the document, and how it is coded. */
const prepared = async (
  library: ImageLibrary,
  file: string,
  page: TakenPage,
  { profile, languages }: BuildOptions,
): Promise<{ readonly page: DocumentPage; readonly coding: string }> => {
  const { original, treatment, suggestedRotation: rotation, dpi } = page;
  if (profile === 'as-scanned') return { page: { original, rotation: 0, dpi }, coding: 'jpeg' };
  const made = await prepareOriginal(library, original, dpi, treatment, [], lately);
  if (!made.ok) throw new CannotGoOn(`${file} ${explain[made.problem] ?? made.problem}.`);
  const ready = { original, rotation, dpi, prepared: made.value.prepared };
  const read = await readPage(library, ready.prepared, rotation, languages);
  const words = read.ok ? (read.value.words ?? []) : [];
  return { page: { ...ready, words }, coding: made.value.coding };
};

/** Puts the page into the last file, or into another one where that would become too large. */
const put = (files: OpenFile[], page: DocumentPage, mostBytes: number): Uint8Array | null => {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const last = files.at(-1);
    const added = last?.document.addPage(page);
    if (added?.ok === false) return null;
    const bytes = added?.value ?? null;
    if (bytes !== null) {
      last?.parts.push(bytes);
      return bytes;
    }
    files.push(openFile(mostBytes));
  }
  return null;
};

const finished = async ({ document, parts }: OpenFile, out: string) => {
  const end = await document.end({ createdAt: new Date().toISOString(), title: 'Unterlagen' });
  if (!end.ok) throw new CannotGoOn(`${out} was not made: it did not pass its check.`);
  const pdf = Buffer.concat([...parts, end.value.bytes]);
  await writeFile(out, pdf);
  return { out, pageCount: end.value.pageCount, bytes: pdf.length };
};

/** Makes PDF/A files of images, in the order given. */
export const build = async (
  library: ImageLibrary,
  files: readonly string[],
  options: BuildOptions,
): Promise<void> => {
  const takeIn = createTakeIn(library, options.dpi, options.profile);
  const open: OpenFile[] = [];
  let separated = true;
  const pages: unknown[] = [];
  const write = async (file: string) => {
    const taken = await takeIn(file);
    if (taken.separator) {
      separated = true;
      return described(taken);
    }
    const ready = await prepared(library, file, taken, options);
    if (separated) open.push(openFile(options.mostBytes));
    separated = false;
    const bytes = put(open, ready.page, options.mostBytes);
    if (bytes === null) throw new CannotGoOn(`${file} could not be put into the PDF.`);
    const { coding } = ready;
    const words = ready.page.words?.length ?? 0;
    return { document: open.length, coding, bytes: bytes.length, words, ...described(taken) };
  };
  for (const file of files) {
    const page = await orProblem(write(file));
    pages.push({ file, ...page });
    if (!('problem' in page)) continue;
    console.error(page.problem);
    process.exitCode = 1;
  }
  // A file whose only page was damaged has none.
  const filled = open.filter(({ parts }) => parts.length > 1);
  if (filled.length === 0) throw new CannotGoOn('No PDF was made: there is no page for it.');
  const made = [];
  for (const [index, file] of filled.entries()) {
    made.push(await finished(file, nameOf(options.out, index)));
  }
  if (options.json) console.log(JSON.stringify({ files: made, pages }, null, 2));
  else
    for (const { out, pageCount, bytes } of made)
      console.log(`${out}: ${pageCount} pages, ${bytes} bytes`);
};
