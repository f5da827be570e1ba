import type { Barcode } from './barcodes.ts';

/** What our own separator sheet says in its QR code; others have bars (`patch-code.ts`) or a barcode saying Patch-T. */
export const separatorText = 'EINWURF:SEPARATOR';
const separators = [separatorText, 'PATCHT', 'PATCH T', 'PATCH-T'];

/** What the barcodes of a page mean to the kiosk. */
export interface PageCodes {
  readonly separator: boolean;
  /** In the site's form, if one of the codes holds exactly one such number; never the customer's own entry. */
  readonly caseNumber: string | null;
}

/**
 * @param caseNumber the site's pattern of a case number (regular expression source); null: it asks for none
 */
export const meaningOf = (barcodes: readonly Barcode[], caseNumber: string | null): PageCodes => {
  const texts = barcodes.map(({ text }) => text.trim());
  const separator = texts.some((text) => separators.includes(text.toUpperCase()));
  if (caseNumber === null) return { separator, caseNumber: null };
  // A number inside of a longer one is another number.
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${caseNumber})(?![\\p{L}\\p{N}])`, 'gu');
  const numbers = new Set(texts.flatMap((text) => text.match(pattern) ?? []));
  const [only] = numbers;
  return { separator, caseNumber: numbers.size === 1 ? (only ?? null) : null };
};
