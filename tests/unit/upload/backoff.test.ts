import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs } from '../../../electron/upload/backoff.ts';

test('waits from half a second to half an hour, longer after each failure, for ever', () => {
  expect(backoffMs(1, 0)).toBe(500);
  expect(backoffMs(1, 0.5)).toBe(750);
  expect(backoffMs(2, 0)).toBe(1_000);
  expect(backoffMs(1_000_000, 0.999_999)).toBeLessThanOrEqual(30 * 60_000);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.float({ min: 0, max: 1, noNaN: true }),
      (n, random) => {
        expect(backoffMs(n + 1, random)).toBeGreaterThanOrEqual(backoffMs(n, random));
      },
    ),
  );
});

test('waits as long as the other side asks, but never longer than half an hour', () => {
  expect(backoffMs(1, 0, 120_000)).toBe(120_000);
  expect(backoffMs(1, 0, 1e12)).toBe(30 * 60_000);
});
