/** A scanned side as it comes from the scanner: encoded, or rows of raw 8-bit samples without padding. */
export type PageImage =
  | { readonly format: 'jpeg' | 'png' | 'tiff'; readonly data: Uint8Array }
  | {
      readonly format: 'raw';
      readonly widthPx: number;
      readonly heightPx: number;
      /** 1 = grey, 3 = RGB. */
      readonly channels: 1 | 3;
      readonly data: Uint8Array;
    };

/** Pixels in memory, rows without padding, 8 bits a sample. */
export interface Pixels {
  readonly widthPx: number;
  readonly heightPx: number;
  /** 1 = grey, 3 = sRGB. */
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/**
 * The same bytes without what Node's Buffer adds: loops over them stay of one kind, and fast. Only for use while
 * the original is held: the WebAssembly build frees its memory when the object that came from it is gone.
 */
export const plain = ({ buffer, byteOffset, length }: Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, length);

/** A3 at 600 dpi has 70 million pixels; more than this is a mistake or an attack. */
export const MAX_PIXELS = 100_000_000;
/** The longest side: a till receipt of 1.2 m at 600 dpi. */
export const MAX_SIDE_PX = 30_000;
/** Less than this is a speck, not a page (a postage stamp at 50 dpi). */
export const MIN_SIDE_PX = 32;
