import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { printedPage } from '../support/printed-page.ts';
import { compared, type BenchResult } from './bench.ts';
import { germanText } from './german-text.ts';
import { measuredProgram } from './measured-program.ts';

const run = promisify(execFile);
const TEXTS = 5;
/** Pages whose text is read from each result: reading takes longer than making. */
const READ = 2;
const program = join(import.meta.dirname, 'pages-to-pdf.ts');

interface Scan {
  readonly file: string;
  readonly text: string;
}

/** Letters as a scanner delivers them: A4, 300 dpi, colour, noisy, crooked, some with the scanner's background. */
const scansIn = async (folder: string): Promise<readonly Scan[]> => {
  const scans: Scan[] = [];
  for (let index = 0; index < TEXTS; index += 1) {
    const paragraphs = germanText(index);
    const { png } = await printedPage(paragraphs);
    const size = { width: 2480, height: 3508 };
    const noise = await sharp({
      create: {
        ...size,
        channels: 3,
        background: '#808080',
        noise: { type: 'gaussian', mean: 128, sigma: 8 },
      },
    })
      .png({ compressionLevel: 1 })
      .toBuffer();
    const sheet = await sharp(png)
      .removeAlpha()
      .resize(size.width, size.height, { fit: 'fill' })
      .linear(0.85, 28)
      .composite([{ input: noise, blend: 'soft-light' }])
      .png({ compressionLevel: 1 })
      .toBuffer();
    const border = index % 2 === 0 ? 0 : 50;
    const background = border === 0 ? '#f4f2ec' : '#303030';
    const framed = await sharp(sheet)
      .extend({ top: border, bottom: border, left: border, right: border, background })
      .png({ compressionLevel: 1 })
      .toBuffer();
    const file = join(folder, `scan-${index}.jpg`);
    await sharp(framed)
      .rotate([0, 1.2, -0.7, 2, -1.6][index] ?? 0, { background })
      .jpeg({ quality: 90 })
      .toFile(file);
    scans.push({ file, text: paragraphs.join(' ') });
  }
  return scans;
};

