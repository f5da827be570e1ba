import type { PageImage } from './scanner.ts';

/** No side of paper is larger: A3 at 600 dpi in colour is 210 MB. */
export const maxPageBytes = 220 * 1024 * 1024;

const endsWith = (data: Uint8Array, tail: readonly number[], slack: number): boolean => {
  for (let end = data.length; end >= tail.length && end >= data.length - slack; end--)
    if (tail.every((byte, index) => data[end - tail.length + index] === byte)) return true;
  return false;
};

const startsWith = (data: Uint8Array, head: readonly number[]): boolean =>
  head.every((byte, index) => data[index] === byte);

// Some devices pad a JPEG after its end-of-image marker; more than this is not padding.
const jpegPadding = 4096;

/**
 * What is wrong with a page image as a whole: truncated, empty or not what it says. Null if it is sound.
 * Looks at the frame only (JPEG markers ITU-T T.81 B.1.1.3, PNG signature and IEND, TIFF byte order), not at every pixel.
 */
export const defectOf = (image: PageImage): string | null => {
  const { data } = image;
  if (data.length > maxPageBytes) return `the page has ${data.length} bytes`;
  switch (image.format) {
    case 'raw': {
      const expected = image.widthPx * image.heightPx * image.channels;
      if (!(image.widthPx > 0 && image.heightPx > 0)) return 'the page has no pixels';
      return data.length === expected
        ? null
        : `${image.widthPx} x ${image.heightPx} x ${image.channels} samples need ${expected} bytes, there are ${data.length}`;
    }
    case 'jpeg':
      if (!startsWith(data, [0xff, 0xd8, 0xff])) return 'the page is not a JPEG image';
      return endsWith(data, [0xff, 0xd9], jpegPadding) ? null : 'the JPEG image breaks off';
    case 'png':
      if (!startsWith(data, [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]))
        return 'the page is not a PNG image';
      return endsWith(data, [0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82], 0)
        ? null
        : 'the PNG image breaks off';
    case 'tiff':
      return startsWith(data, [0x49, 0x49, 42, 0]) || startsWith(data, [0x4d, 0x4d, 0, 42])
        ? null
        : 'the page is not a TIFF image';
  }
};
