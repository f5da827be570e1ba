/** What the header of a JPEG file says (ITU-T T.81, B.2). */
export interface JpegHeader {
  readonly widthPx: number;
  readonly heightPx: number;
  /** 1 = grey, 3 = colour, 4 = CMYK or YCCK. */
  readonly components: number;
  /** Bits per sample. */
  readonly precision: number;
  /** Huffman-coded baseline, extended sequential or progressive: what every PDF reader decodes. */
  readonly common: boolean;
}

interface Segment {
  readonly marker: number;
  /** Where the segment begins (its 0xFF) and where the next one does. */
  readonly start: number;
  readonly end: number;
}

const SOS = 0xda;
const isFrameHeader = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** The segments from the start of the image up to and including the first scan's header. */
const headerSegments = (data: Uint8Array): readonly Segment[] => {
  const segments: Segment[] = [];
  if (data[0] !== 0xff || data[1] !== 0xd8) return segments;
  let at = 2;
  while (at + 4 <= data.length && data[at] === 0xff) {
    const marker = data[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = ((data[at + 2] ?? 0) << 8) | (data[at + 3] ?? 0);
    const end = at + 2 + length;
    if (length < 2 || end > data.length) return [];
    segments.push({ marker, start: at, end });
    if (marker === SOS) return segments;
    at = end;
  }
  return [];
};

/** Reads a JPEG's header; null if the bytes are no JPEG or end before the picture begins. */
export const readJpegHeader = (data: Uint8Array): JpegHeader | null => {
  const frame = headerSegments(data).find(({ marker }) => isFrameHeader(marker));
  if (frame === undefined || frame.end - frame.start < 10) return null;
  const view = new DataView(data.buffer, data.byteOffset + frame.start, frame.end - frame.start);
  return {
    precision: view.getUint8(4),
    heightPx: view.getUint16(5),
    widthPx: view.getUint16(7),
    components: view.getUint8(9),
    common: frame.marker <= 0xc2,
  };
};

/** APP1 (Exif, XMP), APP2 (colour profile) … APP13, APP15 and comments: nothing that the picture needs. */
const isMetadata = (marker: number): boolean =>
  (marker >= 0xe1 && marker <= 0xef && marker !== 0xee) || marker === 0xfe;

/**
 * The same picture without what cameras and scanners write beside it (serial numbers, places, names).
 * The compressed picture is not touched. Bytes that are no JPEG come back as they are.
 */
export const withoutJpegMetadata = (data: Uint8Array): Uint8Array => {
  const segments = headerSegments(data);
  if (!segments.some(({ marker }) => isMetadata(marker))) return data;
  const kept = segments.filter(({ marker }) => !isMetadata(marker));
  const parts = kept.map(({ start, end }) => data.subarray(start, end));
  const scans = data.subarray(segments.at(-1)?.end ?? data.length);
  return Buffer.concat([data.subarray(0, 2), ...parts, scans]);
};
