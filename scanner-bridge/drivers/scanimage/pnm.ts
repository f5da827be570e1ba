import { maxPageBytes } from '../../page-image.ts';
import type { PageImage } from '../../scanner.ts';

type Raw = Extract<PageImage, { format: 'raw' }>;

interface Header {
  readonly kind: 4 | 5 | 6;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly maxValue: number;
}

const maxHeaderBytes = 1024;
const headerPattern =
  /^P([456])\s(?:\s|#[^\n]*\n)*(\d{1,6})(?:\s|#[^\n]*\n)+(\d{1,6})\s(?:(?:\s|#[^\n]*\n)*(\d{1,5})\s)?/;

const parseHeader = (text: string): { readonly header: Header; readonly length: number } | null => {
  const bitmap = text.startsWith('P4');
  const match = headerPattern.exec(text);
  if (match === null || (!bitmap && match[4] === undefined)) return null;
  const [whole, kind, width, height, max] = match;
  // A bitmap has no highest value: digits after its size are already picture.
  const size = /^P4\s(?:\s|#[^\n]*\n)*\d+(?:\s|#[^\n]*\n)+\d+\s/.exec(text);
  return {
    header: {
      kind: Number(kind) as 4 | 5 | 6,
      widthPx: Number(width),
      heightPx: Number(height),
      maxValue: bitmap ? 1 : Number(max),
    },
    length: bitmap ? (size?.[0].length ?? whole.length) : whole.length,
  };
};

const rowBytes = ({ kind, widthPx, maxValue }: Header): number =>
  kind === 4 ? Math.ceil(widthPx / 8) : widthPx * (kind === 6 ? 3 : 1) * (maxValue > 255 ? 2 : 1);

const defect = (header: Header): string | null => {
  const { widthPx, heightPx, maxValue, kind } = header;
  if (!(widthPx > 0 && heightPx > 0)) return 'a page without pixels';
  if (kind !== 4 && maxValue !== 255 && maxValue !== 65535)
    return `a page with maximum ${maxValue}`;
  // One bit becomes one byte.
  return Math.max(rowBytes(header), widthPx) * heightPx > maxPageBytes
    ? `a page of ${widthPx} x ${heightPx} pixels`
    : null;
};

/** Bits to bytes; in a bitmap 1 is black. */
const expandBits = (header: Header, packed: Uint8Array): Uint8Array => {
  const { widthPx, heightPx } = header;
  const row = rowBytes(header);
  const data = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++)
      data[y * widthPx + x] = ((packed[y * row + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1 ? 0 : 255;
  return data;
};

/** 16 bits to 8: the high byte comes first. */
const highBytes = (data: Uint8Array): Uint8Array => {
  const high = new Uint8Array(data.length / 2);
  for (let index = 0; index < high.length; index++) high[index] = data[index * 2] ?? 0;
  return high;
};

const imageFrom = (header: Header, data: Uint8Array): Raw => ({
  format: 'raw',
  widthPx: header.widthPx,
  heightPx: header.heightPx,
  channels: header.kind === 6 ? 3 : 1,
  data:
    header.kind === 4 ? expandBits(header, data) : header.maxValue > 255 ? highBytes(data) : data,
});

/** A reader of one PNM picture after another. `push` returns those now complete, or a sentence on what is wrong. */
export interface PnmReader {
  push(chunk: Uint8Array): readonly Raw[] | string;
  /** Whether a picture has begun and is not complete. */
  readonly midPage: boolean;
}

/** Reads raw PBM, PGM and PPM (netpbm P4, P5, P6) from chunks of any size, holding no more than one picture. */
export const createPnmReader = (): PnmReader => {
  let head = new Uint8Array(0);
  let header: Header | null = null;
  let body = new Uint8Array(0);
  let filled = 0;
  let broken: string | null = null;

  const takeHeader = (chunk: Uint8Array): Uint8Array => {
    const joined = new Uint8Array(head.length + chunk.length);
    joined.set(head);
    joined.set(chunk, head.length);
    const text = new TextDecoder('latin1').decode(joined.subarray(0, maxHeaderBytes));
    const parsed = parseHeader(text);
    if (parsed === null) {
      if (joined.length >= maxHeaderBytes || !'P'.startsWith(text.slice(0, 1)))
        broken = 'no PNM picture';
      head = joined;
      return new Uint8Array(0);
    }
    broken = defect(parsed.header);
    if (broken !== null) return new Uint8Array(0);
    header = parsed.header;
    body = new Uint8Array(rowBytes(header) * header.heightPx);
    filled = 0;
    head = new Uint8Array(0);
    return joined.subarray(parsed.length);
  };

  return {
    get midPage() {
      return header !== null || head.length > 0;
    },
    push: (chunk) => {
      const pages: Raw[] = [];
      let rest = chunk;
      while (rest.length > 0 && broken === null) {
        if (header === null) rest = takeHeader(rest);
        if (header === null) continue;
        const length = Math.min(rest.length, body.length - filled);
        body.set(rest.subarray(0, length), filled);
        filled += length;
        rest = rest.subarray(length);
        if (filled === body.length) {
          pages.push(imageFrom(header, body));
          header = null;
          body = new Uint8Array(0);
        }
      }
      return broken ?? pages;
    },
  };
};
