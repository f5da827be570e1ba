import sharp from 'sharp';
import { lookAtPage, type PageLook } from '../../electron/document/look-at-page.ts';
import { printedPage } from '../support/printed-page.ts';
import type { BenchResult } from './bench.ts';
import { measureFindings } from './findings-table.ts';
import { germanText } from './german-text.ts';

/** How a sheet lies in the scanner; none of these was used to find a threshold. */
interface Laid {
  /** Clockwise, degrees. */
  readonly skew: number;
  readonly turned: 0 | 90 | 180 | 270;
  /** Grey of what shows around the sheet; null: nothing shows. */
  readonly background: number | null;
  readonly font: string;
  readonly paragraphs: readonly string[];
}

const BORDER_PX = 70;
const A4_PX = { width: 2480, height: 3508 };

const scanned = async (laid: Laid): Promise<PageLook> => {
  const style = `font: ${laid.font}; direction: ltr`;
  const { png } = await printedPage(laid.paragraphs, style);
  const sheet = await sharp(png)
    .removeAlpha()
    .resize(A4_PX.width, A4_PX.height, { fit: 'fill' })
    .linear(0.86, 30)
    .png({ compressionLevel: 1 })
    .toBuffer();
  const level = laid.background ?? 249;
  const background = { r: level, g: level, b: level };
  const border = laid.background === null ? 0 : BORDER_PX;
  const framed = await sharp(sheet)
    .extend({ top: border, bottom: border, left: border, right: border, background })
    .png({ compressionLevel: 1 })
    .toBuffer();
  const jpeg = await sharp(framed)
    .rotate(laid.skew + laid.turned, { background })
    .jpeg({ quality: 80 })
    .toBuffer();
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  return lookAtPage({ data, widthPx: info.width, heightPx: info.height, channels: 3 }, 300);
};

const fonts = ['11pt "Noto Sans"', '10pt "DejaVu Serif"', '12pt "DejaVu Sans Mono"'];
const skews = [0, 0.6, -1.4, 3.3, -5.2, 9.5];
const turns = [0, 180, 90, 270] as const;
const backgrounds = [null, 40, 120];

const letters = (): readonly Laid[] =>
  Array.from({ length: 24 }, (_, index) => ({
    skew: skews[index % skews.length] ?? 0,
    turned: turns[Math.floor(index / 6)] ?? 0,
    background: backgrounds[index % backgrounds.length] ?? null,
    font: fonts[(index + Math.floor(index / 6)) % fonts.length] ?? '',
    paragraphs: germanText(100 + index),
  }));

/** Nothing, or next to nothing, on the sheet. */
const sparse: readonly (readonly string[])[] = [[''], ['- 7 -'], ['X'], [''], ['i. A. Kr'], ['']];

const sparsePages = (): readonly Laid[] =>
  sparse.map((paragraphs, index) => ({
    skew: [0.4, -0.8, 1.1][index % 3] ?? 0,
    turned: 0,
    background: 40,
    font: '11pt "Noto Sans"',
    paragraphs,
  }));

const value = (name: string, number: number, unit: string): BenchResult => ({
  name,
  value: number,
  unit,
  peer: null,
  ratio: null,
});

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;

const share = (hits: number, of: number): number => (100 * hits) / Math.max(1, of);

/** How far the found sheet is off in width and height, mm; the rim of half a millimetre is cut off on purpose. */
const cropError = ({ treatment }: PageLook, { turned, background }: Laid): number | null => {
  if (background === null || treatment === null) return background === null ? null : 99;
  const { width, height } = treatment.cut;
  const [across, down] =
    turned % 180 === 0 ? [A4_PX.width, A4_PX.height] : [A4_PX.height, A4_PX.width];
  const rims = (2 * 0.5 * 300) / 25.4;
  const off = Math.max(Math.abs(width + rims - across), Math.abs(height + rims - down));
  return (off * 25.4) / 300;
};

/** What the kiosk sees on pages it was not tuned on: invented letters, laid in in all kinds of ways. */
export const measure = async (): Promise<BenchResult[]> => {
  const pages: { laid: Laid; look: PageLook }[] = [];
  for (const laid of letters()) pages.push({ laid, look: await scanned(laid) });
  const off = pages.map(({ laid, look }) => Math.abs((look.treatment?.cut.angle ?? 0) - laid.skew));
  const crops = pages.flatMap(({ laid, look }) => cropError(look, laid) ?? []);
  const upright = pages.filter(
    ({ laid, look }) => look.suggestedRotation === (360 - laid.turned) % 360,
  );
  const untouched = pages.filter(({ laid }) => laid.turned === 0);
  const wronglyTurned = untouched.filter(({ look }) => look.suggestedRotation !== 0);
  const falseFindings = pages.flatMap(({ look }) =>
    look.findings.filter(({ kind }) => kind !== 'upside-down' && kind !== 'skewed'),
  );
  pages.forEach(({ laid, look }, index) => {
    const seen = look.findings.map(({ kind, confidence }) => `${kind} ${confidence.toFixed(2)}`);
    console.log(
      index,
      laid.font,
      `laid ${laid.skew}° ${laid.turned}, seen ${(look.treatment?.cut.angle ?? 0).toFixed(2)}° turn ${look.suggestedRotation}`,
      `crop ${cropError(look, laid)?.toFixed(2) ?? '-'} mm`,
      seen.join(', '),
    );
  });
  let [blankFound, blanks, lost] = [0, 0, 0];
  for (const laid of sparsePages()) {
    const { findings } = await scanned(laid);
    const said = findings.some(({ kind }) => kind === 'blank');
    if (laid.paragraphs[0] === '') [blanks, blankFound] = [blanks + 1, blankFound + (said ? 1 : 0)];
    else if (said) lost += 1;
  }
  return [
    value('skew error, median of 24 letters (0 to 9.5°)', median(off), '°'),
    value('skew error, worst', Math.max(...off), '°'),
    value('crop error, median of the sheets with background', median(crops), 'mm'),
    value('crop error, worst', Math.max(...crops), 'mm'),
    value('letters that stand upright afterwards', share(upright.length, pages.length), '%'),
    value('upright letters turned wrongly', wronglyTurned.length, 'of 6'),
    value('findings on these faultless pages', falseFindings.length, 'of 24'),
    value('blank pages found', blankFound, `of ${blanks}`),
    value('pages with a few characters taken for blank', lost, `of ${sparse.length - blanks}`),
    ...(await measureFindings()),
  ];
};
