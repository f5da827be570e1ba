/**
 * The number a customer leaves with: twelve digits, read aloud in three groups of four.
 *
 * Digits only, so that it can be read, typed, spoken and heard in every language the kiosk has.
 * Two digits name the kiosk, nine are random, the last is the check digit of
 * ISO 7064 MOD 11,10, which catches every single wrong digit and nearly all swaps.
 */
export type ReferenceNumber = string;

const DIGITS = /^\d+$/;

/** The check digit of a string of digits (ISO/IEC 7064:2003, hybrid system MOD 11,10). */
export const checkDigit = (digits: string): string => {
  let product = 10;
  for (const digit of digits) {
    const sum = (product + Number(digit)) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return String((11 - product) % 10);
};

/**
 * Builds a reference number.
 * @param kioskNumber 0–99, the kiosk's number at its site
 * @param random a whole number from 0 up to 999,999,999, freshly drawn
 */
export const referenceNumber = (kioskNumber: number, random: number): ReferenceNumber => {
  const body = String(kioskNumber).padStart(2, '0') + String(random).padStart(9, '0');
  return body + checkDigit(body);
};

/** Whether a typed or scanned string is a reference number; spaces and dashes do not matter. */
export const isReferenceNumber = (text: string): boolean => {
  const digits = text.replace(/[\s-]/g, '');
  return (
    digits.length === 12 && DIGITS.test(digits) && checkDigit(digits.slice(0, 11)) === digits[11]
  );
};

/** The number as people read it: "1234 5678 9012". */
export const formatReferenceNumber = (number: ReferenceNumber): string =>
  number.replace(/(\d{4})(?=\d)/g, '$1 ');
