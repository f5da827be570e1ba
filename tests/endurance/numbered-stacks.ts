import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { DriverConfig } from '../../scanner-bridge/index.ts';
import { generatedPage } from '../../scanner-bridge/drivers/virtual/generated-page.ts';

/** A scanner with few pixels and no time to lose. */
export const quickScanner: DriverConfig = {
  driver: 'virtual',
  pageMs: 0,
  dpi: 75,
  sources: ['feeder'],
  duplex: false,
  sensesPaper: false,
  paper: { widthMm: 60, heightMm: 80 },
  stack: 1,
};

/** Pixels of such a page. */
const [WIDTH, HEIGHT] = [177, 236];

/** Page numbers have 16 bits. */
const MOST_PAGES = 65_535;

/**
 * Paper for many customers: no two pages of it carry the same number.
 * @param stacks scans, each of two pages
 * @returns the scanner that feeds it and the folder it lies in, to be removed
 */
export const numberedStacks = async (
  stacks: number,
): Promise<{ readonly driver: DriverConfig; readonly folder: string }> => {
  const folder = mkdtempSync(join(tmpdir(), 'einwurf-stacks-'));
  chmodSync(folder, 0o755);
  const pages = Math.min(MOST_PAGES, stacks * 2);
  for (let number = 1; number <= pages; number += 1) {
    const { data } = generatedPage(number, WIDTH, HEIGHT, 1);
    const raw = { width: WIDTH, height: HEIGHT, channels: 1 as const };
    const jpeg = sharp(data, { raw }).withMetadata({ density: 75 }).jpeg({ quality: 90 });
    writeFileSync(join(folder, `${number}.jpg`), await jpeg.toBuffer());
  }
  const steps = Array.from({ length: stacks }, (_, at) => [
    { do: 'page', file: `${at * 2 + 1}.jpg` },
    { do: 'page', file: `${at * 2 + 2}.jpg` },
    { do: 'end' },
  ]).flat();
  const script = join(folder, 'script.json');
  writeFileSync(script, JSON.stringify({ version: 1, steps, afterwards: 'nothing-loaded' }));
  return { driver: { ...quickScanner, script }, folder };
};
