import { PDFDocument, StandardFonts, type PDFPage } from '@cantoo/pdf-lib';
import { create } from 'qrcode';
import { separatorText } from './page-codes.ts';

/** A4, points. */
const PAGE = { width: 595.28, height: 841.89 } as const;
/** Side of the code: 50 mm. */
const CODE_PT = 142;

/** Draws the code with its middle in the middle of the page's width, its lower edge at `bottom`. */
const drawCode = (page: PDFPage, bottom: number): void => {
  const { modules } = create(separatorText, { errorCorrectionLevel: 'H' });
  const module = CODE_PT / modules.size;
  const left = (PAGE.width - CODE_PT) / 2;
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (modules.get(row, column) === 0) continue;
      page.drawRectangle({
        x: left + column * module,
        y: bottom + CODE_PT - (row + 1) * module,
        width: module,
        height: module,
      });
    }
  }
};

/**
 * Our own separator sheet for printing: A4, a QR code above and below so that it may be dirty or torn, and what
 * it is for. Laid between two documents it separates them and is not handed in itself.
 */
export const separatorSheet = async (): Promise<Uint8Array> => {
  const document = await PDFDocument.create();
  const page = document.addPage([PAGE.width, PAGE.height]);
  const bold = await document.embedFont(StandardFonts.HelveticaBold);
  const plain = await document.embedFont(StandardFonts.Helvetica);
  drawCode(page, PAGE.height - 120 - CODE_PT);
  drawCode(page, 120);
  const lines = [
    { text: 'Trennblatt', size: 44, y: 450, font: bold },
    { text: 'Legen Sie dieses Blatt zwischen zwei Unterlagen.', size: 17, y: 410, font: plain },
    { text: 'Es wird nicht mit abgegeben.', size: 17, y: 385, font: plain },
  ];
  for (const { text, size, y, font } of lines) {
    const x = (PAGE.width - font.widthOfTextAtSize(text, size)) / 2;
    page.drawText(text, { x, y, size, font });
  }
  return document.save();
};
