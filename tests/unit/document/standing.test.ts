import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { lookAtPage } from '../../../electron/document/look-at-page.ts';

/** Line after line, no two beginning alike: letters below each other would be lines down the page, too. */
const linesOf = (said: string): readonly string[] => {
  const words = said.split(' ');
  return Array.from({ length: 44 }, (_, index) => {
    const from = (index * 3) % words.length;
    return [...words.slice(from), ...words.slice(0, from)].join(' ');
  });
};

/** The kiosk's turn for a page of A4 at 150 dpi that came in turned by so much. */
const turnFor = async (said: string, style: string, turned: 0 | 90 | 180 | 270) => {
  const lines = linesOf(said).map(
    (line, index) =>
      `<text x="120" y="${180 + index * 30}" font-family="Noto Sans" style="${style}">${line}</text>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1240" height="1754"><rect width="100%" height="100%" fill="#f4f4f0"/>${lines.join('')}</svg>`;
  const { data, info } = await sharp(Buffer.from(svg))
    .rotate(turned)
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const page = { data, widthPx: info.width, heightPx: info.height, channels: 1 } as const;
  return lookAtPage(page, 150).suggestedRotation;
};

const plain = 'font-size:23px';

describe('which way up a page is', () => {
  it.each([
    'Sehr geehrte Damen und Herren, für die Zeit ab dem 1. Mai erhalten Sie',
    // Far more letters reach down than up.
    'Доброго дня, прошу надіслати довідку про доходи за цей рік',
    'Szanowni Państwo, proszę o przesłanie zaświadczenia o dochodach',
  ])(
    'is told by the dots on its letters: %s',
    async (said) => {
      for (const turned of [0, 90, 180, 270] as const) {
        const upright = (360 - turned) % 360;
        expect(await turnFor(said, plain, turned), String(turned)).toBe(upright);
      }
    },
    20_000,
  );

  it.each([
    'ЗВЕРНУТИСЯ ДО ЦЕНТРУ ЩОДО ЦЕНЗУ ДОПОМОГА ГРОМАДЯНСТВО ЩЕДРО',
    'Уважаемые дамы и господа, прошу прислать мне справку о доходах',
    '1.234,56 99,50 7.890,12 3,5 2.026,00 44,44 01.02.2026, 13:45; 5.005,05',
    'Name ................ Anschrift ............. Ort .......... am ..........',
  ])('is not guessed: an upright page is never turned round: %s', async (said) => {
    expect(await turnFor(said, plain, 0)).toBe(0);
  });
});
