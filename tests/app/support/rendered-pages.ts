import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One page of a PDF as a program nobody here wrote draws it: grey, one byte per pixel, 0 is black. */
export interface RenderedPage {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixels: Uint8Array;
}

/** Reads a binary PGM (P5, maximum 255), the form pdftoppm writes. */
const parsePgm = (file: Buffer): RenderedPage => {
  const header = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(file.subarray(0, 64).toString('latin1'));
  if (header === null) throw new Error('pdftoppm wrote no PGM');
  const [whole, width, height] = header;
  const pixels = new Uint8Array(file.subarray(whole.length));
  return { widthPx: Number(width), heightPx: Number(height), pixels };
};

/** All pages of a PDF, drawn by poppler's pdftoppm at the given resolution, or to the given width in pixels. */
export const renderedPages = (
  pdf: string,
  dpi: number,
  widthPx?: number,
): readonly RenderedPage[] => {
  const folder = mkdtempSync(join(tmpdir(), 'einwurf-pages-'));
  try {
    const scale =
      widthPx === undefined
        ? ['-r', String(dpi)]
        : ['-scale-to-x', String(widthPx), '-scale-to-y', '-1'];
    execFileSync('pdftoppm', [...scale, '-gray', pdf, join(folder, 'page')]);
    return readdirSync(folder)
      .sort()
      .map((name) => parsePgm(readFileSync(join(folder, name))));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** Whether the pixel at a place given as fractions of width and height is dark. */
const isDark = (page: RenderedPage, x: number, y: number): boolean => {
  const column = Math.min(page.widthPx - 1, Math.floor(x * page.widthPx));
  const row = Math.min(page.heightPx - 1, Math.floor(y * page.heightPx));
  return (page.pixels[row * page.widthPx + column] ?? 255) < 128;
};

const BITS = 16;

/**
 * The number that the virtual scanner prints on a generated page as cells along its top edge.
 * `turned`: the page was turned by a quarter to the right, so that its top edge is now on the right.
 */
export const pageNumberOn = (page: RenderedPage, turned = false): number => {
  let number = 0;
  for (let bit = 0; bit < BITS; bit += 1) {
    const along = (bit + 0.5) / BITS;
    // A cell is half as high as wide.
    const across = 0.25 / BITS;
    const dark = turned
      ? isDark(page, 1 - across * (page.heightPx / page.widthPx), along)
      : isDark(page, along, across * (page.widthPx / page.heightPx));
    if (dark) number += 1 << bit;
  }
  return number;
};

/**
 * Mean difference between a drawn page and what was scanned, 0 (alike) to 255.
 *
 * @param scanned one byte per pixel, same size
 */
export const meanDifference = (page: RenderedPage, scanned: Uint8Array): number => {
  let sum = 0;
  for (let index = 0; index < scanned.length; index += 1)
    sum += Math.abs((page.pixels[index] ?? 0) - (scanned[index] ?? 0));
  return sum / scanned.length;
};
