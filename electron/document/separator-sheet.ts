import { PDFDocument, rgb, StandardFonts, type PDFFont, type PDFPage } from '@cantoo/pdf-lib';
import { create } from 'qrcode';
import { separatorText } from './page-codes.ts';

/** A4, points. */
const PAGE = { width: 595.28, height: 841.89 } as const;
/** Side of the code: 50 mm. */
const CODE_PT = 142;
/** A sheet in the drawing. */
const SHEET = { width: 78, height: 110 } as const;
const INK = rgb(0.2, 0.2, 0.2);
const PAPER = rgb(1, 1, 1);
const FAINT = rgb(0.45, 0.45, 0.45);

/** Draws the code with its middle at `middle`, its lower edge at `bottom`. */
const drawCode = (page: PDFPage, middle: number, bottom: number, side: number): void => {
  const { modules } = create(separatorText, { errorCorrectionLevel: 'H' });
  const module = side / modules.size;
  const left = middle - side / 2;
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (modules.get(row, column) === 0) continue;
      page.drawRectangle({
        x: left + column * module,
        y: bottom + side - (row + 1) * module,
        width: module,
        height: module,
      });
    }
  }
};

/** A sheet of paper; `sign` says to which document it belongs. */
const drawSheet = (
  page: PDFPage,
  x: number,
  y: number,
  sign: 'round' | 'square' | 'none',
): void => {
  page.drawRectangle({ x, y, ...SHEET, color: PAPER, borderColor: INK, borderWidth: 1.5 });
  if (sign === 'none') return;
  const middle = { x: x + SHEET.width / 2, y: y + SHEET.height - 30 };
  if (sign === 'round') page.drawCircle({ ...middle, size: 13, color: FAINT });
  else
    page.drawRectangle({ x: middle.x - 13, y: middle.y - 12, width: 24, height: 24, color: FAINT });
  for (let line = 0; line < 4; line += 1) {
    const width = line === 3 ? 34 : SHEET.width - 24;
    page.drawRectangle({ x: x + 12, y: y + 46 - line * 11, width, height: 2.5, color: FAINT });
  }
};

/** A stack as it is laid in: two sheets of one document, this sheet, one of the other. */
const drawStack = (page: PDFPage, x: number, y: number): void => {
  const step = { x: 16, y: 43 };
  (['square', 'none', 'round', 'round'] as const).forEach((sign, index) => {
    const [left, bottom] = [x + step.x * (3 - index), y + step.y * (3 - index)];
    drawSheet(page, left, bottom, sign);
    // Like this sheet, and yet no code that a scanner could take for one.
    if (sign !== 'none') return;
    for (const edge of [8, SHEET.height - 36])
      for (const [inset, size] of [
        [24, 30],
        [34, 10],
      ] as const)
        page.drawRectangle({
          ...{ x: left + inset, y: bottom + edge + (30 - size) / 2, width: size, height: size },
          ...(size === 10 ? { color: INK } : { borderColor: INK, borderWidth: 5 }),
        });
  });
};

const drawArrow = (page: PDFPage, x: number, y: number): void => {
  page.drawRectangle({ x, y: y - 4, width: 44, height: 8, color: INK });
  page.drawSvgPath('M0 -15L24 0L0 15Z', { x: x + 42, y, color: INK });
};

/** What becomes of it: two documents apart, without this sheet. */
const drawDocuments = (page: PDFPage, x: number, y: number): void => {
  drawSheet(page, x + 14, y + 14, 'round');
  drawSheet(page, x, y, 'round');
  drawSheet(page, x + 118, y + 7, 'square');
};

/** Words beside the drawing, for those who lay the sheets out; in what Latin letters of a PDF's own fonts can say. */
const captions = ['Trennblatt', 'Separator sheet', 'Intercalaire'] as const;

const drawCaption = (page: PDFPage, font: PDFFont, y: number): void => {
  const text = captions.join('  ·  ');
  const x = (PAGE.width - font.widthOfTextAtSize(text, 15)) / 2;
  page.drawText(text, { x, y, size: 15, font });
};

/**
 * Our own separator sheet for printing: A4, a QR code above and below so that it may be dirty or torn, and a
 * drawing, understood in every language, of what it does: a stack with this sheet in it becomes two documents without it.
 */
export const separatorSheet = async (): Promise<Uint8Array> => {
  const document = await PDFDocument.create();
  const page = document.addPage([PAGE.width, PAGE.height]);
  drawCode(page, PAGE.width / 2, PAGE.height - 90 - CODE_PT, CODE_PT);
  drawCode(page, PAGE.width / 2, 90, CODE_PT);
  drawStack(page, 70, 318);
  drawArrow(page, 236, 438);
  drawDocuments(page, 336, 376);
  drawCaption(page, await document.embedFont(StandardFonts.Helvetica), 278);
  return document.save();
};
