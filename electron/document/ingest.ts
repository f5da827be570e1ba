import { failed, ok, type Result } from '../domain/result.ts';
import { decodePage } from './decode.ts';
import type { PageProblem } from './document-problem.ts';
import type { ImageLibrary } from './image-library.ts';
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
}

const THUMBNAIL_PX = 400;
const PREVIEW_PX = 1400;

const fromPixels = (library: ImageLibrary, { data, widthPx, heightPx, channels }: Pixels) =>
  library(data, { raw: { width: widthPx, height: heightPx, channels } }).toColourspace(
    channels === 1 ? 'b-w' : 'srgb',
  );

const encodeOriginal = (library: ImageLibrary, pixels: Pixels): Promise<Uint8Array> =>
  fromPixels(library, pixels).jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toBuffer();

/** Thumbnail and preview; the thumbnail is made from the preview, which is much smaller than the page. */
const screenImages = async (
  library: ImageLibrary,
  pixels: Pixels,
): Promise<Pick<IngestedPage, 'thumbnail' | 'preview'>> => {
  const fit = { fit: 'inside', withoutEnlargement: true } as const;
  const small = await fromPixels(library, pixels)
    .resize(PREVIEW_PX, PREVIEW_PX, fit)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = small.info;
  const again = () =>
    fromPixels(library, { ...pixels, data: small.data, widthPx: width, heightPx: height });
  const [preview, thumbnail] = await Promise.all([
    again().jpeg({ quality: 82 }).toBuffer(),
    again().resize(THUMBNAIL_PX, THUMBNAIL_PX, fit).jpeg({ quality: 80 }).toBuffer(),
  ]);
  return { preview, thumbnail };
};

/**
 * A copy in memory of its own. What the WebAssembly build returns lies in memory that its threads share, and
 * such bytes cannot be sent to another process.
 */
const ownBytes = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes);

/**
 * Takes one scanned side in: checks that it can be decoded to its end and makes the images for the screen.
 * @param dpi as really scanned, dots per inch
 */
export const ingestPage = async (
  library: ImageLibrary,
  image: PageImage,
  dpi: number,
): Promise<Result<IngestedPage, PageProblem>> => {
  const decoded = await decodePage(library, image);
  if (!decoded.ok) return failed(decoded.problem);
  const { pixels, keep } = decoded.value;
  const original =
    keep === null ? await encodeOriginal(library, pixels) : withoutJpegMetadata(keep);
  const { preview, thumbnail } = await screenImages(library, pixels);
  return ok({
    original: ownBytes(original),
    widthPx: pixels.widthPx,
    heightPx: pixels.heightPx,
    dpi,
    thumbnail: ownBytes(thumbnail),
    preview: ownBytes(preview),
  });
};
