import { expect, test } from 'vitest';
import { areaBetween, areaOfBar } from '../../../renderer/components/page-area.ts';

const rounded = (area: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(area).map(([side, share]) => [side, Number(share.toFixed(6))]));
// Near the upper left corner of the page as it is shown.
const wiped = [
  { x: 0.1, y: 0.2 },
  { x: 0.4, y: 0.25 },
] as const;

test.each([
  [0, { left: 0.1, top: 0.2, width: 0.3, height: 0.05 }],
  // Turned right, the upper left corner shown is the lower left one of the sheet.
  [90, { left: 0.2, top: 0.6, width: 0.05, height: 0.3 }],
  [180, { left: 0.6, top: 0.75, width: 0.3, height: 0.05 }],
  [270, { left: 0.75, top: 0.1, width: 0.05, height: 0.3 }],
] as const)('a wipe over a page turned by %s° covers the same place of the sheet', (turn, area) => {
  expect(rounded({ ...areaBetween(wiped[0], wiped[1], turn) })).toEqual(area);
  expect(rounded({ ...areaBetween(wiped[1], wiped[0], turn) })).toEqual(area);
});

test('a wipe beyond the edge ends at the edge', () => {
  const area = areaBetween({ x: -0.2, y: 0.9 }, { x: 0.5, y: 1.4 }, 0);
  expect(rounded({ ...area })).toEqual({ left: 0, top: 0.9, width: 0.5, height: 0.1 });
});

test('a bar reaches from side to side of the page as it is shown', () => {
  expect(rounded({ ...areaOfBar({ top: 0.3, height: 0.03 }, 0) })).toEqual({
    left: 0,
    top: 0.3,
    width: 1,
    height: 0.03,
  });
  expect(rounded({ ...areaOfBar({ top: 0.3, height: 0.03 }, 90) })).toEqual({
    left: 0.3,
    top: 0,
    width: 0.03,
    height: 1,
  });
});
