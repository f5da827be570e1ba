import { lumaOf } from '../enhance/grey-image.ts';
import { radians, type Point, type TurnedRectangle } from '../enhance/rectangle.ts';
import { plain, type Pixels } from '../page-image.ts';
import { countIn, TABLE_BYTES } from '../pixels/count-values.ts';
import { workshop } from '../pixels/kernels.ts';

/** Every so many pixels are looked at, in both directions. */
const STEP = 3;
/** A pixel is coloured if its channels differ by this much after the paper's own tint is taken away. */
const LEAST_CHROMA = 40;
/** A stamp of 15 mm² on A4 is colour. */
const LEAST_SHARE = 0.0003;

const brightEnd = (counts: Uint32Array, total: number): number => {
  let left = total * 0.3;
  for (let value = 255; value > 0; value -= 1) {
    left -= counts[value] ?? 0;
    if (left <= 0) return value;
  }
  return 255;
};

/** Where every third pixel of every third row of the page lies in the picture, nearest to it. */
interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** The first, and the step to the next in a row and in a column, px. */
  readonly first: Point;
  readonly right: Point;
  readonly down: Point;
}

const gridOf = ({ widthPx, heightPx }: Pixels, cut: TurnedRectangle | undefined): Grid => {
  const { width, height, angle } = cut ?? { width: widthPx, height: heightPx, angle: 0 };
  const [columns, rows] = [width, height].map((side) => Math.max(1, Math.floor(side / STEP)));
  const [cos, sin] = [Math.cos(radians(angle)), Math.sin(radians(angle))];
  const [u, v] = [-width / 2, -height / 2];
  const first = {
    x: (cut?.centreX ?? widthPx / 2) + u * cos - v * sin,
    y: (cut?.centreY ?? heightPx / 2) + u * sin + v * cos,
  };
  const [right, down] = [
    { x: STEP * cos, y: STEP * sin },
    { x: -STEP * sin, y: STEP * cos },
  ];
  return { columns: columns ?? 1, rows: rows ?? 1, first, right, down };
};

const within = (place: number, length: number): number => Math.min(length - 1, Math.max(0, place));

/** The pixels of the grid; outside of the picture those of its rim. */
const sampled = (picture: Pixels, { columns, rows, first, right, down }: Grid): Uint8Array => {
  const { widthPx, heightPx } = picture;
  const data = plain(picture.data);
  const out = new Uint8Array(columns * rows * 3);
  let to = 0;
  for (let row = 0; row < rows; row += 1) {
    let [x, y] = [first.x + row * down.x, first.y + row * down.y];
    const [lastX, lastY] = [x + (columns - 1) * right.x, y + (columns - 1) * right.y];
    const outside =
      Math.min(x, y, lastX, lastY) < 1 ||
      Math.max(x, lastX) >= widthPx - 1 ||
      Math.max(y, lastY) >= heightPx - 1;
    for (let column = 0; column < columns; column += 1) {
      const at = outside
        ? (within(y | 0, heightPx) * widthPx + within(x | 0, widthPx)) * 3
        : ((y | 0) * widthPx + (x | 0)) * 3;
      out[to] = data[at] ?? 0;
      out[to + 1] = data[at + 1] ?? 0;
      out[to + 2] = data[at + 2] ?? 0;
      to += 3;
      x += right.x;
      y += right.y;
    }
  }
  return out;
};

/**
 * Whether anything but the paper is coloured: a stamp, a signature in blue, a logo, a photograph.
 * @param cut the page in the picture; left out: all of it
 */
export const isColoured = (pixels: Pixels, cut?: TurnedRectangle): boolean => {
  if (pixels.channels === 1) return false;
  const samples = sampled(pixels, gridOf(pixels, cut));
  const count = samples.length / 3;
  const shop = workshop(samples.length, TABLE_BYTES);
  const [start = 0, table = 0] = shop.at;
  shop.bytes.set(samples, start);
  // What makes the paper white in each channel.
  const [red = 1, green = 1, blue = 1] = [0, 1, 2].map(
    (channel) => 255 / brightEnd(countIn(shop, start + channel, count, 3, table), count),
  );
  const coloured = shop.kernels.countColoured(start, count, red, green, blue, LEAST_CHROMA);
  return coloured > count * LEAST_SHARE;
};

/** The page in grey. */
export const withoutColour = (pixels: Pixels): Pixels => ({
  ...pixels,
  channels: 1,
  data: lumaOf(pixels),
});
