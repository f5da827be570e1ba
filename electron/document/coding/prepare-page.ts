import type { ImageLibrary } from '../image-library.ts';
import type { Pixels } from '../page-image.ts';
import { greyUnlessColoured } from './colour-decision.ts';
import { encodeG4 } from './encode-g4.ts';
import { evenOut, type Evening } from './even-out.ts';
import { layersDifference } from './layers-gate.ts';
import type { PreparedPage } from './prepared-page.ts';
import { splitLayers, type Layers } from './split-layers.ts';

/** Pictures are kept at this resolution at most; writing at STENCIL_DPI. */
const PICTURE_DPI = 200;
const PICTURE_QUALITY = 75;
const STENCIL_DPI = 300;
const BACKGROUND_QUALITY = 45;
/** A coloured paper smaller than A6 (an identity card, a photograph) stays a picture at STENCIL_DPI: faces are on it. */
const CARD_MM2 = 15_000;
const CARD_QUALITY = 82;
/** Below this resolution letters are too few pixels to be told from paper. */
const LEAST_LAYER_DPI = 180;
/** More writing than this is a picture. */
const MOST_COVERAGE = 0.17;
/** See layersDifference: beyond this the page stays one picture. */
const MOST_DIFFERENCE = 0.1;

/**
 * Where so much (share of the area) is darker than this (grey value), it is no paper that things are written on: cards
 * and receipts side by side on a dark glass, a photograph. What is less dark there would be taken for its paper.
 */
const MOST_DARK = 0.35;
const DARK_BELOW = 96;
/** Every so many bytes of the background are looked at. */
const DARK_STEP = 17;

/**
 * No scanned page was ever coded as one picture with less than this, bits per pixel (an empty one, in grey,
 * with no more noise than paper has): layers that need less are smaller without making the picture.
 */
const LEAST_PICTURE_BITS = 0.26;

const fromPixels = (library: ImageLibrary, { data, widthPx, heightPx, channels }: Pixels) =>
  library(data, { raw: { width: widthPx, height: heightPx, channels } }).toColourspace(
    channels === 1 ? 'b-w' : 'srgb',
  );

const resized = async (library: ImageLibrary, pixels: Pixels, factor: number): Promise<Pixels> => {
  if (factor >= 1) return pixels;
  const [widthPx, heightPx] = [pixels.widthPx, pixels.heightPx].map((side) =>
    Math.max(1, Math.round(side * factor)),
  );
  if (widthPx === undefined || heightPx === undefined) return pixels;
  const data = await fromPixels(library, pixels)
    .resize(widthPx, heightPx, { fit: 'fill', kernel: 'mitchell' })
    .raw()
    .toBuffer();
  return { ...pixels, widthPx, heightPx, data };
};

const picture = async (
  library: ImageLibrary,
  pixels: Pixels,
  quality: number,
): Promise<NonNullable<PreparedPage['picture']>> => {
  const { widthPx, heightPx, channels } = pixels;
  const jpeg = await fromPixels(library, pixels).jpeg({ quality }).toBuffer();
  return { widthPx, heightPx, components: channels, jpeg };
};

const codeLayers = async (
  library: ImageLibrary,
  { stencils, background }: Layers,
): Promise<Pick<PreparedPage, 'picture' | 'stencils'>> => ({
  picture: await picture(library, background, BACKGROUND_QUALITY),
  stencils: stencils.map(({ colour: [red, green, blue], bitmap }) => ({
    widthPx: bitmap.widthPx,
    heightPx: bitmap.heightPx,
    colour: [red, green, blue],
    g4: encodeG4(bitmap),
  })),
});

const sizeOf = ({ picture: below, stencils }: Pick<PreparedPage, 'picture' | 'stencils'>): number =>
  stencils.reduce((sum, { g4 }) => sum + g4.length, below?.jpeg.length ?? 0);

/** Share of the picture that is dark, 0–1. */
const darkShare = ({ data }: Pixels): number => {
  let dark = 0;
  for (let at = 0; at < data.length; at += DARK_STEP) dark += (data[at] ?? 0) < DARK_BELOW ? 1 : 0;
  return (dark * DARK_STEP) / data.length;
};

/** Writing and background apart, the paper even, if nothing that is written changes by it; else null. */
const asLayers = async (library: ImageLibrary, pixels: Pixels, dpi: number) => {
  if (dpi < LEAST_LAYER_DPI) return null;
  const fine = await resized(library, pixels, STENCIL_DPI / dpi);
  const layers = splitLayers(fine);
  if (layers.coverage > MOST_COVERAGE || darkShare(layers.background) > MOST_DARK) return null;
  if (layersDifference(fine, layers) > MOST_DIFFERENCE) return null;
  const even = evenOut(layers.background);
  const coded = await codeLayers(
    library,
    even === null ? layers : { ...layers, background: even.background },
  );
  return { coded, evening: even?.evening ?? null };
};

/** Pixels that the page has as one picture. */
const pictureArea = ({ widthPx, heightPx }: Pixels, dpi: number): number =>
  widthPx * heightPx * Math.min(1, PICTURE_DPI / dpi) ** 2;

/** A page coded for the document. */
interface CodedPage {
  readonly page: PreparedPage;
  /** How its paper was made even; null: it is as it was. */
  readonly evening: Evening | null;
}

/**
 * Codes a page (already straightened) for the document: in colour only if something on it is coloured; as
 * layers where that is as legible and smaller, else as one JPEG picture. Never with JBIG2.
 * @param dpi of the pixels
 */
export const preparePage = async (
  library: ImageLibrary,
  pixels: Pixels,
  dpi: number,
): Promise<CodedPage> => {
  const page = greyUnlessColoured(pixels) ?? pixels;
  const coloured = page.channels === 3;
  const { widthPx, heightPx } = page;
  if (coloured && widthPx * heightPx < CARD_MM2 * (dpi / 25.4) ** 2) {
    const fine = await resized(library, page, STENCIL_DPI / dpi);
    const jpeg = await picture(library, fine, CARD_QUALITY);
    return { page: { widthPx, heightPx, dpi, picture: jpeg, stencils: [] }, evening: null };
  }
  const layers = await asLayers(library, page, dpi);
  const layered = layers && { page: { widthPx, heightPx, dpi, ...layers.coded }, ...layers };
  const size = layered === null ? Infinity : sizeOf(layered.page);
  if (layered !== null && size < (LEAST_PICTURE_BITS * pictureArea(page, dpi)) / 8) return layered;
  const small = await resized(library, page, PICTURE_DPI / dpi);
  const plain = { picture: await picture(library, small, PICTURE_QUALITY), stencils: [] };
  if (layered !== null && size < sizeOf(plain)) return layered;
  return { page: { widthPx, heightPx, dpi, ...plain }, evening: null };
};
