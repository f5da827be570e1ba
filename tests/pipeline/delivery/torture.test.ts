import { expect, test } from 'vitest';
import { torture } from '../../torture/torture.ts';

// The short form of `npm run torture` (1,000 submissions): the same run, few submissions, fixed seed.
test('under kills and a spoilt line every receipt has exactly one document, byte-equal, and every delivery a proof', async () => {
  const result = await torture({
    seed: 20_261_123,
    submissions: 12,
    faultShare: 0.2,
    longestLifeMs: 2_500,
    progress: () => undefined,
  });
  expect(result.receipts).toBeGreaterThanOrEqual(12);
  expect(result).toMatchObject({ lost: [], doubled: [], unproven: [], damaged: 0 });
  expect(Object.keys(result.faults).length).toBeGreaterThan(3);
  expect(result.kioskKills + result.uploaderKills + result.intakeKills).toBeGreaterThan(3);
}, 600_000);
