import { failed, ok, type Result } from '../domain/result.ts';
import type { Rotation } from '../domain/page.ts';
import type { Evening } from './coding/even-out.ts';
import { packPrepared, codingOf } from './coding/prepared-page.ts';
import { preparePage } from './coding/prepare-page.ts';
import { straightPage } from './coding/straight-page.ts';
import { blackened, type Share } from './enhance/blacken.ts';
import { scaled } from './enhance/rectangle.ts';
import { straightened } from './enhance/straighten.ts';
import type { Treatment } from './enhance/treatment.ts';
import { lookAtPage, type Finding, type PageLook } from './look-at-page.ts';
import { decodePage } from './decode.ts';
import type { PageProblem } from './document-problem.ts';
import { patchT, type Barcode, type BarcodeReader } from './barcodes.ts';
import { analysisFactor, greyOf, reduced } from './enhance/grey-image.ts';
import type { ImageLibrary } from './image-library.ts';
import { createLatelyDecoded, type LatelyDecoded } from './lately-decoded.ts';
import type { Miniature } from './quality/likeness.ts';
import { withoutJpegMetadata } from './jpeg.ts';
import type { PageImage, Pixels } from './page-image.ts';

/** What becomes of one scanned side. */
export interface IngestedPage {
  /** The page as scanned, a JPEG: byte for byte what came (without its metadata) where that was a sane
   * JPEG, else encoded once in high quality. */
  readonly original: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Dots per inch. */
  readonly dpi: number;
  /** JPEG, longer side 400 px: the list of pages on the screen. */
  readonly thumbnail: Uint8Array;
  /** JPEG, longer side 1400 px: one page on the screen. */
  readonly preview: Uint8Array;
  /** How the page was straightened and cropped for the screen images, for `prepare`; null: not at all. */
  readonly treatment: Treatment | null;
  /** What the customer should look at, most certain first. */
  readonly findings: readonly Finding[];
  /** How the page should be turned for reading, after the treatment. */
  readonly suggestedRotation: Rotation;
  /** What barcodes on it say. */
  readonly barcodes: readonly Barcode[];
  /** For comparing it with the pages before it: see PageLook. */
  readonly streaks: readonly number[];
  readonly miniature: Miniature | null;
}

const THUMBNAIL_PX = 400;
const PREVIEW_PX = 1400;

const fromPixels = (library: ImageLibrary, { data, widthPx, heightPx, channels }: Pixels) =>
  library(data, { raw: { width: widthPx, height: heightPx, channels } }).toColourspace(
    channels === 1 ? 'b-w' : 'srgb',
  );

const encodeOriginal = (library: ImageLibrary, pixels: Pixels): Promise<Uint8Array> =>
  fromPixels(library, pixels).jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toBuffer();

/**
 * A copy in memory of its own. What the WebAssembly build returns lies in memory that its threads share, and
 * such bytes cannot be sent to another process.
 */
const ownBytes = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes);

