import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { torture } from '../../torture/torture.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'einwurf-torture-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

// The short form of `npm run torture` (1,000 submissions): the same run, few submissions, fixed seed.
test('under kills and a spoilt line every receipt has exactly one document, byte-equal, and every delivery a proof', async () => {
  const run = (mostMs?: number) =>
    torture({
      folder,
      seed: 20_261_123,
      submissions: 12,
      faultShare: 0.2,
      longestLifeMs: 2_500,
      ...(mostMs === undefined ? {} : { mostMs }),
      progress: () => undefined,
    });
  // In two pieces, as a run of hours is done: what waits between them is neither lost nor judged.
  const begun = await run(3_000);
  expect(begun.kind).toBe('unfinished');
  const result = await run();
  expect(result.receipts).toBeGreaterThanOrEqual(12);
  expect(result).toMatchObject({ kind: 'judged', pieces: 2 });
  expect(result).toMatchObject({
    lost: [],
    doubled: [],
    unproven: [],
    undelivered: [],
    damaged: 0,
  });
  expect(Object.keys(result.faults).length).toBeGreaterThan(3);
  expect(result.kioskKills + result.uploaderKills + result.intakeKills).toBeGreaterThan(3);
}, 600_000);
