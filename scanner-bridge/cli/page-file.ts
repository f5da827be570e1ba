import type { PageImage } from '../scanner.ts';

/** A page as a file that ordinary programs open: encoded pages as delivered, raw ones as PGM or PPM. */
export const pageFile = (
  image: PageImage,
): { readonly extension: string; readonly parts: readonly Uint8Array[] } => {
  switch (image.format) {
    case 'jpeg':
      return { extension: 'jpg', parts: [image.data] };
    case 'png':
    case 'tiff':
      return { extension: image.format, parts: [image.data] };
    case 'raw': {
      const kind = image.channels === 3 ? 'P6' : 'P5';
      const header = new TextEncoder().encode(`${kind}\n${image.widthPx} ${image.heightPx}\n255\n`);
      return { extension: image.channels === 3 ? 'ppm' : 'pgm', parts: [header, image.data] };
    }
  }
};
