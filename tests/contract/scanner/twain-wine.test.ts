import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { prepareWine, whyNoCamera, type WineSite } from '../../../setup/wine.mjs';
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

// Wine's own source for cameras: written by nobody here, works only with what it calls its user interface, and loads
// only behind the name that Wine's manager has there.
const cameraPlan: RoundTripPlan = {
  title: 'camera',
  driver: {
    driver: 'twain',
    dsm: 'C:\\windows\\system32\\twain_32.dll',
    source: 'GPhoto2',
    transfer: 'memory',
    showSource: true,
    readyMs: 10_000,
  },
  settings: { ...settings, source: 'glass', dpi: 300 },
  stack: null,
};

let unavailable: string | null = null;
let noCamera: string | null = null;
let picture = new Uint8Array();
const results = new Map<string, RoundTripResult>();

/** Runs plans under Windows' Node.js in Wine and keeps what they told. */
const runPlans = async (
  site: WineSite,
  program: string,
  plans: readonly RoundTripPlan[],
  pictures?: string,
): Promise<void> => {
  const [planFile, resultFile] = ['plans.json', 'results.json'];
  const at = (name: string): string => join(site.folder, name);
  [resultFile, `${resultFile}.error`].forEach((file) => rmSync(at(file), { force: true }));
  writeFileSync(at(planFile), JSON.stringify(plans));
  const stack = { EINWURF_TWAIN_STACK: 'C:\\windows\\temp\\stack.txt' };
  await site.runNode(program, [planFile, resultFile], stack, pictures);
  if (existsSync(at(`${resultFile}.error`)))
    throw new Error(readFileSync(at(`${resultFile}.error`), 'utf8'));
  const told = JSON.parse(readFileSync(at(resultFile), 'utf8')) as RoundTripResult[];
  told.forEach((result) => results.set(result.title, result));
};

/** A folder with one picture, without the colour subsampling that decoders undo in different ways. */
const pictureFolder = async (site: WineSite): Promise<string> => {
  const folder = join(site.folder, 'pictures');
  mkdirSync(folder, { recursive: true });
  const page = sharp('tests/fixtures/pages/page-1.jpg');
  picture = await page.jpeg({ quality: 90, chromaSubsampling: '4:4:4' }).toBuffer();
  writeFileSync(join(folder, 'PAGE0001.JPG'), picture);
  return folder;
};

beforeAll(async () => {
  const site = await prepareWine();
  if (typeof site === 'string') {
    unavailable = site;
    console.warn(`TWAIN under Wine was NOT tested: ${site}`);
    return;
  }
  await site.installSource('tests/simulators/twain/source.c', 'tests/simulators/twain/source.def');
  const program = await bundleScannerHost(site.folder, 'tests/simulators/twain/round-trip.ts');
  await runPlans(site, program, plans);
  noCamera = await whyNoCamera();
  if (noCamera === null) await runPlans(site, program, [cameraPlan], await pictureFolder(site));
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

describe("Wine's own data source for cameras (gphoto2.ds)", () => {
  test('is listed under its names', ({ skip }) => {
    if (noCamera !== null) skip(noCamera);
    const { devices } = told('camera', skip);
    expect(devices).toEqual(['The Wine Team/GPhoto2 Camera/Mass Storage Camera']);
  });

  test('gives its picture pixel-equal by memory transfer', async ({ skip }) => {
    if (noCamera !== null) skip(noCamera);
    const result = told('camera', skip);
    const decoded = sharp(picture).removeAlpha().raw();
    const { data, info } = await decoded.toBuffer({ resolveWithObject: true });
    const sha256 = createHash('sha256').update(data).digest('hex');
    const size = `${info.width}x${info.height}x3`;
    expect([result.problem, result.pages]).toEqual([null, [{ size, sha256, dpi: 300 }]]);
  });
});
