import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { bundleProgram } from '../support/bundle-program.ts';
import { printedPage } from '../support/printed-page.ts';
import { compared, type BenchResult } from './bench.ts';
import { germanText } from './german-text.ts';
import { measuredProgram, TookTooLong } from './measured-program.ts';
import { ensureDebianPackages } from '../../setup/debian-packages.mjs';

const run = promisify(execFile);
/** 20 as a rule; EINWURF_BENCH_PAGES=2 tries the bench out. The long stack is five times as high. */
const PAGES = Number(process.env['EINWURF_BENCH_PAGES'] ?? 20);
/** The long stack has so many times as many. */
const LONGER = 5;
const TEXTS = 5;
/** No program gets more time than this for one stack, ms. */
const LIMIT_MS = 260_000;
/** After this no further peer is begun with the short stack, and the last one ends 100 s later, ms. */
const WHOLE_MS = 1_200_000;
/** The long stack gets so much; EINWURF_BENCH_MINUTES=60 is enough for all, also those that read. */
const LONG_WHOLE_MS = 60_000 * Number(process.env['EINWURF_BENCH_MINUTES'] ?? 8);
const LAST_MS = 100_000;
/** Pages whose text is read from each result: reading takes longer than making. */
const READ = 2;

interface Scan {
  readonly file: string;
  readonly text: string;
}

/** How a sheet may lie, degrees. */
const ANGLES = [0, 1.2, -0.7, 2, -1.6];

/** A letter on its sheet, with a scanner's noise; some with the scanner's dark background around it. */
const sheetOf = async (text: number) => {
  const paragraphs = germanText(text);
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
  const border = text % 2 === 0 ? 0 : 50;
  const background = border === 0 ? '#f4f2ec' : '#303030';
  const picture = await sharp(sheet)
    .extend({ top: border, bottom: border, left: border, right: border, background })
    .png({ compressionLevel: 1 })
    .toBuffer();
  return { picture, background, text: paragraphs.join(' ') };
};

/**
 * Letters as a scanner delivers them: A4, 300 dpi, colour, noisy, crooked. Each sheet of the stack is a scan of its own,
 * a little more crooked than the one before: ocrmypdf keeps what comes twice only once.
 */
