import { chromium } from 'playwright-core';
import sharp from 'sharp';

/** A word and where its ink lies, px at 300 dpi. */
export interface PrintedWord {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A4 at 300 dpi as a browser prints it, with the place of every word. */
export interface PrintedPage {
  readonly png: Buffer;
  readonly words: readonly PrintedWord[];
}

const SCALE = 3.125;
const A4 = { width: 794, height: 1123 };

type Box = Omit<PrintedWord, 'text'>;

/** The part of the box in which something is printed. */
const inkIn = (pixels: Buffer, widthPx: number, box: Box): Box => {
  let [left, top, right, bottom] = [box.right, box.bottom, box.left, box.top];
  for (let y = box.top; y < box.bottom; y += 1) {
    for (let x = box.left; x < box.right; x += 1) {
      if ((pixels[y * widthPx + x] ?? 255) > 128) continue;
      [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)];
    }
  }
  return { left, top, right, bottom };
};

const print = async (paragraphs: readonly string[], style: string): Promise<PrintedPage> => {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
  });
  try {
    const page = await browser.newPage({ viewport: A4, deviceScaleFactor: SCALE });
    const body = paragraphs.map((text) => `<p>${text}</p>`).join('');
    await page.setContent(
      `<body style='margin: 25mm; background: white; color: black; line-height: 1.8; ${style}'>${body}</body>`,
    );
    const boxes = await page.evaluate(() => {
      const found: { text: string; x: number; y: number; width: number; height: number }[] = [];
      for (const paragraph of document.querySelectorAll('p')) {
        const node = paragraph.firstChild;
        for (const match of (node?.textContent ?? '').matchAll(/\S+/g)) {
          if (node === null) continue;
          const range = document.createRange();
          range.setStart(node, match.index);
          range.setEnd(node, match.index + match[0].length);
          const { x, y, width, height } = range.getBoundingClientRect();
          found.push({ text: match[0], x, y, width, height });
        }
      }
      return found;
    });
    const png = await page.screenshot({ type: 'png' });
    const { data, info } = await sharp(png)
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const words = boxes.map(({ text, x, y, width, height }) => ({
      text,
      ...inkIn(data, info.width, {
        left: Math.floor(x * SCALE),
        top: Math.floor(y * SCALE),
        right: Math.ceil((x + width) * SCALE),
        bottom: Math.ceil((y + height) * SCALE),
      }),
    }));
    return { png, words };
  } finally {
    await browser.close();
  }
};

const printed = new Map<string, Promise<PrintedPage>>();

/** Prints paragraphs in Debian's Chromium; the same ones only once. */
export const printedPage = (
  paragraphs: readonly string[],
  style = 'font: 11pt "Noto Sans", "DejaVu Sans"; direction: ltr',
): Promise<PrintedPage> => {
  const key = JSON.stringify([paragraphs, style]);
  const page = printed.get(key) ?? print(paragraphs, style);
  printed.set(key, page);
  return page;
};
