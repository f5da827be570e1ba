/** Fingers on the glass; coordinates as fractions of the window. */
export interface TouchAttempt {
  readonly name: string;
  /** One list of finger positions after the other; an empty list lifts all fingers. `waitMs` before the next. */
  readonly how: readonly {
    readonly fingers: readonly (readonly [x: number, y: number])[];
    readonly waitMs?: number;
  }[];
  readonly expected: 'no menu, no zoom, no other page';
}

const expected = 'no menu, no zoom, no other page';
const up = { fingers: [] };

const swipe = (
  name: string,
  from: readonly [number, number],
  to: readonly [number, number],
  fingers = 1,
): TouchAttempt => ({
  name,
  how: [
    ...Array.from({ length: 8 }, (_, step) => {
      const part = step / 7;
      return {
        fingers: Array.from({ length: fingers }, (_finger, index): readonly [number, number] => [
          from[0] + (to[0] - from[0]) * part + index * 0.05,
          from[1] + (to[1] - from[1]) * part,
        ]),
      };
    }),
    up,
  ],
  expected,
});

const hold = (
  name: string,
  waitMs: number,
  ...fingers: (readonly [number, number])[]
): TouchAttempt => ({
  name,
  how: [{ fingers, waitMs }, up],
  expected,
});

export const touchAttempts: readonly TouchAttempt[] = [
  hold('long press on nothing', 1200, [0.5, 0.1]),
  hold('long press on text', 1200, [0.35, 0.25]),
  hold('long press on a picture', 1200, [0.8, 0.55]),
  hold('long press with two fingers', 1200, [0.35, 0.25], [0.45, 0.25]),
  hold(
    'ten fingers',
    300,
    ...Array.from({ length: 10 }, (_, index) => [0.3 + index * 0.05, 0.15] as const),
  ),
  swipe('from the left edge', [0, 0.5], [0.7, 0.5]),
  swipe('from the right edge', [0.999, 0.9], [0.3, 0.9]),
  swipe('from the top', [0.6, 0], [0.6, 0.6]),
  swipe('from the bottom', [0.6, 0.999], [0.6, 0.9]),
  swipe('three fingers to the left', [0.8, 0.1], [0.3, 0.1], 3),
  swipe('four fingers up', [0.4, 0.95], [0.4, 0.85], 4),
  swipe('pull down to load again', [0.6, 0.05], [0.6, 0.95]),
  {
    name: 'double tap to zoom',
    how: [{ fingers: [[0.35, 0.25]], waitMs: 20 }, up, { fingers: [[0.35, 0.25]], waitMs: 20 }, up],
    expected,
  },
  {
    name: 'two fingers apart to zoom',
    how: [
      ...Array.from({ length: 10 }, (_, step) => ({
        fingers: [
          [0.5 - step * 0.03, 0.1],
          [0.52 + step * 0.03, 0.1],
        ] as const,
      })),
      up,
    ],
    expected,
  },
  {
    name: 'mark a text and open its menu',
    how: [
      { fingers: [[0.25, 0.25]], waitMs: 800 },
      { fingers: [[0.3, 0.25]] },
      { fingers: [[0.45, 0.25]] },
      up,
      { fingers: [[0.35, 0.25]], waitMs: 30 },
      up,
    ],
    expected,
  },
];
