import { webcrypto } from 'node:crypto';
import type { Rotation } from '../../domain/page.ts';

/** What a finished file must show when somebody else's reader opens it. */
export interface ExpectedPage {
  readonly rotation: Rotation;
  /** Proportion of width to height before rotation. */
  readonly proportion: number;
}

/** pdf-lib expects a global crypto, which Electron 25 (Node 18) does not have. */
const openReader = () => {
  if (!('crypto' in globalThis)) Object.assign(globalThis, { crypto: webcrypto });
  return import('@cantoo/pdf-lib');
};

/**
 * Opens the finished file with an independent reader (pdf-lib) and compares number, order (by proportion)
 * and rotation of its pages with what was put in.
 */
export const isAsExpected = async (
  pdf: Uint8Array,
  pages: readonly ExpectedPage[],
): Promise<boolean> => {
  const { PDFDocument } = await openReader();
  try {
    const document = await PDFDocument.load(pdf, {
      updateMetadata: false,
      throwOnInvalidObject: true,
    });
    const found = document.getPages();
    if (found.length !== pages.length) return false;
    return found.every((page, index) => {
      const expected = pages[index];
      const { width, height } = page.getMediaBox();
      return (
        expected !== undefined &&
        page.getRotation().angle === expected.rotation &&
        Math.abs(width / height / expected.proportion - 1) < 0.01
      );
    });
  } catch {
    return false;
  }
};
