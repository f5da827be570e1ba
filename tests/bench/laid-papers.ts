import sharp from 'sharp';
import { germanText } from './german-text.ts';

/** A piece of paper on the glass. Lengths in mm, angles clockwise in degrees. */
export interface Paper {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
  readonly angle?: number;
  readonly colour?: string;
  /** SVG in mm, from the paper's upper left corner. */
  readonly print: string;
  /** Legs of a corner folded away, mm. */
  readonly folded?: number;
}

/** The scanner's glass and what shows where no paper lies. */
export interface Glass {
  readonly width: number;
  readonly height: number;
  readonly background: string;
}

export const a4Glass = (background: string): Glass => ({ width: 216, height: 303, background });
export const a3Glass = (background: string): Glass => ({ width: 303, height: 426, background });

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

export const text = (x: number, y: number, said: string, style = 'font-size:4px'): string =>
  `<text x="${x}" y="${y}" font-family="Noto Sans" fill="#1d1d1f" style="${style}">${escaped(said)}</text>`;

const wrapped = (paragraph: string, most: number): string[] => {
  const lines = [''];
  for (const word of paragraph.split(' ')) {
    const line = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (line.length > most) lines.push(word);
    else lines[lines.length - 1] = line;
  }
  return lines;
};

/** An invented letter that fills a sheet of `width` mm, `lines` lines of it. */
export const letter = (seed: number, width = 210, lines = 34): string =>
  germanText(seed)
    .flatMap((paragraph) => [...wrapped(paragraph, (width - 40) / 2), ''])
    .slice(0, lines)
    .map((line, index) => text(20, 30 + index * 7, line))
    .join('');

const paperSvg = (paper: Paper, index: number): string => {
  const { width, height, left, top, angle = 0, colour = '#f7f6f1', print, folded = 0 } = paper;
  const outline = `M${folded} 0H${width}V${height}H0V${folded}Z`;
  return (
    `<clipPath id="p${index}"><path d="${outline}"/></clipPath>` +
    `<g transform="translate(${left} ${top}) rotate(${angle} ${width / 2} ${height / 2})">` +
    `<path d="${outline}" transform="translate(.5 .6)" fill="#000" opacity=".25"/>` +
    `<g clip-path="url(#p${index})"><rect width="${width}" height="${height}" fill="${colour}"/>${print}</g></g>`
  );
};

/** Flaws of the scan itself. */
export interface ScanningFlaws {
  readonly blur?: number;
  /** Distances of dark lines from the scan's left edge, mm. */
  readonly streaks?: readonly number[];
  readonly turned?: 0 | 90 | 180 | 270;
}

/** What a scanner delivers: 300 dpi, colour, with the grain that paper and sensor have. */
export const scanned = async (
  glass: Glass,
  papers: readonly Paper[],
  { blur = 0, streaks = [], turned = 0 }: ScanningFlaws = {},
): Promise<Buffer> => {
  const [width, height] = [glass.width, glass.height].map((mm) => Math.round((mm * 300) / 25.4));
  const lines = streaks.map(
    (at) => `<rect x="${at}" width=".25" height="${glass.height}" fill="#555" opacity=".7"/>`,
  );
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${glass.width} ${glass.height}" width="${width}" height="${height}">` +
    `<rect width="100%" height="100%" fill="${glass.background}"/>${papers.map(paperSvg).join('')}${lines.join('')}</svg>`;
  const grain = await sharp({
    create: {
      width: width ?? 1,
      height: height ?? 1,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: 7 },
    },
  })
    .png({ compressionLevel: 1 })
    .toBuffer();
  const drawn = await sharp(Buffer.from(svg), { unlimited: true })
    .removeAlpha()
    .composite([{ input: grain, blend: 'soft-light' }])
    .png({ compressionLevel: 1 })
    .toBuffer();
  const seen = blur > 0 ? sharp(drawn).blur(blur) : sharp(drawn);
  const shown = await seen.removeAlpha().png({ compressionLevel: 1 }).toBuffer();
  return sharp(shown).rotate(turned).withDensity(300).jpeg({ quality: 88 }).toBuffer();
};
