import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { currentRuntime, openImageLibrary, type ImageLibrary } from '../image-library.ts';
import { separatorSheet } from '../separator-sheet.ts';
import { build } from './build.ts';
import { CannotGoOn, orProblem } from './cannot-go-on.ts';
import { drawLook } from './looks.ts';
import { createTakeIn, described, profiles } from './take-in.ts';

/** The document worker's own code at work on files: `npm run documents -- build|inspect|looks|separator`. */

const USAGE = `npm run documents -- build --out FILE.pdf [--json] [--profile compact|as-scanned] [--read deu,ukr] [--most MB] [--dpi N] IMAGE...
npm run documents -- inspect [--dpi N] IMAGE...
npm run documents -- looks --out FOLDER [--dpi N] IMAGE...
npm run documents -- separator --out FILE.pdf

build    makes PDF/A of the images (JPEG, PNG, TIFF), in the order given; behind a separator sheet FILE-2.pdf begins.
         An image that is none is named and left out, and the program ends with 1
inspect  prints as JSON what is found on each image and what a screen offers for it
looks    draws each image as scanned beside the page it becomes, to be looked at (needs pdftoppm)
separator  makes a sheet for printing that separates two documents in one stack
--profile compact     straightened, cropped, as small as its content allows (default)
--profile as-scanned  nothing changed, JPEG files embedded as they are
--read                reads the pages in these languages (tesseract's names) for a text layer; not with as-scanned
--most                no file larger than so many megabytes: the next one begins between two pages
--dpi                 resolution of images that do not say their own; 300 if left out`;

const MEGABYTE = 1_000_000;

const inspect = async (library: ImageLibrary, files: readonly string[], dpi: number) => {
  const takeIn = createTakeIn(library, dpi, 'compact');
  const pages: unknown[] = [];
  for (const file of files) {
    const page = await orProblem(takeIn(file).then(described));
    pages.push({ file, ...page });
  }
  console.log(JSON.stringify(pages, null, 2));
};

const looks = async (
  library: ImageLibrary,
  files: readonly string[],
  dpi: number,
  folder: string,
): Promise<void> => {
  const takeIn = createTakeIn(library, dpi, 'compact');
  for (const file of files) {
    const drawn = await drawLook(library, file, await takeIn(file), folder);
    if (drawn === null) throw new CannotGoOn(`${file} could not be put into a document.`);
    console.log(drawn);
  }
};

const run = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      json: { type: 'boolean', default: false },
      profile: { type: 'string', default: 'compact' },
      read: { type: 'string', default: '' },
      most: { type: 'string', default: 'Infinity' },
      dpi: { type: 'string', default: '300' },
    },
  });
  const [command, ...files] = positionals;
  const { out, json } = values;
  const profile = profiles.find((name) => name === values.profile);
  const [dpi, most] = [Number(values.dpi), Number(values.most)];
  if (command === 'separator' && out !== undefined && files.length === 0) {
    await writeFile(out, await separatorSheet());
    console.log(`${out}: print it on white A4 paper, as often as you need it`);
    return;
  }
  if (files.length === 0) throw new CannotGoOn(USAGE);
  if (profile === undefined) throw new CannotGoOn(`--profile is one of ${profiles.join(', ')}.`);
  if (!(dpi >= 20 && dpi <= 4800)) throw new CannotGoOn('--dpi is a number from 20 to 4800.');
  if (!(most > 0)) throw new CannotGoOn('--most is a number of megabytes above 0.');
  const library = await openImageLibrary(currentRuntime(''));
  if (!library.ok) throw new CannotGoOn('The image library is missing. Run "npm ci" first.');
  if (command === 'inspect') return inspect(library.value, files, dpi);
  if (command === 'looks' && out !== undefined) return looks(library.value, files, dpi, out);
  if (command !== 'build' || out === undefined) throw new CannotGoOn(USAGE);
  const languages = values.read.split(',').filter((name) => name !== '');
  return build(library.value, files, {
    out,
    json,
    profile,
    dpi,
    languages,
    mostBytes: most * MEGABYTE,
  });
};

run().catch((error: unknown) => {
  const expected = error instanceof CannotGoOn || error instanceof TypeError;
  console.error(expected ? error.message : error);
  process.exitCode = 2;
});
