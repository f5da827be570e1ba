import type { TurnedRectangle } from '../enhance/rectangle.ts';
import { cutSize, drawStraight, straightened } from '../enhance/straighten.ts';
import type { Pixels } from '../page-image.ts';
import { workshop } from '../pixels/kernels.ts';
import { colourBytes, isColoured } from './colour-decision.ts';

/**
 * The page cut out and turned upright; a page that is turned is made grey before where nothing on it is coloured, as
 * that is quicker to draw. The picture is laid into the workshop only once for both.
 * @param fill grey value for what lies outside of the picture
 */
export const straightPage = (pixels: Pixels, cut: TurnedRectangle, fill: number): Pixels => {
  if (cut.angle === 0 || pixels.channels === 1) return straightened(pixels, cut, fill);
  const count = pixels.widthPx * pixels.heightPx;
  const size = cutSize(cut);
  const area = size.widthPx * size.heightPx;
  const shop = workshop(pixels.data.length, count, area * 3, ...colourBytes(pixels, cut));
  const [page = 0, grey = 0, out = 0, samples = 0, table = 0] = shop.at;
  shop.bytes.set(pixels.data, page);
  const coloured = isColoured(shop, [page, samples, table], pixels, cut);
  if (!coloured) shop.kernels.luma(page, grey, count);
  const channels = coloured ? 3 : 1;
  drawStraight(shop, coloured ? page : grey, { ...pixels, channels }, cut, fill, out);
  return { ...size, channels, data: shop.copy(out, area * channels) };
};
