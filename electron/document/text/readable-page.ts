import type { Rotation } from '../../domain/page.ts';
import { tiffAroundG4 } from '../coding/tiff.ts';
import type { PreparedPage } from '../coding/prepared-page.ts';
import type { ImageLibrary } from '../image-library.ts';
import type { ReadablePage } from './read-words.ts';

/** All stencils laid on each other: 0 where something is written, 255 elsewhere. */
const writingOf = async (library: ImageLibrary, stencils: PreparedPage['stencils']) => {
  const drawn = await Promise.all(
    stencils.map(({ g4, widthPx, heightPx }) =>
      library(tiffAroundG4(g4, widthPx, heightPx))
        .toColourspace('b-w')
        .raw()
        .toBuffer({ resolveWithObject: true }),
    ),
  );
  const [first, ...others] = drawn;
  if (first === undefined) return null;
  const data = new Uint8Array(first.data);
  for (const other of others) {
    for (let at = 0; at < data.length; at += 1) data[at] = (data[at] ?? 0) & (other.data[at] ?? 0);
  }
  return { data, widthPx: first.info.width, heightPx: first.info.height };
};

/**
 * A prepared page as a program that reads it wants it: the writing alone where it was taken apart, else the
 * picture; turned as the customer turned it. What was blackened is not on it any more.
 * @returns null if the page is no page
 */
export const readablePage = async (
  library: ImageLibrary,
  prepared: PreparedPage,
  rotation: Rotation,
): Promise<ReadablePage | null> => {
  const writing = await writingOf(library, prepared.stencils);
  const source =
    writing === null
      ? prepared.picture && library(prepared.picture.jpeg)
      : library(writing.data, {
          raw: { width: writing.widthPx, height: writing.heightPx, channels: 1 },
        });
  if (source === null) return null;
  const { data, info } = await source
    .rotate(rotation)
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const shorter = rotation % 180 === 0 ? width : height;
  const dpi = (prepared.dpi * shorter) / prepared.widthPx;
  // A portable greymap: the header, then the pixels.
  const file = Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), data]);
  return { widthPx: width, heightPx: height, dpi, file };
};
