import { maxPageBytes } from '../../page-image.ts';
import type { PageImage } from '../../scanner.ts';

type Raw = Extract<PageImage, { format: 'raw' }>;

/** What a BITMAPINFOHEADER says. */
interface DibHeader {
  readonly headerBytes: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bottomUp: boolean;
  readonly bitsPerPixel: 1 | 8 | 24;
  readonly colours: number;
}

/** A DIB taken apart, with the resolution it states (dpi; 0 if none). */
export interface Dib {
  readonly image: Raw;
  readonly dpi: number;
}

const rowBytes = ({ widthPx, bitsPerPixel }: DibHeader): number =>
  Math.floor((widthPx * bitsPerPixel + 31) / 32) * 4;

/** Reads the header; a sentence where it is none that can be used. */
const readHeader = (bytes: Buffer): DibHeader | string => {
  if (bytes.length < 40) return 'a DIB without a header';
  const headerBytes = bytes.readUInt32LE(0);
  const widthPx = bytes.readInt32LE(4);
  const height = bytes.readInt32LE(8);
  const bits = bytes.readUInt16LE(14);
  if (headerBytes < 40 || headerBytes > 1024) return `a DIB header of ${headerBytes} bytes`;
  if (bytes.readUInt32LE(16) !== 0) return 'a compressed DIB';
  if (bits !== 1 && bits !== 8 && bits !== 24) return `a DIB of ${bits} bits per pixel`;
  if (!(widthPx > 0 && widthPx <= 65_535 && height !== 0 && Math.abs(height) <= 65_535))
    return `a DIB of ${widthPx} x ${height} pixels`;
  const stated = bytes.readUInt32LE(32);
  const colours = bits === 24 ? 0 : Math.min(stated === 0 ? 2 ** bits : stated, 2 ** bits);
  const header: DibHeader = {
    headerBytes,
    widthPx,
    heightPx: Math.abs(height),
    bottomUp: height > 0,
    bitsPerPixel: bits,
    colours,
  };
  return rowBytes(header) * header.heightPx > maxPageBytes ? 'a DIB too large for a page' : header;
};

/** How many bytes a DIB takes in all, from its first 40; 0 if it cannot be one. */
export const dibBytes = (head: Buffer): number => {
  const header = readHeader(head);
  return typeof header === 'string'
    ? 0
    : header.headerBytes + header.colours * 4 + rowBytes(header) * header.heightPx;
};

/** The palette as RGB triples, and whether all of them are greys. */
const readPalette = (
  bytes: Buffer,
  { headerBytes, colours }: DibHeader,
): { readonly rgb: Uint8Array; readonly grey: boolean } => {
  const rgb = new Uint8Array(colours * 3);
  let grey = true;
  for (let index = 0; index < colours; index++) {
    const at = headerBytes + index * 4;
    const [blue = 0, green = 0, red = 0] = bytes.subarray(at, at + 3);
    rgb.set([red, green, blue], index * 3);
    grey &&= red === green && green === blue;
  }
  return { rgb, grey };
};

const copyTrueColour = (row: Buffer, data: Uint8Array, to: number, widthPx: number): void => {
  for (let x = 0; x < widthPx; x++) {
    data[to + x * 3] = row[x * 3 + 2] ?? 0;
    data[to + x * 3 + 1] = row[x * 3 + 1] ?? 0;
    data[to + x * 3 + 2] = row[x * 3] ?? 0;
  }
};

/** Reads a device-independent bitmap of 1, 8 or 24 bits per pixel; a sentence where it is damaged or another kind. */
export const readDib = (bytes: Buffer): Dib | string => {
  const header = readHeader(bytes);
  if (typeof header === 'string') return header;
  const { widthPx, heightPx, bitsPerPixel } = header;
  const stride = rowBytes(header);
  const start = header.headerBytes + header.colours * 4;
  if (bytes.length < start + stride * heightPx) return 'the DIB breaks off';
  const palette = readPalette(bytes, header);
  const channels = bitsPerPixel === 24 || !palette.grey ? 3 : 1;
  const data = new Uint8Array(widthPx * heightPx * channels);
  for (let y = 0; y < heightPx; y++) {
    const from = start + (header.bottomUp ? heightPx - 1 - y : y) * stride;
    const row = bytes.subarray(from, from + stride);
    const to = y * widthPx * channels;
    if (bitsPerPixel === 24) copyTrueColour(row, data, to, widthPx);
    else
      for (let x = 0; x < widthPx; x++) {
        const index =
          bitsPerPixel === 8 ? (row[x] ?? 0) : ((row[x >> 3] ?? 0) >> (7 - (x & 7))) & 1;
        for (let channel = 0; channel < channels; channel++)
          data[to + x * channels + channel] = palette.rgb[index * 3 + channel] ?? 0;
      }
  }
  const dpi = Math.round(bytes.readInt32LE(24) * 0.0254);
  return { image: { format: 'raw', widthPx, heightPx, channels, data }, dpi };
};

/** Reads a BMP file: 14 bytes, then a DIB. */
export const readBmp = (bytes: Buffer): Dib | string =>
  bytes.length > 54 && bytes.toString('latin1', 0, 2) === 'BM'
    ? readDib(bytes.subarray(14))
    : 'the file is no BMP';
