import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  checkDigit,
  formatReferenceNumber,
  isReferenceNumber,
  referenceNumber,
} from '../../../electron/domain/reference-number.ts';

const anyNumber = fc
  .tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 999_999_999 }))
  .map(([kiosk, random]) => referenceNumber(kiosk, random));

test('the worked example of ISO 7064 MOD 11,10 comes out', () => {
  expect(checkDigit('0794')).toBe('5');
});

test('a number is twelve digits in three groups and knows itself again', () => {
  fc.assert(
    fc.property(anyNumber, (number) => {
      expect(formatReferenceNumber(number)).toMatch(/^\d{4} \d{4} \d{4}$/);
      expect(isReferenceNumber(formatReferenceNumber(number))).toBe(true);
    }),
  );
});

test('every single mistyped digit is noticed', () => {
  fc.assert(
    fc.property(anyNumber, fc.nat(11), fc.integer({ min: 1, max: 9 }), (number, at, shift) => {
      const digits = Array.from(number);
      digits[at] = String((Number(digits[at]) + shift) % 10);
      expect(isReferenceNumber(digits.join(''))).toBe(false);
    }),
  );
});

test.each(['', '1234', 'abcdefghijkl', '12345678901²'])(
  '"%s" is not a reference number',
  (text) => {
    expect(isReferenceNumber(text)).toBe(false);
  },
);
