import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { drawLook } from './looks.ts';
import { openBarcodeReader, type BarcodeReader } from '../barcodes.ts';
import { DocumentInProgress } from '../document-in-progress.ts';
import { currentRuntime, openImageLibrary, type ImageLibrary } from '../image-library.ts';
import { separatorSheet } from '../separator-sheet.ts';
import { ingestPage, prepareOriginal, type IngestedPage } from '../ingest.ts';
import { createLatelyDecoded } from '../lately-decoded.ts';

/** The document worker's own code at work on files: `npm run documents -- build|inspect`. */

const USAGE = `npm run documents -- build --out FILE.pdf [--json] [--profile compact|as-scanned] [--dpi N] IMAGE...
npm run documents -- inspect [--dpi N] IMAGE...
npm run documents -- looks --out FOLDER [--dpi N] IMAGE...
npm run documents -- separator --out FILE.pdf

build    makes one PDF/A of the images (JPEG, PNG, TIFF), in the order given; an image that is none is named and
         left out, and the program ends with 1
inspect  prints as JSON what is found on each image
looks    draws each image as scanned beside the page it becomes, to be looked at (needs pdftoppm)
separator  makes a sheet for printing that separates two documents in one stack
--profile compact     straightened, cropped, as small as its content allows (default)
--profile as-scanned  nothing changed, JPEG files embedded as they are
--dpi                 resolution of images that do not say their own; 300 if left out`;

const profiles = ['compact', 'as-scanned'] as const;
type Profile = (typeof profiles)[number];

/** Something to tell the person who called; not a bug. */
class CannotGoOn extends Error {}

const explain: Readonly<Record<string, string>> = {
  'not-an-image': 'is no JPEG, PNG or TIFF image',
  damaged: 'is damaged and cannot be read to its end; scan or copy it again',
  'too-large': 'has more than 100 million pixels; scan it with a lower resolution',
  'too-small': 'is smaller than 32 pixels',
};

const resolution = async (
  library: ImageLibrary,
  data: Uint8Array,
  dpi: number,
): Promise<number> => {
  const metadata = await library(data)
    .metadata()
    .catch(() => null);
  const own = metadata?.density ?? 0;
  return own > 72 && own <= 4800 ? own : dpi;
};

/** The page taken in last need not be decoded once more for the document. */
const lately = createLatelyDecoded();

let opened: Promise<BarcodeReader> | null = null;
const barcodeReader = (): Promise<BarcodeReader> => (opened ??= openBarcodeReader(''));

const takeIn = async (
  library: ImageLibrary,
  file: string,
  dpi: number,
  profile: Profile,
): Promise<IngestedPage> => {
  const data = await readFile(file).catch(() => {
    throw new CannotGoOn(`${file} cannot be read. Check its name and your permission.`);
  });
  const own = await resolution(library, data, dpi);
  const page = await ingestPage(library, { format: 'jpeg', data }, own, {
    treat: profile === 'compact',
    readBarcodes: await barcodeReader(),
    lately,
  });
  if (!page.ok) throw new CannotGoOn(`${file} ${explain[page.problem] ?? page.problem}.`);
  return page.value;
};

const described = ({
  widthPx,
  heightPx,
  dpi,
  findings,
  treatment,
  suggestedRotation,
  barcodes,
}: IngestedPage) => ({
  widthPx,
  heightPx,
  dpi,
  findings,
  suggestedRotation,
  treatment,
  barcodes,
});

/** What could not be done with one file, in words; the others go on. Bugs are thrown. */
const orProblem = async <T>(made: Promise<T>): Promise<T | { readonly problem: string }> => {
  try {
    return await made;
  } catch (error) {
    if (error instanceof CannotGoOn) return { problem: error.message };
    throw error;
  }
};

const inspect = async (library: ImageLibrary, files: readonly string[], dpi: number) => {
  const pages: unknown[] = [];
  for (const file of files) {
    const page = await orProblem(takeIn(library, file, dpi, 'compact'));
    pages.push({ file, ...('problem' in page ? page : described(page)) });
  }
  console.log(JSON.stringify(pages, null, 2));
};

