import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { createPageComparison } from '../../electron/document/compare-pages.ts';
import { ingestPage, type IngestedPage } from '../../electron/document/ingest.ts';
import type { BenchResult } from './bench.ts';
import { oddPages, oddPairs, type OddPage } from './odd-pages.ts';

const takenIn = async (data: Buffer): Promise<IngestedPage> => {
  const page = await ingestPage(sharp, { format: 'jpeg', data }, 300, { treat: true });
  if (!page.ok) throw new Error(page.problem);
  return page.value;
};

interface Tally {
  found: number;
  missed: number;
  wrong: number;
}

const percent = (part: number, of: number): number => (of === 0 ? 100 : (100 * part) / of);

/** How far width and height of the page are off, mm, either way round. */
const cropError = ({ sizeMm }: OddPage, page: IngestedPage): number | null => {
  if (sizeMm === undefined) return null;
  const { width, height } = page.treatment?.cut ?? { width: page.widthPx, height: page.heightPx };
  const [short, long] = [Math.min(...sizeMm), Math.max(...sizeMm)];
  // The rim of half a millimetre is cut off on purpose.
  const mm = (px: number): number => (px * 25.4) / 300 + 1;
  return Math.max(
    Math.abs(mm(Math.min(width, height)) - short),
    Math.abs(mm(Math.max(width, height)) - long),
  );
};

/** The pages as files, for `npm run documents -- looks`. */
const keep = async (name: string, scan: Buffer): Promise<void> => {
  const folder = process.env['EINWURF_LOOKS'];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name.replaceAll(/\W+/g, '-')}.jpg`), scan);
};

/**
 * What is found on pages of all kinds, against what ought to be found: for each finding the share of the pages that
 * have it (recall), and the share of the pages said to have it that do (precision).
 */
export const measureFindings = async (): Promise<BenchResult[]> => {
  const tallies = new Map<string, Tally>();
  const count = (kind: string, what: keyof Tally): void => {
    const tally = tallies.get(kind) ?? { found: 0, missed: 0, wrong: 0 };
    tally[what] += 1;
    tallies.set(kind, tally);
  };
  const compare = (name: string, expected: readonly string[], said: readonly string[]): void => {
    for (const kind of expected) count(kind, said.includes(kind) ? 'found' : 'missed');
    for (const kind of said) if (!expected.includes(kind)) count(kind, 'wrong');
    console.log(name, `expected [${expected.join(', ')}]`, `said [${said.join(', ')}]`);
  };
  const crops: number[] = [];
  for (const page of oddPages) {
    const scan = await page.scan();
    await keep(page.name, scan);
    const seen = await takenIn(scan);
    const off = cropError(page, seen);
    if (off !== null) crops.push(off);
    const said = seen.findings.map(({ kind }) => kind);
    compare(`${page.name}, crop off by ${off?.toFixed(1) ?? '-'} mm:`, page.findings, said);
  }
  for (const { name, scans, finding } of oddPairs) {
    const [first, second] = await scans();
    await keep(`${name}-1`, first);
    await keep(`${name}-2`, second);
    const comparison = createPageComparison();
    const [one, other] = [await takenIn(first), await takenIn(second)];
    comparison.suspect('1', { ...one, side: 'front' }, new Set());
    const said = comparison.suspect('2', { ...other, side: 'front' }, new Set(['1']));
    compare(
      `${name}:`,
      finding === null ? [] : [finding],
      said.map(({ kind }) => kind),
    );
  }
  const result = (name: string, value: number, unit: string): BenchResult => ({
    ...{ name, value, unit, peer: null, ratio: null },
  });
  crops.sort((a, b) => a - b);
  return [
    ...[...tallies]
      .sort()
      .flatMap(([kind, { found, missed, wrong }]) => [
        result(
          `${kind}: found of ${found + missed} pages that have it (recall)`,
          percent(found, found + missed),
          '%',
        ),
        result(
          `${kind}: right of ${found + wrong} times said (precision)`,
          percent(found, found + wrong),
          '%',
        ),
      ]),
    result('crop error of papers from ID card to A3, median', crops[crops.length >> 1] ?? 0, 'mm'),
    result('crop error, worst', crops.at(-1) ?? 0, 'mm'),
  ];
};
