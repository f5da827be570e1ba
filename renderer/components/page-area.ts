import type { Area, Rotation } from '../../electron/domain/page.ts';

/** A point on a page as shares of its width and height. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const within = (share: number): number => Math.min(1, Math.max(0, share));

/** Where a point of the page as it is shown lies on the page before it was turned. */
const unturned = ({ x, y }: Point, rotation: Rotation): Point => {
  switch (rotation) {
    case 0:
      return { x, y };
    case 90:
      return { x: y, y: 1 - x };
    case 180:
      return { x: 1 - x, y: 1 - y };
    case 270:
      return { x: 1 - y, y: x };
  }
};

/** The area between two points of the page as it is shown, on the page before it was turned. */
export const areaBetween = (from: Point, to: Point, rotation: Rotation): Area => {
  const [first, second] = [from, to].map((point) =>
    unturned({ x: within(point.x), y: within(point.y) }, rotation),
  );
  if (first === undefined || second === undefined) throw new Error('two points');
  return {
    left: Math.min(first.x, second.x),
    top: Math.min(first.y, second.y),
    width: Math.abs(first.x - second.x),
    height: Math.abs(first.y - second.y),
  };
};

/** A bar across the page as it is shown, from `top` down, both as shares of its height. */
export interface Bar {
  readonly top: number;
  readonly height: number;
}

/** The bar's area on the page before it was turned. */
export const areaOfBar = ({ top, height }: Bar, rotation: Rotation): Area =>
  areaBetween({ x: 0, y: top }, { x: 1, y: top + height }, rotation);
