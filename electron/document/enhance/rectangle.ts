/** A point in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle that may be turned: its middle, its sides, and how far it is turned clockwise, in degrees. */
export interface TurnedRectangle {
  readonly centreX: number;
  readonly centreY: number;
  readonly width: number;
  readonly height: number;
  /** −45 < angle ≤ 45, clockwise positive. */
  readonly angle: number;
}

export const radians = (degrees: number): number => (degrees * Math.PI) / 180;

const cross = (o: Point, a: Point, b: Point): number =>
  (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);

/** The convex hull of points sorted by x, then y (Andrew's monotone chain). */
const hullOf = (points: readonly Point[]): readonly Point[] => {
  const half = (sequence: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of sequence) {
      for (;;) {
        const [a, b] = [chain.at(-2), chain.at(-1)];
        if (a === undefined || b === undefined || cross(a, b, point) > 0) break;
        chain.pop();
      }
      chain.push(point);
    }
    chain.pop();
    return chain;
  };
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  return [...half(sorted), ...half(sorted.reverse())];
};

/** The upright bounds of the points after turning them by −angle about the origin. */
const boundsAt = (hull: readonly Point[], angle: number) => {
  const [cos, sin] = [Math.cos(radians(angle)), Math.sin(radians(angle))];
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of hull) {
    const [u, v] = [x * cos + y * sin, y * cos - x * sin];
    left = Math.min(left, u);
    right = Math.max(right, u);
    top = Math.min(top, v);
    bottom = Math.max(bottom, v);
  }
  return { left, right, top, bottom, cos, sin, area: (right - left) * (bottom - top) };
};

/** An angle of a side as −45 < angle ≤ 45. */
const normalised = (degrees: number): number => {
  const within = ((degrees % 90) + 90) % 90;
  return within > 45 ? within - 90 : within;
};

/** The smallest rectangle around the points; one of its sides lies on a side of their convex hull. */
export const smallestRectangle = (points: readonly Point[]): TurnedRectangle => {
  const hull = hullOf(points);
  const angles = hull.map((point, index) => {
    const next = hull[(index + 1) % hull.length] ?? point;
    return normalised((Math.atan2(next.y - point.y, next.x - point.x) * 180) / Math.PI);
  });
  let best = { ...boundsAt(hull, 0), angle: 0 };
  for (const angle of new Set(angles)) {
    const bounds = boundsAt(hull, angle);
    if (bounds.area < best.area) best = { ...bounds, angle };
  }
  const [u, v] = [(best.left + best.right) / 2, (best.top + best.bottom) / 2];
  return {
    centreX: u * best.cos - v * best.sin,
    centreY: u * best.sin + v * best.cos,
    width: best.right - best.left,
    height: best.bottom - best.top,
    angle: best.angle,
  };
};

/** The rectangle in pixels `factor` times as fine. */
export const scaled = (rectangle: TurnedRectangle, factor: number): TurnedRectangle => ({
  centreX: rectangle.centreX * factor,
  centreY: rectangle.centreY * factor,
  width: rectangle.width * factor,
  height: rectangle.height * factor,
  angle: rectangle.angle,
});

/** The four corners of the rectangle. */
export const cornersOf = ({ centreX, centreY, width, height, angle }: TurnedRectangle): Point[] => {
  const [cos, sin] = [Math.cos(radians(angle)), Math.sin(radians(angle))];
  return [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ].map(([right = 0, down = 0]) => {
    const [u, v] = [(right * width) / 2, (down * height) / 2];
    return { x: centreX + u * cos - v * sin, y: centreY + u * sin + v * cos };
  });
};

/** The smallest rectangle around the points that is not turned. */
export const smallestUpright = (points: readonly Point[]): TurnedRectangle => {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const [centreX, centreY] = [(left + right) / 2, (top + bottom) / 2];
  return { centreX, centreY, width: right - left, height: bottom - top, angle: 0 };
};
