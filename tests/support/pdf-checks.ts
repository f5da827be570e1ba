import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const jars = [
  'preflight',
  'pdfbox2',
  'fontbox2',
  'xmpbox',
  'commons-logging',
  'commons-io',
  'javax.activation',
  'jaxb-api',
].map((name) => `/usr/share/java/${name}.jar`);

/** Runs a check on the file in a folder of its own, which is gone afterwards. */
const withPdfFile = async <T>(
  pdf: Uint8Array,
  check: (file: string, folder: string) => Promise<T>,
): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'einwurf-pdf-'));
  try {
    const file = join(folder, 'document.pdf');
    await writeFile(file, pdf);
    return await check(file, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/**
 * What PDFBox preflight (Debian's, which knows PDF/A-1b only) finds against the file. For a good PDF/A-2b
 * file without object streams that is exactly the remark that its part is not 1.
 */
export const preflightFindings = (pdf: Uint8Array): Promise<readonly string[]> =>
  withPdfFile(pdf, async (file) => {
    const args = ['-cp', jars.join(':'), 'org.apache.pdfbox.preflight.Validator_A1b', file];
    const output = await run('java', args).then(
      ({ stdout }) => stdout,
      (error: unknown) => String((error as { stdout?: unknown }).stdout),
    );
    return output.split('\n').filter((line) => /^\d/.test(line));
  });

/**
 * The same for many files by one virtual machine.
 *
 * @param list a file with one path a line; the report is written beside it
 * @returns the findings by file name; a file that is missing here was not read
 */
export const preflightFindingsOfAll = async (
  list: string,
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const validator = 'org.apache.pdfbox.preflight.Validator_A1b';
  const args = ['-cp', jars.join(':'), validator, 'xml', 'group', list];
  // It warns of every font that only carries invisible text.
  await run('java', args, { maxBuffer: 64e6 });
  const report = await readFile(`${list}.preflight.xml`, 'utf8');
  const files = report.matchAll(/<preflight name="([^"]+)">([\s\S]*?)<\/preflight>/g);
  const finding = /<code>(.*?)<\/code>\s*<details>([\s\S]*?)<\/details>/g;
  return new Map(
    Array.from(files, ([, name = '', findings = '']) => [
      name,
      Array.from(findings.matchAll(finding), ([, code, details]) => `${code} : ${details}`).sort(),
    ]),
  );
};

/** The one finding a good file gets. */
export const expectedFindings = ['7.11.2 : Error on MetaData, part must be 1'];

/** The findings a good file with a text layer (2u) gets: PDF/A-1 knows no level U. */
export const expectedFindingsWithText = [
  '7.11.1 : Error on MetaData, conformance level must be A or B',
  ...expectedFindings,
];

/** The document's text as pdftotext gives it to whoever copies it. */
export const textOf = (pdf: Uint8Array): Promise<string> =>
  withPdfFile(pdf, async (file) => (await run('pdftotext', [file, '-'])).stdout);

/** Whether `qpdf --check` finds neither errors nor warnings. */
export const passesQpdf = (pdf: Uint8Array): Promise<boolean> =>
  withPdfFile(pdf, (file) =>
    run('qpdf', ['--check', file]).then(
      () => true,
      () => false,
    ),
  );

/** Every page as poppler shows it, as PNG. */
export const renderPages = (pdf: Uint8Array, dpi: number): Promise<readonly Buffer[]> =>
  withPdfFile(pdf, async (file, folder) => {
    await run('pdftoppm', ['-r', String(dpi), '-png', file, join(folder, 'page')]);
    const names = (await readdir(folder)).filter((name) => name.endsWith('.png')).sort();
    return Promise.all(names.map((name) => readFile(join(folder, name))));
  });

/** Every page as mupdf shows it, as PNG. */
export const renderPagesByMupdf = (pdf: Uint8Array, dpi: number): Promise<readonly Buffer[]> =>
  withPdfFile(pdf, async (file, folder) => {
    await run('mutool', [
      'draw',
      '-q',
      '-r',
      String(dpi),
      '-o',
      join(folder, 'page-%04d.png'),
      file,
    ]);
    const names = (await readdir(folder)).filter((name) => name.endsWith('.png')).sort();
    return Promise.all(names.map((name) => readFile(join(folder, name))));
  });

/**
 * What no document of ours may hold, whatever its pages: looked for in every object of the file. Not in the pixels
 * and code words of its streams, where any three letters stand by chance once in a while.
 */
export const forbiddenIn = (pdf: Uint8Array): Promise<readonly string[]> =>
  withPdfFile(pdf, async (file, folder) => {
    const open = join(folder, 'open.pdf');
    await run('qpdf', ['--qdf', '--decode-level=generalized', file, open]);
    // qpdf leaves the encryption out when it opens a file that needs no password.
    const encrypted = await run('qpdf', ['--is-encrypted', file]).then(
      () => ['encryption'],
      () => [],
    );
    const text = (await readFile(open))
      .toString('latin1')
      .replaceAll(/\bstream\r?\n[\s\S]*?\bendstream\b/g, 'stream');
    const words = [
      'JBIG2Decode',
      '/JavaScript',
      '/JS',
      '/EmbeddedFile',
      '/Filespec',
      '/Launch',
      '/SMask',
    ];
    return [...encrypted, ...words.filter((word) => text.includes(word))];
  });

/** A word that poppler finds in a page's text, and where, px at the resolution asked for. */
export interface FoundWord {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');

/** All words of the document as pdftotext finds them. */
export const wordsOf = (pdf: Uint8Array, dpi: number): Promise<readonly FoundWord[]> =>
  withPdfFile(pdf, async (file) => {
    const { stdout } = await run('pdftotext', ['-bbox', file, '-']);
    const pattern =
      /<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*)<\/word>/g;
    return [...stdout.matchAll(pattern)].map(([, left, top, right, bottom, text = '']) => ({
      text: unescaped(text),
      left: (Number(left) * dpi) / 72,
      top: (Number(top) * dpi) / 72,
      right: (Number(right) * dpi) / 72,
      bottom: (Number(bottom) * dpi) / 72,
    }));
  });