const looks = async (
  library: ImageLibrary,
  files: readonly string[],
  dpi: number,
  folder: string,
): Promise<void> => {
  for (const file of files) {
    const page = await takeIn(library, file, dpi, 'compact');
    const drawn = await drawLook(library, file, page, folder);
    if (drawn === null) throw new CannotGoOn(`${file} could not be put into a document.`);
    console.log(drawn);
  }
};

interface BuildOptions {
  readonly out: string;
  readonly json: boolean;
  readonly profile: Profile;
  readonly dpi: number;
}

/** Takes an image in and writes its page; the bytes of the file that follow, and what there is to say. */
const written = async (
  library: ImageLibrary,
  document: DocumentInProgress,
  file: string,
  { dpi, profile }: BuildOptions,
) => {
  const page = await takeIn(library, file, dpi, profile);
  const { original, treatment } = page;
  const rotation = profile === 'compact' ? page.suggestedRotation : 0;
  const base = { original, rotation, dpi: page.dpi };
  const made =
    profile === 'compact'
      ? await prepareOriginal(library, original, page.dpi, treatment, [], lately)
      : null;
  if (made?.ok === false) throw new CannotGoOn(`${file} ${explain[made.problem] ?? made.problem}.`);
  const added = document.addPage(made === null ? base : { ...base, prepared: made.value.prepared });
  if (!added.ok || added.value === null)
    throw new CannotGoOn(`${file} could not be put into the PDF.`);
  const bytes = added.value;
  const coding = made?.value.coding ?? 'jpeg';
  return { bytes, said: { coding, bytes: bytes.length, ...described(page) } };
};

const build = async (library: ImageLibrary, files: readonly string[], options: BuildOptions) => {
  const { out, json } = options;
  const document = new DocumentInProgress();
  const parts = [document.begin()];
  const pages: unknown[] = [];
  for (const file of files) {
    const page = await orProblem(written(library, document, file, options));
    if ('problem' in page) {
      pages.push({ file, ...page });
      console.error(page.problem);
      process.exitCode = 1;
    } else {
      parts.push(page.bytes);
      pages.push({ file, ...page.said });
    }
  }
  if (parts.length === 1) throw new CannotGoOn('No PDF was made: there is no page for it.');
  const end = await document.end({ createdAt: new Date().toISOString(), title: 'Unterlagen' });
  if (!end.ok) throw new CannotGoOn(`The PDF did not pass its check (${end.problem}).`);
  const pdf = Buffer.concat([...parts, end.value.bytes]);
  await writeFile(out, pdf);
  const { pageCount } = end.value;
  if (json) console.log(JSON.stringify({ out, pageCount, bytes: pdf.length, pages }, null, 2));
  else console.log(`${out}: ${pageCount} pages, ${pdf.length} bytes`);
};

const run = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      json: { type: 'boolean', default: false },
      profile: { type: 'string', default: 'compact' },
      dpi: { type: 'string', default: '300' },
    },
  });
  const [command, ...files] = positionals;
  const profile = profiles.find((name) => name === values.profile);
  const dpi = Number(values.dpi);
  if (command === 'separator' && values.out !== undefined && files.length === 0) {
    await writeFile(values.out, await separatorSheet());
    console.log(`${values.out}: print it on white A4 paper, as often as you need it`);
    return;
  }
  if (files.length === 0) throw new CannotGoOn(USAGE);
  if (profile === undefined) throw new CannotGoOn(`--profile is one of ${profiles.join(', ')}.`);
  if (!(dpi >= 20 && dpi <= 4800)) throw new CannotGoOn('--dpi is a number from 20 to 4800.');
  const library = await openImageLibrary(currentRuntime(''));
  if (!library.ok) throw new CannotGoOn('The image library is missing. Run "npm ci" first.');
  if (command === 'inspect') return inspect(library.value, files, dpi);
  if (command === 'looks' && values.out !== undefined)
    return looks(library.value, files, dpi, values.out);
  if (command !== 'build' || values.out === undefined) throw new CannotGoOn(USAGE);
  return build(library.value, files, { out: values.out, json: values.json, profile, dpi });
};

run().catch((error: unknown) => {
  const expected = error instanceof CannotGoOn || error instanceof TypeError;
  console.error(expected ? error.message : error);
  process.exitCode = 2;
});
