import { expect, it } from 'vitest';
import { displaysToCover } from '../../../electron/shell/displays.ts';
import { createPacer } from '../../../electron/shell/request-pace.ts';

it('lets a burst through, then only what its pace allows', () => {
  let now = 0;
  const mayPass = createPacer({ burst: 3, perSecond: 2 }, () => now);
  const passed = (times: number): number =>
    Array.from({ length: times }, mayPass).filter(Boolean).length;
  expect(passed(10)).toBe(3);
  now = 1000;
  expect(passed(10)).toBe(2);
  now = 60_000;
  expect(passed(10)).toBe(3);
});

it('gives nothing away when the clock is set back', () => {
  let now = 10_000;
  const mayPass = createPacer({ burst: 1, perSecond: 1 }, () => now);
  expect(mayPass()).toBe(true);
  now = 0;
  expect(mayPass()).toBe(false);
  now = 500;
  expect(mayPass()).toBe(false);
});

it('covers every display but the one with the screens', () => {
  const bounds = { x: 0, y: 0, width: 10, height: 10 };
  const displays = [1, 2, 3].map((id) => ({ id, bounds }));
  expect(displaysToCover(displays, 2).map(({ id }) => id)).toEqual([1, 3]);
  expect(displaysToCover(displays.slice(0, 1), 1)).toEqual([]);
});
