import { failed, ok, type Result } from '../domain/result.ts';
import type { PageProblem } from './document-problem.ts';
import type { ImageLibrary } from './image-library.ts';
import { readJpegHeader } from './jpeg.ts';
import { MAX_PIXELS, MAX_SIDE_PX, MIN_SIDE_PX, type PageImage, type Pixels } from './page-image.ts';

/** A page image decoded, and whether its file can be kept as it is. */
export interface DecodedPage {
  readonly pixels: Pixels;
  /** The JPEG as it came, if every PDF reader shows it as it was scanned; else null. */
  readonly keep: Uint8Array | null;
}

/** Whether a picture of this size can be a page at all. */
const sizeProblem = (widthPx: number, heightPx: number): PageProblem | null => {
  if (!(Math.min(widthPx, heightPx) >= MIN_SIDE_PX)) return 'too-small';
  if (widthPx * heightPx > MAX_PIXELS || Math.max(widthPx, heightPx) > MAX_SIDE_PX) {
    return 'too-large';
  }
  return null;
};

const decodeRaw = (image: PageImage & { format: 'raw' }): Result<DecodedPage, PageProblem> => {
  const problem = sizeProblem(image.widthPx, image.heightPx);
  if (problem !== null) return failed(problem);
  const { widthPx, heightPx, channels, data } = image;
  if (data.length !== widthPx * heightPx * channels) return failed('damaged');
  return ok({ pixels: { widthPx, heightPx, channels, data }, keep: null });
};

type Metadata = Awaited<ReturnType<ReturnType<ImageLibrary>['metadata']>>;

/** Whether colours mean sRGB: no profile, or one that calls itself sRGB. */
const isSrgb = ({ icc }: Metadata): boolean =>
  icc === undefined || Buffer.from(icc).toString('latin1').replaceAll('\0', '').includes('sRGB');

const canKeep = (data: Uint8Array, metadata: Metadata): boolean => {
  const header = readJpegHeader(data);
  return (
    header !== null &&
    header.common &&
    header.precision === 8 &&
    (header.components === 1 || header.components === 3) &&
    (metadata.orientation ?? 1) === 1 &&
    isSrgb(metadata)
  );
};

const toPixels = async (
  library: ImageLibrary,
  data: Uint8Array,
  metadata: Metadata,
): Promise<Pixels> => {
  const grey = metadata.channels === 1 || metadata.space === 'b-w' || metadata.space === 'grey16';
  // 'truncated' would let a JPEG with damaged data pass with a warning; a page must be whole.
  let decoder = library(data, { failOn: 'warning', limitInputPixels: MAX_PIXELS });
  // Asked for where nothing is to be done, each of the two goes over every pixel once more.
  if ((metadata.orientation ?? 1) !== 1) decoder = decoder.autoOrient();
  if (metadata.hasAlpha) decoder = decoder.flatten({ background: '#ffffff' });
  const result = await decoder
    .toColourspace(grey ? 'b-w' : 'srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = result.info;
  return { widthPx: width, heightPx: height, channels: channels === 1 ? 1 : 3, data: result.data };
};

const formats: Readonly<Record<string, string>> = { jpeg: 'jpeg', png: 'png', tiff: 'tiff' };

/**
 * Decodes one scanned side to 8-bit grey or sRGB, whatever it was before (16 bits, CMYK, palette,
 * transparency, another colour profile, turned by Exif).
 * @returns 'not-an-image' if it is no JPEG, PNG or TIFF; 'damaged' if it cannot be decoded to its end;
 * 'too-large' and 'too-small' by its number of pixels, before anything is decoded
 */
export const decodePage = async (
  library: ImageLibrary,
  image: PageImage,
): Promise<Result<DecodedPage, PageProblem>> => {
  if (image.format === 'raw') return decodeRaw(image);
  let metadata: Metadata;
  try {
    metadata = await library(image.data, { limitInputPixels: false }).metadata();
  } catch {
    return failed('not-an-image');
  }
  if (formats[metadata.format] === undefined) return failed('not-an-image');
  const problem = sizeProblem(metadata.width, metadata.height);
  if (problem !== null) return failed(problem);
  try {
    const pixels = await toPixels(library, image.data, metadata);
    const keep = metadata.format === 'jpeg' && canKeep(image.data, metadata) ? image.data : null;
    return ok({ pixels, keep });
  } catch {
    return failed('damaged');
  }
};
