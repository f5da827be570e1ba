import type { ImageLibrary } from '../image-library.ts';
import type { Pixels } from '../page-image.ts';
import { radians, type TurnedRectangle } from './rectangle.ts';

/** Where the cut lies in the picture after it was turned back about its middle. */
const placeAfterTurning = (
  { widthPx, heightPx }: Pixels,
  cut: TurnedRectangle,
  turnedWidth: number,
  turnedHeight: number,
) => {
  const [cos, sin] = [Math.cos(radians(cut.angle)), Math.sin(radians(cut.angle))];
  const [dx, dy] = [cut.centreX - widthPx / 2, cut.centreY - heightPx / 2];
  const middleX = turnedWidth / 2 + dx * cos + dy * sin;
  const middleY = turnedHeight / 2 + dy * cos - dx * sin;
  const left = Math.min(turnedWidth - 1, Math.max(0, Math.round(middleX - cut.width / 2)));
  const top = Math.min(turnedHeight - 1, Math.max(0, Math.round(middleY - cut.height / 2)));
  return {
    left,
    top,
    width: Math.max(1, Math.min(Math.round(cut.width), turnedWidth - left)),
    height: Math.max(1, Math.min(Math.round(cut.height), turnedHeight - top)),
  };
};

/**
 * Cuts the rectangle out of the page and turns it upright.
 * @param fill grey value for what lies outside of the picture
 */
export const straightenedPage = async (
  library: ImageLibrary,
  pixels: Pixels,
  cut: TurnedRectangle,
  fill: number,
): Promise<Pixels> => {
  const { widthPx, heightPx, channels } = pixels;
  const space = channels === 1 ? 'b-w' : 'srgb';
  let source = { data: pixels.data, width: widthPx, height: heightPx };
  if (cut.angle !== 0) {
    const turned = await library(pixels.data, {
      raw: { width: widthPx, height: heightPx, channels },
    })
      .toColourspace(space)
      .rotate(-cut.angle, { background: { r: fill, g: fill, b: fill } })
      .raw()
      .toBuffer({ resolveWithObject: true });
    source = { data: turned.data, width: turned.info.width, height: turned.info.height };
  }
  const place = placeAfterTurning(pixels, cut, source.width, source.height);
  const { width, height } = source;
  const data = await library(source.data, { raw: { width, height, channels } })
    .extract(place)
    .toColourspace(space)
    .raw()
    .toBuffer();
  return { widthPx: place.width, heightPx: place.height, channels, data };
};
