import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { DocumentInProgress } from '../document-in-progress.ts';
import type { ImageLibrary } from '../image-library.ts';
import { prepareOriginal, type IngestedPage } from '../ingest.ts';

const run = promisify(execFile);

/** Each picture of a pair fits into a square of this side, px. */
const SIDE_PX = 900;
const TEXT_PX = 60;
const RESOLUTION = '100';

/** The page as it stands in the finished document, drawn by poppler: nothing of ours shows what ours has written. */
const drawn = async (pdf: Uint8Array): Promise<Buffer> => {
  const args = ['-r', RESOLUTION, '-png', '-singlefile', '-'];
  const drawing = run('pdftoppm', args, { encoding: 'buffer', maxBuffer: 1 << 28 });
  drawing.child.stdin?.end(pdf);
  return (await drawing).stdout;
};

const inSquare = (library: ImageLibrary, image: Uint8Array): Promise<Buffer> =>
  library(image)
    .resize(SIDE_PX, SIDE_PX, { fit: 'contain', background: '#5f6f80' })
    .toColourspace('srgb')
    .png({ compressionLevel: 1 })
    .toBuffer();

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

const caption = (text: string): Buffer =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${2 * SIDE_PX}" height="${TEXT_PX}">` +
      `<rect width="100%" height="100%" fill="white"/>` +
      `<text x="12" y="38" font-family="sans-serif" font-size="24">${escaped(text)}</text></svg>`,
  );

const told = ({ findings, treatment, suggestedRotation }: IngestedPage, coding: string): string =>
  [
    coding,
    ...(treatment === null ? [] : [`${treatment.cut.angle.toFixed(2)}°`]),
    ...(treatment?.cropped === true ? ['cropped'] : []),
    ...(suggestedRotation === 0 ? [] : [`turned by ${suggestedRotation}°`]),
    ...findings.map(({ kind, confidence }) => `${kind} ${confidence.toFixed(2)}`),
  ].join(', ');

/**
 * Draws a page as scanned beside the same page in the document, with what was done and found above, into
 * `folder`. Needs poppler's `pdftoppm`.
 * @returns the picture's file
 */
export const drawLook = async (
  library: ImageLibrary,
  file: string,
  page: IngestedPage,
  folder: string,
): Promise<string | null> => {
  const made = await prepareOriginal(library, page.original, page.dpi, page.treatment);
  if (!made.ok) return null;
  const { prepared, coding, evening } = made.value;
  const document = new DocumentInProgress();
  const { original, dpi, suggestedRotation: rotation } = page;
  const written = [document.begin()];
  const added = document.addPage({ original, dpi, rotation, prepared });
  if (!added.ok || added.value === null) return null;
  const end = await document.end({ createdAt: new Date().toISOString(), title: 'Unterlagen' });
  if (!end.ok) return null;
  const pdf = Buffer.concat([...written, added.value, end.value.bytes]);
  const [before, after] = [await inSquare(library, original), await drawn(pdf)];
  const evened =
    evening === null
      ? ''
      : `, evened out (${evening.paper} to ${evening.to}, shade ${evening.shade}, tint ${evening.tint})`;
  const text = `${basename(file)}: ${told(page, coding)}${evened}, ${added.value.length} bytes`;
  await mkdir(folder, { recursive: true });
  const out = join(folder, `${basename(file, extname(file))}.jpg`);
  const composed = await library({
    create: { width: 2 * SIDE_PX, height: SIDE_PX + TEXT_PX, channels: 3, background: '#5f6f80' },
  })
    .composite([
      { input: caption(text), left: 0, top: 0 },
      { input: before, left: 0, top: TEXT_PX },
      { input: await inSquare(library, after), left: SIDE_PX, top: TEXT_PX },
    ])
    .jpeg({ quality: 85 })
    .toBuffer();
  await writeFile(out, composed);
  return out;
};