const scansIn = async (folder: string): Promise<readonly Scan[]> => {
  const sheets = [];
  for (let text = 0; text < TEXTS; text += 1) sheets.push(await sheetOf(text));
  const scans: Scan[] = [];
  for (let index = 0; index < PAGES * LONGER; index += 1) {
    const sheet = sheets[index % TEXTS];
    if (sheet === undefined) continue;
    const { picture, background, text } = sheet;
    const file = join(folder, `scan-${index}.jpg`);
    const angle = (ANGLES[index % TEXTS] ?? 0) + Math.floor(index / TEXTS) / 100;
    await sharp(picture).rotate(angle, { background }).jpeg({ quality: 90 }).toFile(file);
    scans.push({ file, text });
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

interface OwnMakers {
  readonly ours: Maker;
  readonly oursRead: Maker;
}

/** The kiosk's own programs, bundled as the application has them; they have to lie where packages are found. */
const ownMakers = async (): Promise<OwnMakers> => {
  const folder = resolve('node_modules/.cache/einwurf-bench');
  const program = await bundleProgram('tests/bench/pages-to-pdf.ts', join(folder, 'pages'));
  const worker = await bundleProgram('electron/document/worker.ts', join(folder, 'worker'), [
    'sharp',
  ]);
  const maker = (name: string, languages: string): Maker => [
    name,
    process.execPath,
    (files, out) => [program, worker, out, languages, ...files],
  ];
  return {
    ours: maker('Einwurf, straightened, layers', 'none'),
    oursRead: maker('Einwurf, with text layer', 'deu'),
  };
};
const img2pdf: Maker = ['img2pdf', 'img2pdf', (files, out) => [...files, '-o', out]];
/** Debian's own (other programs are called `convert`, too). It may not write PDF there, so img2pdf does. */
const imageMagick: Maker = [
  'ImageMagick deskewed, img2pdf',
  'sh',
  (files, out) => [
    '-c',
    // One at a time: Debian's limits do not let it hold many pages.
    'out=$1; shift; n=1000; for page; do n=$((n+1)); /usr/bin/convert "$page" -deskew 40% +repage ' +
      '-units PixelsPerInch -density 300 -quality 75 "$out-$n.jpg" || exit 1; done; ' +
      'img2pdf "$out"-*.jpg -o "$out"',
    'sh',
    out,
    ...files,
  ],
];
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
/** The same work as ours, but for layers. */
const withoutOcrDeskewed = ocrmypdf(
  'ocrmypdf without OCR, deskewed',
  '--tesseract-timeout',
  '0',
  '-O1',
  '--deskew',
);
const withOcr = ocrmypdf('ocrmypdf with OCR', '-l', 'deu', '-O1');
const smallest = ocrmypdf('ocrmypdf -O3 with OCR, deskewed', '-l', 'deu', '-O3', '--deskew');
const withText: readonly Maker[] = [withOcr, smallest];

const outOf = ([name]: Maker, count: number, folder: string): string =>
  join(folder, `${name.replaceAll(/\W/g, '')}-${count}.pdf`);

/** Runs a maker on a stack of so many pages. */
const runMaker = (
  maker: Maker,
  scans: readonly Scan[],
  count: number,
  folder: string,
  limitMs = LIMIT_MS,
): ReturnType<typeof measuredProgram> => {
  const [, command, args] = maker;
  const files = scans.slice(0, count).map(({ file }) => file);
  return measuredProgram(command, args(files, outOf(maker, count, folder)), limitMs);
};

const make = async (
  maker: Maker,
  scans: readonly Scan[],
  count: number,
  folder: string,
  limitMs = LIMIT_MS,
): Promise<Made> => {
  const [name] = maker;
  const out = outOf(maker, count, folder);
  const { ms, peakBytes } = await runMaker(maker, scans, count, folder, limitMs);
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

/** What a peer needed at least, where it was not waited for. */
type Peer = Made | { readonly name: string; readonly atLeastMs: number } | null;

/** A peer that is not there or does not work is left out, and says so; a slow one is ended. */
const peer = async (...args: Parameters<typeof make>): Promise<Peer> => {
  const [name] = args[0];
  try {
    return await make(...args);
  } catch (error) {
    console.error(`${args[2]} pages, ${name}:`, error instanceof Error ? error.message : error);
    return error instanceof TookTooLong ? { name, atLeastMs: args[4] ?? LIMIT_MS } : null;
  }
};

/** The time of ours right before and right after a peer, in the middle: a shared machine is not equally fast all the time. */
const timedAround = async (
  ours: Made,
  again: () => ReturnType<typeof runMaker>,
  other: () => Promise<Peer>,
): Promise<readonly [Made, Peer]> => {
  const before = await again();
  const peer = await other();
  const after = await again();
  const ms = (before.ms + after.ms) / 2;
  const peakMb = Math.max(before.peakBytes, after.peakBytes) / 1e6;
  return [{ ...ours, ms, peakMb }, peer];
};

const beside = (count: number, our: Made, other: Peer): readonly BenchResult[] => {
  if (other === null) return [];
  const named = `${count} pages, ${our.name}`;
  if ('atLeastMs' in other) {
    const name = `${other.name}, ended after`;
    return [compared(`${named}: time`, our.ms, 'ms', { name, value: other.atLeastMs })];
  }
  return (
    [
      ['time', our.ms, other.ms, 'ms'],
      ['peak memory of all processes', our.peakMb, other.peakMb, 'MB'],
      ['size of a page', our.kilobytesPerPage, other.kilobytesPerPage, 'kB'],
      ['characters read rightly in the result', our.accuracyPercent, other.accuracyPercent, '%'],
    ] as const
  ).map(([what, value, peerValue, unit]) =>
    compared(`${named}: ${what}`, value, unit, { name: other.name, value: peerValue }),
  );
};

/** A peer and how long it took for the short stack. */
interface Finished {
  readonly maker: Maker;
  readonly ms: number;
}

/** The short stack by everybody, those that read last, as long as there is time. */
const shortStack = async (
  { ours, oursRead }: OwnMakers,
  scans: readonly Scan[],
  folder: string,
  until: number,
) => {
  const plain = await make(ours, scans, PAGES, folder);
  const results: BenchResult[] = [];
  const finished: Finished[] = [];
  let read: Made | null = null;
  for (const maker of [
    img2pdf,
    imageMagick,
    withoutOcr,
    withoutOcrDeskewed,
    smallest,
    withOcr,
  ] as const) {
    if (performance.now() > until) {
      console.error(`${maker[0]} was left out: the time is over`);
      continue;
    }
    const reads = withText.includes(maker);
    if (reads) read ??= await make(oursRead, scans, PAGES, folder);
    const limitMs = Math.min(LIMIT_MS, until + LAST_MS - performance.now());
    const theirs = (): Promise<Peer> => peer(maker, scans, PAGES, folder, limitMs);
    const again = (): ReturnType<typeof runMaker> => runMaker(ours, scans, PAGES, folder);
    const [own, other] =
      reads && read !== null ? [read, await theirs()] : await timedAround(plain, again, theirs);
    results.push(...beside(PAGES, own, other));
    if (other !== null && 'ms' in other) finished.push({ maker, ms: other.ms });
  }
  return { plain, readMs: read?.ms ?? 0, results, finished };
};

/** The long stack by those that the short one tells will end in the time left, in the same order. */
const longStack = async (
  { ours, oursRead }: OwnMakers,
  scans: readonly Scan[],
  folder: string,
  { readMs, finished }: Pick<Awaited<ReturnType<typeof shortStack>>, 'readMs' | 'finished'>,
) => {
  const until = performance.now() + LONG_WHOLE_MS;
  const count = PAGES * LONGER;
  const long = await make(ours, scans, count, folder);
  let read: Made | null = null;
  const results: BenchResult[] = [];
  for (const { maker, ms } of finished) {
    const reads = withText.includes(maker);
    const expectedMs = LONGER * (ms + (reads && read === null ? readMs : 0));
    if (performance.now() + expectedMs > until) {
      console.error(`${count} pages, ${maker[0]}, was left out: the time is over`);
      continue;
    }
    if (reads) read ??= await make(oursRead, scans, count, folder);
    const limitMs = until + LAST_MS - performance.now();
    const other = await peer(maker, scans, count, folder, limitMs);
    results.push(...beside(count, reads && read !== null ? read : long, other));
  }
  return { long, results };
};

/**
 * The kiosk's documents beside those of img2pdf, ImageMagick and ocrmypdf, from the same scans in the same run:
 * 20 pages by all of them, 100 by those for which there is time (see LONG_WHOLE_MS). Takes 20 to 30 minutes.
 */
export const measure = async (): Promise<BenchResult[]> => {
  await ensureDebianPackages(['peers']);
  const folder = await mkdtemp(join(tmpdir(), 'einwurf-peers-'));
  try {
    const scans = await scansIn(folder);
    const shown = scans.slice(0, READ).map(({ file }) => file);
    const input = 100 * (await accuracy(shown, scans));
    const own = await ownMakers();
    const until = performance.now() + WHOLE_MS;
    const short = await shortStack(own, scans, folder, until);
    const { plain, results } = short;
    const { long, results: longer } = await longStack(own, scans, folder, short);
    return [
      compared('characters read rightly in the document', plain.accuracyPercent, '%', {
        name: 'in the scans themselves',
        value: input,
      }),
      ...results,
      ...longer,
      compared(`peak memory for ${PAGES * LONGER} pages`, long.peakMb, 'MB', {
        name: `${PAGES} pages`,
        value: plain.peakMb,
      }),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
