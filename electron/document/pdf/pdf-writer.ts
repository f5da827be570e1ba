import { deflateSync } from 'node:zlib';
import type { Rotation } from '../../domain/page.ts';
import { infoDictionary, xmpPacket, type DocumentInfo } from './metadata.ts';
import { decimal, PdfObjects, reference, type ObjectNumber } from './pdf-objects.ts';
import { srgbProfile } from './srgb-profile.ts';

/** One page as it goes into the file. */
export interface PdfPage {
  /** An 8-bit grey or colour JPEG; embedded as it is, never compressed again. */
  readonly jpeg: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly components: 1 | 3;
  /** Dots per inch: decides the size on paper. */
  readonly dpi: number;
  /** Clockwise turn for reading. */
  readonly rotation: Rotation;
}

/** Limits of a page's side in points (ISO 19005-2, 6.1.13). */
const MIN_SIDE_PT = 3;
const MAX_SIDE_PT = 14_400;

/** Width and height on paper in points; a page beyond the format's limits is scaled as a whole. */
const pageSize = ({ widthPx, heightPx, dpi }: PdfPage): readonly [number, number] => {
  const [width, height] = [(widthPx * 72) / dpi, (heightPx * 72) / dpi];
  const scale =
    Math.min(1, MAX_SIDE_PT / Math.max(width, height)) *
    Math.max(1, MIN_SIDE_PT / Math.min(width, height));
  return [width * scale, height * scale];
};

/**
 * Writes a PDF/A-2b file page by page. Each method returns the bytes that follow those before;
 * nothing of a page stays in memory after it.
 */
export class PdfWriter {
  readonly #objects = new PdfObjects();
  readonly #info: DocumentInfo;
  readonly #catalog: ObjectNumber;
  readonly #pageTree: ObjectNumber;
  readonly #pages: ObjectNumber[] = [];

  constructor(info: DocumentInfo) {
    this.#info = info;
    this.#catalog = this.#objects.reserve();
    this.#pageTree = this.#objects.reserve();
  }

  begin(): Uint8Array {
    return this.#objects.header();
  }

  page(page: PdfPage): Uint8Array {
    const objects = this.#objects;
    const [image, content, node] = [objects.reserve(), objects.reserve(), objects.reserve()];
    const [width, height] = pageSize(page).map(decimal);
    const space = page.components === 1 ? '/DeviceGray' : '/DeviceRGB';
    const picture =
      `/Type/XObject/Subtype/Image/Width ${page.widthPx}/Height ${page.heightPx}` +
      `/ColorSpace ${space}/BitsPerComponent 8/Filter/DCTDecode`;
    const drawing = Buffer.from(`q ${width} 0 0 ${height} 0 0 cm /Im Do Q`, 'latin1');
    this.#pages.push(node);
    return Buffer.concat([
      objects.stream(image, picture, page.jpeg),
      objects.stream(content, '', drawing),
      objects.object(
        node,
        `<</Type/Page/Parent ${reference(this.#pageTree)}/MediaBox[0 0 ${width} ${height}]` +
          `/Rotate ${page.rotation}/Resources<</XObject<</Im ${reference(image)}>>>>` +
          `/Contents ${reference(content)}>>`,
      ),
    ]);
  }

  /** Everything that describes the document as a whole, and the end of the file. */
  end(): Uint8Array {
    const objects = this.#objects;
    const [metadata, profile, info] = [objects.reserve(), objects.reserve(), objects.reserve()];
    const { language } = this.#info;
    const lang = language === undefined ? '' : `/Lang(${language.replace(/[^A-Za-z0-9-]/g, '')})`;
    const intent = `<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)/Info(sRGB IEC61966-2.1)/DestOutputProfile ${reference(profile)}>>`;
    return Buffer.concat([
      objects.stream(metadata, '/Type/Metadata/Subtype/XML', xmpPacket(this.#info, 'B')),
      objects.stream(profile, '/N 3/Filter/FlateDecode', deflateSync(srgbProfile())),
      objects.object(info, infoDictionary(this.#info)),
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
