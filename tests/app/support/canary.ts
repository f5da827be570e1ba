import { randomBytes, randomInt } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { DriverConfig } from '../../../scanner-bridge/index.ts';
import { randomLetters } from '../../support/random-letters.ts';

/** What must not be found anywhere after a visit. */
export interface Canary {
  readonly name: string;
  readonly caseNumber: string;
  readonly driver: DriverConfig;
  /** The words in every encoding they could lie in. */
  readonly words: readonly Buffer[];
  /** The words as programs hold them. */
  readonly plainWords: readonly Buffer[];
  /** Stretches out of the middle of the scanned picture. */
  readonly picture: readonly Buffer[];
  /** Where the scanner gets its picture from; not the kiosk's. */
  readonly pagesFolder: string;
}

const encoded = (text: string): readonly Buffer[] => [
  Buffer.from(text, 'utf8'),
  Buffer.from(text, 'utf16le'),
  Buffer.from(Buffer.from(text).toString('base64').slice(0, -4)),
];

/** A name, a case number and a picture that nobody else has. */
export const makeCanary = async (): Promise<Canary> => {
  const name = `Kanari ${randomLetters(10)} ${randomLetters(9)}`;
  const caseNumber = `${randomInt(10_000, 99_999)}//${randomInt(1_000_000, 9_999_999)}`;
  const pagesFolder = mkdtempSync(join(tmpdir(), 'einwurf-canary-pages-'));
  chmodSync(pagesFolder, 0o755);
  const [width, height] = [640, 900];
  const jpeg = await sharp(randomBytes(width * height), { raw: { width, height, channels: 1 } })
    .blur(1.2)
    .jpeg({ quality: 85 })
    .withMetadata({ density: 75 })
    .toBuffer();
  const file = join(pagesFolder, 'page.jpg');
  writeFileSync(file, jpeg, { mode: 0o644 });
  const bytes = readFileSync(file);
  return {
    name,
    caseNumber,
    pagesFolder,
    plainWords: [name, caseNumber].flatMap((word) => [
      Buffer.from(word),
      Buffer.from(word, 'utf16le'),
    ]),
    words: [...encoded(name), ...encoded(caseNumber)],
    picture: [0.3, 0.5, 0.7].map((at) => {
      const from = Math.floor(bytes.length * at);
      return Buffer.from(bytes.subarray(from, from + 48));
    }),
    driver: {
      driver: 'virtual',
      pageMs: 0,
      pages: [pagesFolder],
      sources: ['feeder'],
      duplex: false,
      sensesPaper: false,
      dpi: 75,
      paper: { widthMm: 217, heightMm: 305 },
      stack: 1,
    },
  };
};