/** Edits from one text to the other, divided by the length of the true one (Levenshtein). */
const errorRate = (truth: string, read: string): number => {
  let row = Array.from({ length: read.length + 1 }, (_, at) => at);
  for (let i = 1; i <= truth.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= read.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (truth[i - 1] === read[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return (row.at(-1) ?? 0) / truth.length;
};

/** Share of characters that Debian's tesseract reads rightly in the pictures. */
const accuracy = async (pictures: readonly string[], scans: readonly Scan[]): Promise<number> => {
  let sum = 0;
  for (const [index, picture] of pictures.entries()) {
    const { stdout } = await run('tesseract', [
      picture,
      '-',
      '-l',
      'deu',
      '--psm',
      '3',
      '--dpi',
      '300',
    ]);
    sum += 1 - errorRate(scans[index]?.text ?? '', stdout.replace(/\s+/g, ' ').trim());
  }
  return sum / pictures.length;
};

/** The first pages of a PDF, drawn at 300 dpi. */
const drawn = async (pdf: string, folder: string): Promise<readonly string[]> => {
  const prefix = `${pdf.replaceAll(/\W/g, '')}-page`;
  await run('pdftoppm', ['-r', '300', '-l', String(READ), '-png', pdf, join(folder, prefix)]);
  const names = await readdir(folder);
  return names
    .filter((name) => name.startsWith(prefix))
    .sort()
    .map((name) => join(folder, name));
};

interface Made {
  readonly name: string;
  readonly ms: number;
  readonly peakMb: number;
  readonly kilobytesPerPage: number;
  readonly accuracyPercent: number;
}

type Maker = readonly [
  name: string,
  command: string,
  args: (files: readonly string[], out: string) => readonly string[],
];

const ours: Maker = [
  'Einwurf, straightened, layers',
  process.execPath,
  (files, out) => ['--import', 'tsx', program, out, 'none', ...files],
];
const oursRead: Maker = [
  'Einwurf, with text layer',
  process.execPath,
  (files, out) => ['--import', 'tsx', program, out, 'deu', ...files],
];
const img2pdf: Maker = ['img2pdf', 'img2pdf', (files, out) => [...files, '-o', out]];
/** ocrmypdf takes one file: img2pdf's. */
const ocrmypdf = (name: string, ...options: readonly string[]): Maker => [
  name,
  'sh',
  (files, out) => [
    '-c',
    'out=$1; shift; n=$1; shift; opts=""; while [ $n -gt 0 ]; do opts="$opts $1"; shift; n=$((n-1)); done; ' +
      'img2pdf "$@" -o "$out.in.pdf" && ocrmypdf -q $opts "$out.in.pdf" "$out"',
    'sh',
    out,
    String(options.length),
    ...options,
    ...files,
  ],
];
const withoutOcr = ocrmypdf('ocrmypdf without OCR', '--tesseract-timeout', '0', '-O1');
const withOcr = ocrmypdf('ocrmypdf -O3 with OCR, deskewed', '-l', 'deu', '-O3', '--deskew');

const make = async (
  [name, command, args]: Maker,
  scans: readonly Scan[],
  count: number,
  folder: string,
): Promise<Made> => {
  const files = Array.from({ length: count }, (_, index) => scans[index % TEXTS]?.file ?? '');
  const out = join(folder, `${name.replaceAll(/\W/g, '')}-${count}.pdf`);
  const { ms, peakBytes } = await measuredProgram(command, args(files, out));
  const { size } = await stat(out);
  const accuracyPercent = 100 * (await accuracy(await drawn(out, folder), scans));
  const made = {
    name,
    ms,
    peakMb: peakBytes / 1e6,
    kilobytesPerPage: size / count / 1000,
    accuracyPercent,
  };
  console.log(`${count} pages:`, JSON.stringify(made));
  return made;
};

/** A peer that is not installed (img2pdf, ocrmypdf with pngquant) is left out, and says so. */
const peer = (...args: Parameters<typeof make>): Promise<Made | null> =>
  make(...args).catch((error: unknown) => {
    console.error(`${args[0][0]} was left out:`, error instanceof Error ? error.message : error);
    return null;
  });

const beside = (count: number, our: Made, other: Made | null): readonly BenchResult[] =>
  other === null ? [] : comparisons(count, our, other);

const comparisons = (count: number, our: Made, peer: Made): readonly BenchResult[] =>
  (
    [
      ['time', our.ms, peer.ms, 'ms'],
      ['peak memory of all processes', our.peakMb, peer.peakMb, 'MB'],
      ['size of a page', our.kilobytesPerPage, peer.kilobytesPerPage, 'kB'],
      ['characters read rightly in the result', our.accuracyPercent, peer.accuracyPercent, '%'],
    ] as const
  ).map(([what, value, peerValue, unit]) =>
    compared(`${count} pages, ${our.name}: ${what}`, value, unit, {
      name: peer.name,
      value: peerValue,
    }),
  );

/**
 * The kiosk's documents beside those of img2pdf and ocrmypdf, from the same scans in the same run. With
 * EINWURF_LONG_BENCH=1 also 100 pages.
 */
export const measure = async (): Promise<BenchResult[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'einwurf-peers-'));
  try {
    const scans = await scansIn(folder);
    await writeFile(join(folder, 'truth.txt'), scans.map(({ text }) => text).join('\n'));
    const input =
      100 *
      (await accuracy(
        scans.slice(0, READ).map(({ file }) => file),
        scans,
      ));
    const twenty = await make(ours, scans, 20, folder);
    const read = await make(oursRead, scans, 5, folder);
    const results = [
      compared('characters read rightly in the scans themselves', input, '%', {
        name: ours[0],
        value: twenty.accuracyPercent,
      }),
      ...beside(20, twenty, await peer(img2pdf, scans, 20, folder)),
      ...beside(20, twenty, await peer(withoutOcr, scans, 20, folder)),
      ...beside(5, read, await peer(withOcr, scans, 5, folder)),
    ];
    if (process.env['EINWURF_LONG_BENCH'] !== '1') return results;
    const hundred = await make(ours, scans, 100, folder);
    return [
      ...results,
      ...beside(100, hundred, await peer(img2pdf, scans, 100, folder)),
      compared('peak memory for 100 pages', hundred.peakMb, 'MB', {
        name: '20 pages',
        value: twenty.peakMb,
      }),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
