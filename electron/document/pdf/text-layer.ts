import type { Rotation } from '../../domain/page.ts';
import type { Word } from '../text/read-words.ts';
import { decimal, reference, type ObjectNumber, type PdfObjects } from './pdf-objects.ts';

/** Every letter is half as wide as the writing is high; the words are stretched to their places. */
const LETTER_WIDTH = 0.5;

const RIGHT_TO_LEFT = /\p{Script=Arabic}|\p{Script=Hebrew}/u;

/**
 * The letters as they stand on paper from left to right: readers turn right-to-left words round again. What
 * lies beyond the basic plane no code of two bytes can name.
 */
const visualOrder = (text: string): string => {
  const letters = Array.from(text).filter((letter) => letter.length === 1);
  return (RIGHT_TO_LEFT.test(text) ? letters.reverse() : letters).join('');
};

const asHex = (text: string): string =>
  Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase();

/** How far the letters' feet stand above the bottom of their box, in heights. */
const DESCENT = 0.2;

/** Along which way writing runs on the page, and where its box begins, for each turn that sets it upright. */
const running = {
  0: { cos: 1, sin: 0, fromRight: false, fromTop: false },
  90: { cos: 0, sin: 1, fromRight: true, fromTop: false },
  180: { cos: -1, sin: 0, fromRight: true, fromTop: true },
  270: { cos: 0, sin: -1, fromRight: false, fromTop: true },
} as const;

interface PageSize {
  readonly widthPt: number;
  readonly heightPt: number;
}

const wordOperators = (word: Word, { widthPt, heightPt }: PageSize, rotation: Rotation): string => {
  const letters = visualOrder(word.text);
  const [across, up] = [(word.right - word.left) * widthPt, (word.bottom - word.top) * heightPt];
  const [length, height] = rotation % 180 === 0 ? [across, up] : [up, across];
  if (letters.length === 0 || length < 0.1 || height < 0.1) return '';
  const stretch = (length / (letters.length * LETTER_WIDTH * height)) * 100;
  const { cos, sin, fromRight, fromTop } = running[rotation];
  const x = (fromRight ? word.right : word.left) * widthPt - sin * height * DESCENT;
  const y = (1 - (fromTop ? word.top : word.bottom)) * heightPt + cos * height * DESCENT;
  const matrix = `${cos} ${sin} ${-sin} ${cos} ${decimal(x)} ${decimal(y)} Tm`.replaceAll(
    '-0 ',
    '0 ',
  );
  return `/T ${decimal(height)} Tf ${decimal(stretch)} Tz ${matrix} <${asHex(letters)}> Tj\n`;
};

/**
 * Text in render mode 3: there for searching and copying, drawn by no reader (ISO 32000-1, 9.3.6).
 * @param rotation how the page is turned to be read
 */
export const textOperators = (words: readonly Word[], size: PageSize, rotation: Rotation): string =>
  `BT 3 Tr\n${words.map((word) => wordOperators(word, size, rotation)).join('')}ET`;

/** Every code stands for itself, except those that Unicode keeps for no character (ISO 19005-2, 6.2.11.7.2). */
const unicodeRanges = (): readonly string[] =>
  Array.from({ length: 256 }, (_, high) => {
    const byte = high.toString(16).padStart(2, '0').toUpperCase();
    const ranges: readonly (readonly [string, string])[] =
      high === 0
        ? [['01', 'FF']]
        : high === 0xfe
          ? [['00', 'FE']]
          : high === 0xff
            ? [['00', 'FD']]
            : [['00', 'FF']];
    return ranges
      .map(([from, to]) => `<${byte}${from}> <${byte}${to}> <${byte}${from}>`)
      .join('\n');
  });

const toUnicode = (): string => {
  const ranges = unicodeRanges();
  const blocks = [0, 100, 200].map((from) => ranges.slice(from, from + 100));
  return [
    '/CIDInit /ProcSet findresource begin',
    '12 dict begin',
    'begincmap',
    '/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def',
    '/CMapName /Adobe-Identity-UCS def',
    '/CMapType 2 def',
    '1 begincodespacerange',
    '<0000> <FFFF>',
    'endcodespacerange',
    ...blocks.map((block) => `${block.length} beginbfrange\n${block.join('\n')}\nendbfrange`),
    'endcmap',
    'CMapName currentdict /CMap defineresource pop',
    'end',
    'end',
  ].join('\n');
};

/** The font of the text layer: its letters have a width and a meaning and nothing to draw. */
export const textFont = (objects: PdfObjects, font: ObjectNumber): Uint8Array => {
  const [descendant, descriptor, unicode] = [
    objects.reserve(),
    objects.reserve(),
    objects.reserve(),
  ];
  const name = 'EinwurfInvisible';
  return Buffer.concat([
    objects.object(
      font,
      `<</Type/Font/Subtype/Type0/BaseFont/${name}/Encoding/Identity-H` +
        `/DescendantFonts[${reference(descendant)}]/ToUnicode ${reference(unicode)}>>`,
    ),
    objects.object(
      descendant,
      `<</Type/Font/Subtype/CIDFontType2/BaseFont/${name}/CIDToGIDMap/Identity` +
        '/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>' +
        `/DW ${1000 * LETTER_WIDTH}/FontDescriptor ${reference(descriptor)}>>`,
    ),
    objects.object(
      descriptor,
      `<</Type/FontDescriptor/FontName/${name}/Flags 4/FontBBox[0 ${-1000 * DESCENT} 500 ${1000 * (1 - DESCENT)}]` +
        `/ItalicAngle 0/Ascent ${1000 * (1 - DESCENT)}/Descent ${-1000 * DESCENT}/CapHeight 800/StemV 80>>`,
    ),
    objects.stream(unicode, '', Buffer.from(toUnicode(), 'latin1')),
  ]);
};
