import { readFile } from 'node:fs/promises';
import { offerFor } from '../../domain/page.ts';
import { openBarcodeReader, type BarcodeReader } from '../barcodes.ts';
import { createPageComparison } from '../compare-pages.ts';
import type { ImageLibrary } from '../image-library.ts';
import { ingestPage, type IngestedPage } from '../ingest.ts';
import { createLatelyDecoded } from '../lately-decoded.ts';
import { meaningOf } from '../page-codes.ts';
import { CannotGoOn } from './cannot-go-on.ts';

export const profiles = ['compact', 'as-scanned'] as const;
export type Profile = (typeof profiles)[number];

/** What is said of a page that cannot be taken in or put into a document. */
export const explain: Readonly<Record<string, string>> = {
  'not-an-image': 'is no JPEG, PNG or TIFF image',
  damaged: 'is damaged and cannot be read to its end; scan or copy it again',
  'too-large': 'has more than 100 million pixels; scan it with a lower resolution',
  'too-small': 'is smaller than 32 pixels',
};

/** A page taken in from a file. */
export type TakenPage = IngestedPage & { readonly separator: boolean };

const resolution = async (
  library: ImageLibrary,
  data: Uint8Array,
  dpi: number,
): Promise<number> => {
  const metadata = await library(data)
    .metadata()
    .catch(() => null);
  const own = metadata?.density ?? 0;
  return own > 72 && own <= 4800 ? own : dpi;
};

/** The page taken in last need not be decoded once more for the document. */
export const lately = createLatelyDecoded();

let opened: Promise<BarcodeReader> | null = null;
const barcodeReader = (): Promise<BarcodeReader> => (opened ??= openBarcodeReader(''));

/** Takes files in one after the other, as the pages of one visit. */
export const createTakeIn = (library: ImageLibrary, dpi: number, profile: Profile) => {
  const comparison = createPageComparison();
  const before = new Set<string>();
  return async (file: string): Promise<TakenPage> => {
    const data = await readFile(file).catch(() => {
      throw new CannotGoOn(`${file} cannot be read. Check its name and your permission.`);
    });
    const own = await resolution(library, data, dpi);
    const taken = await ingestPage(library, { format: 'jpeg', data }, own, {
      treat: profile === 'compact',
      readBarcodes: await barcodeReader(),
      lately,
    });
    if (!taken.ok) throw new CannotGoOn(`${file} ${explain[taken.problem] ?? taken.problem}.`);
    const page = taken.value;
    const { streaks, miniature } = page;
    const id = String(before.size);
    const compared = comparison.suspect(id, { streaks, miniature, side: 'front' }, before);
    before.add(id);
    const findings = [...page.findings, ...compared].sort((a, b) => b.confidence - a.confidence);
    return { ...page, findings, separator: meaningOf(page.barcodes, null).separator };
  };
};

/** What there is to say about a page: its findings, each with what a screen offers, and what is done to it. */
export const described = ({
  widthPx,
  heightPx,
  dpi,
  findings,
  treatment,
  suggestedRotation,
  barcodes,
  separator,
}: TakenPage) => ({
  widthPx,
  heightPx,
  dpi,
  findings: findings.map((finding) => ({ ...finding, offer: offerFor(finding.kind) })),
  suggestedRotation,
  treatment,
  barcodes,
  separator,
});
