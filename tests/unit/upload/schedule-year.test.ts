import { describe, expect, test } from 'vitest';
import type { KioskConfig } from '../../../kiosk-config/schema.ts';
import { lineFreeFrom, lineIsFree, type UploadPolicy } from '../../../electron/upload/schedule.ts';

// Every half hour of three years against an oracle that shares nothing with the product: the EU's rule for daylight
// saving by arithmetic, Easter by Gauss, and the holidays by the law of the state (Feiertagsgesetz NW).

type OpeningHours = KioskConfig['openingHours'];
const YEARS = [2026, 2027, 2028];
const STEP = 30 * 60_000;
const DAY = 24 * 3_600_000;

const lastSundayAtOne = (year: number, month: number): number => {
  const last = new Date(Date.UTC(year, month + 1, 0, 1));
  return last.getTime() - last.getUTCDay() * DAY;
};
const changes = new Map(
  [2025, ...YEARS, 2029].map((year) => [
    year,
    { spring: lastSundayAtOne(year, 2), autumn: lastSundayAtOne(year, 9) },
  ]),
);
/** Wall clock in Germany as if it were UTC: +1 h, +2 h in summer (Directive 2000/84/EC). */
const local = (at: number): Date => {
  const change = changes.get(new Date(at).getUTCFullYear());
  if (change === undefined) throw new Error('a year the oracle does not know');
  const summer = at >= change.spring && at < change.autumn;
  return new Date(at + (summer ? 2 : 1) * 3_600_000);
};

/** Easter Sunday by Gauss's rule (for 1900–2099), as UTC midnight. */
const easter = (year: number): number => {
  const d = (19 * (year % 19) + 24) % 30;
  const e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + 5) % 7;
  const day = 22 + d + e;
  const corrected = d === 29 && e === 6 ? 50 : d === 28 && e === 6 && year % 19 > 10 ? 49 : day;
  return Date.UTC(year, 2, corrected);
};
const holidaysOf = (year: number): readonly string[] => [
  ...['01-01', '05-01', '10-03', '11-01', '12-25', '12-26'].map((day) => `${year}-${day}`),
  // Good Friday, Easter Monday, Ascension, Whit Monday, Corpus Christi.
  ...[-2, 1, 39, 50, 60].map((after) =>
    new Date(easter(year) + after * DAY).toISOString().slice(0, 10),
  ),
];
const holidays = new Set(YEARS.flatMap(holidaysOf));

const hours = [
  { from: '08:00', to: '12:00' },
  { from: '13:00', to: '16:30' },
];
const [open, closed] = [hours, [] as typeof hours];
/** Open on Saturdays and Sundays as well, so that no holiday hides behind a weekend; closed on Wednesdays. */
const office: OpeningHours = {
  timeZone: 'Europe/Berlin',
  holidays: 'NW',
  confirmed: true,
  week: {
    monday: open,
    tuesday: open,
    wednesday: closed,
    thursday: open,
    friday: open,
    saturday: open,
    sunday: open,
  },
  exceptions: [],
};
const inHours = (time: string): boolean => hours.some(({ from, to }) => from <= time && time < to);
const nightly = [
  { from: '02:30', to: '03:30' },
  { from: '22:00', to: '01:00' },
];
const inNight = (time: string): boolean =>
  (time >= '02:30' && time < '03:30') || time >= '22:00' || time < '01:00';

const wall = (at: number) => {
  const text = local(at).toISOString();
  return { date: text.slice(0, 10), time: text.slice(11, 16), weekday: local(at).getUTCDay() };
};
const outsideIsFree = (at: number): boolean => {
  const { date, time, weekday } = wall(at);
  return weekday === 3 || holidays.has(date) || !inHours(time);
};
const nightIsFree = (at: number): boolean => inNight(wall(at).time);

const outside: UploadPolicy = {
  when: 'outside-opening-hours',
  windows: [],
  atLatestAfterMinutes: 10_080,
};
const night: UploadPolicy = { when: 'windows', windows: nightly, atLatestAfterMinutes: 10_080 };

test('the oracle knows eleven holidays a year, and both changes of the clock', () => {
  expect(holidays.size).toBe(33);
  expect(holidaysOf(2026)).toContain('2026-06-04');
  expect(wall(Date.parse('2026-03-29T00:30:00Z')).time).toBe('01:30');
  expect(wall(Date.parse('2026-03-29T01:00:00Z')).time).toBe('03:00');
  expect(wall(Date.parse('2026-10-25T00:30:00Z')).time).toBe('02:30');
  expect(wall(Date.parse('2026-10-25T01:30:00Z')).time).toBe('02:30');
});

describe.each([
  ['outside opening hours', outside, outsideIsFree],
  ['in nightly windows', night, nightIsFree],
] as const)('sending %s', (_name, policy, isFree) => {
  test.each(YEARS)('in every half hour of %i', (year) => {
    const [start, end] = [Date.UTC(year, 0, 2), Date.UTC(year, 11, 30)];
    const wrong: string[] = [];
    let next: number | null = null;
    // Backwards, so that the next free moment is known without searching.
    for (let at = end; at >= start; at -= STEP) {
      const free = isFree(at);
      if (free) next = at;
      if (lineIsFree(policy, office, at) !== free) wrong.push(`free ${new Date(at).toISOString()}`);
      if (next !== null && !free && lineFreeFrom(policy, office, at) !== next)
        wrong.push(`from ${new Date(at).toISOString()}`);
    }
    expect(wrong).toEqual([]);
  });
});
