import { isReferenceNumber } from '../../electron/domain/reference-number.ts';

const SIGNED_RECEIPT = /^[\w-]+\.([\w-]+)\.[\w-]+$/;

const decoded = (payload: string): unknown => {
  try {
    return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    return null;
  }
};

/**
 * The reference number in what was typed, or in a receipt's QR code that a hand scanner typed (the signed receipt
 * itself); null where there is none. Not proof of anything: the number is only looked up.
 */
export const referenceIn = (typed: string): string | null => {
  const text = typed.trim();
  const payload = SIGNED_RECEIPT.exec(text)?.[1];
  const content = payload === undefined ? null : decoded(payload);
  const number =
    typeof content === 'object' && content !== null && 'referenceNumber' in content
      ? String(content.referenceNumber)
      : text.replace(/[\s-]/g, '');
  return isReferenceNumber(number) ? number : null;
};
