import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { prepareWine } from '../../../setup/wine.mjs';
import type { RoundTripPlan, RoundTripResult } from '../../simulators/twain/round-trip.ts';
import { bundleScannerHost } from '../../support/bundle-scanner-host.ts';
import { twainPicture } from '../../support/twain-picture.ts';

const settings = {
  source: 'feeder',
  duplex: false,
  mode: 'colour',
  dpi: 100,
  maxPages: 50,
} as const;
const widths = { 1: 333, 8: 331, 24: 329 } as const;
const modes = { 1: 'bitonal', 8: 'grey', 24: 'colour' } as const;
const transfers = ['memory', 'native', 'file'] as const;
const depths = [1, 8, 24] as const;

const ours = (transfer: string): object => ({
  driver: 'twain',
  source: 'Simulated',
  transfer,
  readyMs: 10_000,
  fileFolder: 'C:\\windows\\temp',
});

const pixelPlans: readonly RoundTripPlan[] = transfers.flatMap((transfer) =>
  depths.map((bits) => ({
    title: `${transfer} ${bits}`,
    driver: ours(transfer),
    settings: { ...settings, mode: modes[bits] },
    stack: [1, 2, 3].map((n) => `page ${n} ${widths[bits]} 245 ${bits}\n`).join(''),
  })),
);
const page = 'page 1 160 226 24\n';
const plans: readonly RoundTripPlan[] = [
  ...pixelPlans,
  { title: 'jam', driver: ours('memory'), settings, stack: `${page}${page}jam\n${page}` },
  { title: 'jam native', driver: ours('native'), settings, stack: `${page}jam\n${page}` },
  { title: 'double feed', driver: ours('memory'), settings, stack: `double-feed\n${page}` },
  { title: 'cover', driver: ours('memory'), settings, stack: `${page}cover-open\n` },
  { title: 'empty', driver: ours('memory'), settings, stack: '' },
  {
    title: 'glass',
    driver: ours('memory'),
    settings: { ...settings, source: 'glass' },
    stack: page + page,
  },
  { title: 'cap', driver: ours('memory'), settings, stack: page.repeat(30) },
];

let unavailable: string | null = null;
const results = new Map<string, RoundTripResult>();

beforeAll(async () => {
  const site = await prepareWine();
  if (typeof site === 'string') {
    unavailable = site;
    console.warn(`TWAIN under Wine was NOT tested: ${site}`);
    return;
  }
  await site.installSource('tests/simulators/twain/source.c', 'tests/simulators/twain/source.def');
  const program = await bundleScannerHost(site.folder, 'tests/simulators/twain/round-trip.ts');
  const [planFile, resultFile] = [
    join(site.folder, 'plans.json'),
    join(site.folder, 'results.json'),
  ];
  [resultFile, `${resultFile}.error`].forEach((file) => rmSync(file, { force: true }));
  writeFileSync(planFile, JSON.stringify(plans));
  await site.runNode(program, ['plans.json', 'results.json'], {
    EINWURF_TWAIN_STACK: 'C:\\windows\\temp\\stack.txt',
  });
  if (existsSync(`${resultFile}.error`))
    throw new Error(readFileSync(`${resultFile}.error`, 'utf8'));
  const told = JSON.parse(readFileSync(resultFile, 'utf8')) as RoundTripResult[];
  told.forEach((result) => results.set(result.title, result));
}, 180_000);

const told = (title: string, skip: (why: string) => never): RoundTripResult => {
  if (unavailable !== null) skip(unavailable);
  const result = results.get(title);
  if (result === undefined) throw new Error(`the run in Wine did not come to '${title}'`);
  return result;
};

describe("TWAIN through Wine's 64-bit data source manager", () => {
  test.for(transfers.flatMap((transfer) => depths.map((bits) => ({ transfer, bits }))))(
    '$transfer transfer of $bits bit is pixel-equal to the source',
    ({ transfer, bits }, { skip }) => {
      const result = told(`${transfer} ${bits}`, skip);
      const expected = [1, 2, 3].map((number) => {
        const image = twainPicture(number, widths[bits], 245, bits);
        return {
          size: `${image.widthPx}x${image.heightPx}x${image.channels}`,
          sha256: createHash('sha256').update(image.data).digest('hex'),
          dpi: 100,
        };
      });
      expect([result.problem, result.pages]).toEqual([null, expected]);
    },
  );

  test.for([
    ['jam', 'jam', 2],
    ['jam native', 'jam', 1],
    ['double feed', 'double-feed', 0],
    ['cover', 'cover-open', 1],
    ['empty', 'nothing-loaded', 0],
    ['glass', null, 1],
    ['cap', null, 30],
  ] as const)('%s ends with %s after %i pages', ([title, problem, pages], { skip }) => {
    const result = told(title, skip);
    expect([result.problem, result.pages.length]).toEqual([problem, pages]);
  });

  test('the source is listed under its names', ({ skip }) => {
    const { devices } = told('jam', skip);
    expect(devices).toEqual(['Einwurf/Simulated feeder/Simulated TWAIN source']);
  });
});