/** The picture with a longer side of so many pixels at most. */
const atMost = async (library: ImageLibrary, pixels: Pixels, mostPx: number): Promise<Pixels> => {
  if (Math.max(pixels.widthPx, pixels.heightPx) <= mostPx) return pixels;
  const { data, info } = await fromPixels(library, pixels)
    .resize(mostPx, mostPx, { fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { ...pixels, data, widthPx: info.width, heightPx: info.height };
};

/** Tables made for each picture would save some 5 % of bytes that live for one visit, and take a quarter longer. */
const QUICK_CODING = { optimiseCoding: false } as const;

/** Thumbnail and preview; the thumbnail is made from the preview, which is much smaller than the page. */
const screenImages = async (
  library: ImageLibrary,
  pixels: Pixels,
): Promise<Pick<IngestedPage, 'thumbnail' | 'preview'>> => {
  const fit = { fit: 'inside', withoutEnlargement: true } as const;
  const small = await atMost(library, pixels, PREVIEW_PX);
  const twice = Math.max(small.widthPx, small.heightPx) >= 2 * THUMBNAIL_PX;
  const smaller = twice ? reduced(small, 2) : small;
  const [preview, thumbnail] = await Promise.all([
    fromPixels(library, small)
      .jpeg({ quality: 82, ...QUICK_CODING })
      .toBuffer(),
    fromPixels(library, smaller)
      .resize(THUMBNAIL_PX, THUMBNAIL_PX, fit)
      .jpeg({ quality: 80, ...QUICK_CODING })
      .toBuffer(),
  ]);
  return { preview: ownBytes(preview), thumbnail: ownBytes(thumbnail) };
};

/** A page is drawn so much smaller at most: between pixels there is nothing to be left out yet. */
const MOST_SHRINK = 1.5;

/** The page as it goes to the screen: as small as the preview where it is drawn anew. */
const shownPage = (small: Pixels, factor: number, treatment: Treatment | null): Pixels => {
  const { widthPx: width, heightPx: height } = small;
  const whole = { centreX: width / 2, centreY: height / 2, width, height, angle: 0 };
  const cut = treatment === null ? whole : scaled(treatment.cut, 1 / factor);
  const shrink = Math.max(cut.width, cut.height) / PREVIEW_PX;
  const inOne = shrink > 1 && shrink <= MOST_SHRINK ? shrink : 1;
  if (treatment === null && inOne === 1) return small;
  return straightened(small, cut, treatment?.fill ?? 255, inOne);
};

export interface IngestOptions {
  /**
   * Whether the images for the screen show the page straightened and cropped; then it has to go into the
   * document as `prepare` makes it.
   */
  readonly treat?: boolean;
  /** Whether the page is looked at; if not, nothing is suspected and nothing treated. */
  readonly look?: boolean;
  /** Left out: barcodes are not read. */
  readonly readBarcodes?: BarcodeReader;
  /** Keeps the decoded page for `prepareOriginal`. */
  readonly lately?: LatelyDecoded;
}

const notLookedAt: PageLook = {
  treatment: null,
  findings: [],
  suggestedRotation: 0,
  separator: false,
  streaks: [],
  miniature: null,
};

/**
 * Takes one scanned side in: checks that it can be decoded to its end, looks at it, and makes the images for
 * the screen.
 * @param dpi as really scanned, dots per inch
 */
export const ingestPage = async (
  library: ImageLibrary,
  image: PageImage,
  dpi: number,
  { treat = false, look = true, readBarcodes, lately }: IngestOptions = {},
): Promise<Result<IngestedPage, PageProblem>> => {
  const decoded = await decodePage(library, image);
  if (!decoded.ok) return failed(decoded.problem);
  const { pixels, keep } = decoded.value;
  const original = ownBytes(
    keep === null ? await encodeOriginal(library, pixels) : withoutJpegMetadata(keep),
  );
  // What was encoded anew comes back with other pixels.
  if (keep !== null) lately?.keep(original, pixels);
  const factor = analysisFactor(dpi);
  const small = reduced(pixels, factor);
  const grey = look ? greyOf(small, dpi / factor) : null;
  const barcodes = grey === null ? [] : ((await readBarcodes?.(grey, pixels, dpi)) ?? []);
  const { treatment, findings, suggestedRotation, separator, streaks, miniature } =
    grey === null ? notLookedAt : lookAtPage(pixels, dpi, grey);
  const done = treat ? treatment : null;
  const enough = Math.max(small.widthPx, small.heightPx) >= PREVIEW_PX;
  const shown = enough ? shownPage(small, factor, done) : shownPage(pixels, 1, done);
  const { preview, thumbnail } = await screenImages(library, shown);
  return ok({
    original,
    widthPx: pixels.widthPx,
    heightPx: pixels.heightPx,
    dpi,
    thumbnail,
    preview,
    treatment: done,
    // What the treatment cures needs nobody's attention.
    findings: findings.filter(({ kind }) => done === null || kind !== 'skewed'),
    suggestedRotation,
    barcodes: separator ? [...barcodes, patchT] : barcodes,
    streaks,
    miniature,
  });
};

/** A page ready for the document. */
export interface PreparedOriginal {
  readonly prepared: Uint8Array;
  readonly coding: ReturnType<typeof codingOf>;
  /** How shadow and yellowed paper were evened out; null: the paper is as it was scanned. */
  readonly evening: Evening | null;
  /** Where something was blackened: thumbnail and preview as `ingestPage` makes them, without it. */
  readonly screen: Pick<IngestedPage, 'thumbnail' | 'preview'> | null;
}

/**
 * Makes a page ready for the document: straightened, cropped, blackened, coded as small as its content allows.
 * @param original the JPEG that `ingestPage` returned
 * @param areas to be blackened, on the page as treated
 * @param lately the pages that need not be decoded again
 * @returns 'damaged' if it cannot be decoded any more
 */
export const prepareOriginal = async (
  library: ImageLibrary,
  original: Uint8Array,
  dpi: number,
  treatment: Treatment | null,
  areas: readonly Share[] = [],
  lately: LatelyDecoded = createLatelyDecoded(),
): Promise<Result<PreparedOriginal, PageProblem>> => {
  const decoded = await lately.pixelsOf(library, original);
  if (!decoded.ok) return decoded;
  const pixels = decoded.value;
  const straight =
    treatment === null ? pixels : straightPage(pixels, treatment.cut, treatment.fill);
  const page = blackened(straight, areas);
  const { page: prepared, evening } = await preparePage(library, page, dpi);
  const screen = areas.length === 0 ? null : await screenImages(library, page);
  return ok({ prepared: packPrepared(prepared), coding: codingOf(prepared), evening, screen });
};
