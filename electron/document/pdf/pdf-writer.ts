import { deflateSync } from 'node:zlib';
import type { Rotation } from '../../domain/page.ts';
import type { PreparedPage } from '../coding/prepared-page.ts';
import { infoDictionary, xmpPacket, type DocumentInfo } from './metadata.ts';
import { decimal, PdfObjects, reference, type ObjectNumber } from './pdf-objects.ts';
import { srgbProfile } from './srgb-profile.ts';
import { textFont, textOperators } from './text-layer.ts';
import type { Word } from '../text/read-words.ts';

/** One page as it goes into the file: coded, and how it is turned (clockwise) for reading. */
export interface PdfPage {
  readonly page: PreparedPage;
  readonly rotation: Rotation;
  /** The words on it, for searching and copying. */
  readonly words: readonly Word[];
}

/** Limits of a page's side in points (ISO 19005-2, 6.1.13). */
const MIN_SIDE_PT = 3;
const MAX_SIDE_PT = 14_400;

/** Width and height on paper in points; a page beyond the format's limits is scaled as a whole. */
const pageSize = ({ widthPx, heightPx, dpi }: PreparedPage): readonly [number, number] => {
  const [width, height] = [(widthPx * 72) / dpi, (heightPx * 72) / dpi];
  const scale =
    Math.min(1, MAX_SIDE_PT / Math.max(width, height)) *
    Math.max(1, MIN_SIDE_PT / Math.min(width, height));
  return [width * scale, height * scale];
};

interface Layer {
  readonly object: ObjectNumber;
  /** Operators before it is drawn. */
  readonly paint: string;
  readonly bytes: Uint8Array;
}

/**
 * Writes a PDF/A-2b file (2u with a text layer) page by page. Each method returns the bytes that follow those before;
 * nothing of a page stays in memory after it.
 */
export class PdfWriter {
  readonly #objects = new PdfObjects();
  readonly #catalog: ObjectNumber;
  readonly #pageTree: ObjectNumber;
  readonly #pages: ObjectNumber[] = [];
  #font: ObjectNumber | null = null;

  constructor() {
    this.#catalog = this.#objects.reserve();
    this.#pageTree = this.#objects.reserve();
  }

  begin(): Uint8Array {
    return this.#objects.header();
  }

  /** The page's bytes; null, and nothing has happened, if they would be more than `mostBytes`. */
  page(page: PdfPage, mostBytes = Infinity): Uint8Array | null {
    const takeBack = this.#objects.mark();
    const font = this.#font;
    const bytes = this.#page(page);
    if (bytes.length <= mostBytes) return bytes;
    takeBack();
    this.#pages.pop();
    this.#font = font;
    return null;
  }

  #page({ page, rotation, words }: PdfPage): Uint8Array {
    const objects = this.#objects;
    const [content, node] = [objects.reserve(), objects.reserve()];
    const [widthPt, heightPt] = pageSize(page);
    const [width, height] = [decimal(widthPt), decimal(heightPt)];
    const layers = [
      ...(page.picture === null ? [] : [this.#picture(page.picture)]),
      ...page.stencils.map((stencil) => this.#stencil(stencil)),
    ];
    const drawing = layers.map(({ paint }, index) => `${paint}/L${index} Do`).join('\n');
    const resources = layers.map(({ object }, index) => `/L${index} ${reference(object)}`).join('');
    this.#pages.push(node);
    if (words.length > 0) this.#font ??= objects.reserve();
    const font = words.length === 0 ? '' : `/Font<</T ${reference(this.#font ?? 0)}>>`;
    const text =
      words.length === 0 ? '' : `\n${textOperators(words, { widthPt, heightPt }, rotation)}`;
    const painted = Buffer.from(`q ${width} 0 0 ${height} 0 0 cm\n${drawing}\nQ${text}`, 'latin1');
    return Buffer.concat([
      ...layers.map(({ bytes }) => bytes),
      text === ''
        ? objects.stream(content, '', painted)
        : objects.stream(content, '/Filter/FlateDecode', deflateSync(painted)),
      objects.object(
        node,
        `<</Type/Page/Parent ${reference(this.#pageTree)}/MediaBox[0 0 ${width} ${height}]` +
          `/Rotate ${rotation}/Resources<</XObject<<${resources}>>${font}>>` +
          `/Contents ${reference(content)}>>`,
      ),
    ]);
  }

  #picture({ widthPx, heightPx, components, jpeg }: NonNullable<PreparedPage['picture']>): Layer {
    const object = this.#objects.reserve();
    const entries =
      `/Type/XObject/Subtype/Image/Width ${widthPx}/Height ${heightPx}` +
      `/ColorSpace ${components === 1 ? '/DeviceGray' : '/DeviceRGB'}` +
      '/BitsPerComponent 8/Filter/DCTDecode';
    return { object, paint: '', bytes: this.#objects.stream(object, entries, jpeg) };
  }

  /** A stencil is paint laid on where it is black: opaque, so the file stays free of transparency. */
  #stencil({ widthPx, heightPx, colour, g4 }: PreparedPage['stencils'][number]): Layer {
    const object = this.#objects.reserve();
    const entries =
      `/Type/XObject/Subtype/Image/ImageMask true/Width ${widthPx}/Height ${heightPx}` +
      '/BitsPerComponent 1/Filter/CCITTFaxDecode' +
      `/DecodeParms<</K -1/Columns ${widthPx}/Rows ${heightPx}>>`;
    const paint = `${colour.map((channel) => decimal(channel / 255)).join(' ')} rg `;
    return { object, paint, bytes: this.#objects.stream(object, entries, g4) };
  }

  /** Everything that describes the document as a whole, and the end of the file. */
  end(about: DocumentInfo): Uint8Array {
    const objects = this.#objects;
    const [metadata, profile, info] = [objects.reserve(), objects.reserve(), objects.reserve()];
    const { language } = about;
    const lang = language === undefined ? '' : `/Lang(${language.replace(/[^A-Za-z0-9-]/g, '')})`;
    const intent = `<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)/Info(sRGB IEC61966-2.1)/DestOutputProfile ${reference(profile)}>>`;
    const conformance = this.#font === null ? 'B' : 'U';
    return Buffer.concat([
      ...(this.#font === null ? [] : [textFont(objects, this.#font)]),
      objects.stream(metadata, '/Type/Metadata/Subtype/XML', xmpPacket(about, conformance)),
      objects.stream(profile, '/N 3/Filter/FlateDecode', deflateSync(srgbProfile())),
      objects.object(info, infoDictionary(about)),
      objects.object(
        this.#pageTree,
        `<</Type/Pages/Count ${this.#pages.length}/Kids[${this.#pages.map(reference).join(' ')}]>>`,
      ),
      objects.object(
        this.#catalog,
        `<</Type/Catalog/Pages ${reference(this.#pageTree)}/Metadata ${reference(metadata)}` +
          `${lang}/OutputIntents[${intent}]>>`,
      ),
      objects.end(this.#catalog, info),
    ]);
  }
}
