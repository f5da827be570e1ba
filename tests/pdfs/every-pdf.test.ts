import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { difference } from '../support/page-images.ts';
import {
  expectedFindings,
  expectedFindingsWithText,
  forbiddenIn,
  passesQpdf,
  preflightFindingsOfAll,
  renderPages,
  renderPagesByMupdf,
} from '../support/pdf-checks.ts';
import { collectionFolder } from '../support/pdf-collection.ts';

// Every PDF that the tests before made (`npm test` gathers them): a fault that no test looks for is found here.
// The folder is empty only where tests were run that make none.

const folder = collectionFolder ?? '';
const names = collectionFolder === undefined ? [] : readdirSync(folder);
const files = names.filter((name) => name.endsWith('.pdf'));
const pdfOf = (file: string): Buffer => readFileSync(join(folder, file));

/** The file for who looks for the fault: by which test it was made. */
const described = (file: string): string => {
  const madeBy = readFileSync(join(folder, file.replace(/pdf$/, 'txt')), 'utf8');
  return `${file.slice(0, 12)}… of ${relative(process.cwd(), madeBy)}`;
};

/** What is wrong with each file, in one line; as many files at a time as there are cores. */
const faultsOf = async (
  check: (file: string) => Promise<readonly string[]>,
): Promise<readonly string[]> => {
  const waiting = [...files];
  const faults: string[] = [];
  const work = async (): Promise<void> => {
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      const found = await check(file).catch((problem: unknown) => [String(problem)]);
      if (found.length > 0) faults.push(`${described(file)}: ${found.join('; ')}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return faults;
};

/** Readers smooth edges differently; a missing or shifted layer differs by far more. */
const MOST_DIFFERENCE = 2.5;

const differentPages = async (
  file: string,
  dpi: number,
  look = (page: Buffer): Promise<Buffer> => Promise.resolve(page),
): Promise<readonly string[]> => {
  const pdf = pdfOf(file);
  const poppler = await renderPages(pdf, dpi);
  const mupdf = await renderPagesByMupdf(pdf, dpi);
  if (poppler.length === 0 || poppler.length !== mupdf.length)
    return [`poppler draws ${poppler.length} pages, mupdf ${mupdf.length}`];
  const faults: string[] = [];
  for (const [index, page] of poppler.entries()) {
    const apart = await difference(await look(page), await look(mupdf[index] ?? Buffer.alloc(0)));
    if (apart > MOST_DIFFERENCE) faults.push(`page ${index + 1} differs by ${apart.toFixed(1)}`);
  }
  return faults;
};

/** Without detail finer than some pixels. */
const fromFarther = (page: Buffer): Promise<Buffer> => sharp(page).blur(3).png().toBuffer();

/**
 * Small first, for that is quick. Of noise as fine as a pixel readers make something else whatever the size: drawn large and
 * looked at from farther away, only a missing or shifted layer still differs.
 */
const differentAtAnySize = async (file: string): Promise<readonly string[]> =>
  (await differentPages(file, 50)).length === 0 ? [] : differentPages(file, 300, fromFarther);

describe.skipIf(files.length === 0)(`every PDF of this test run (${files.length})`, () => {
  it('passes the PDF/A check', async () => {
    const list = join(folder, 'list');
    writeFileSync(list, files.map((file) => join(folder, file)).join('\n'));
    const findings = await preflightFindingsOfAll(list);
    const faults = await faultsOf((file) => {
      const withText = pdfOf(file).includes('<pdfaid:conformance>U');
      const expected: readonly string[] = withText ? expectedFindingsWithText : expectedFindings;
      const found = findings.get(file) ?? ['could not be read'];
      const missing = expected.filter((finding) => !found.includes(finding));
      return Promise.resolve([
        ...found.filter((finding) => !expected.includes(finding)),
        ...missing.map((finding) => `not as a PDF/A-2 file is: ${finding} is missing`),
      ]);
    });
    expect(faults).toEqual([]);
  });

  it('passes qpdf --check', async () => {
    const faults = await faultsOf(async (file) =>
      (await passesQpdf(pdfOf(file))) ? [] : ['errors or warnings'],
    );
    expect(faults).toEqual([]);
  });

  it('holds no JBIG2, script, attachment, launch action, transparency or encryption', async () => {
    expect(await faultsOf((file) => forbiddenIn(pdfOf(file)))).toEqual([]);
  });

  it('is drawn alike by poppler and mupdf, page by page', async () => {
    expect(await faultsOf(differentAtAnySize)).toEqual([]);
  });
});
