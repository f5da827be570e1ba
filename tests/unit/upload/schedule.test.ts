import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOpen } from '../../../kiosk-config/opening-hours.ts';
import type { KioskConfig } from '../../../kiosk-config/schema.ts';
import { momentsOf, wallClock } from '../../../kiosk-config/local-time.ts';
import {
  lineFreeFrom,
  lineIsFree,
  sendAt,
  uploadSchedule,
  type UploadPolicy,
} from '../../../electron/upload/schedule.ts';

type OpeningHours = KioskConfig['openingHours'];

const ZONE = 'Europe/Berlin';
const week = (hours: { from: string; to: string }[]): OpeningHours['week'] => ({
  monday: hours,
  tuesday: hours,
  wednesday: hours,
  thursday: hours,
  friday: hours,
  saturday: [],
  sunday: [],
});
const office: OpeningHours = {
  timeZone: ZONE,
  holidays: 'NW',
  confirmed: true,
  week: week([
    { from: '08:00', to: '12:00' },
    { from: '13:00', to: '16:30' },
  ]),
  exceptions: [{ date: '2026-11-24', hours: [{ from: '10:00', to: '11:00' }] }],
};
const policy = (more: Partial<UploadPolicy>): UploadPolicy => ({
  when: 'outside-opening-hours',
  windows: [],
  atLatestAfterMinutes: 7 * 24 * 60,
  ...more,
});
const outside = policy({});
const night = policy({ when: 'windows', windows: [{ from: '20:00', to: '06:00' }] });
const berlin = (text: string): number => {
  const [date = '', time = ''] = text.split(' ');
  return momentsOf(date, time, ZONE)[0] ?? NaN;
};
const shown = (at: number): string => {
  const { date, time } = wallClock(at, ZONE);
  return `${date} ${time}`;
};

const START = Date.parse('2026-01-01T00:00:00Z');
const anyMoment = fc
  .integer({ min: 0, max: 366 * 24 * 60 })
  .map((minute) => START + minute * 60_000);

describe('sending outside opening hours', () => {
  test.each([
    ['2026-11-23 10:00', '2026-11-23 12:00'],
    ['2026-11-23 12:30', '2026-11-23 12:30'],
    ['2026-11-23 13:00', '2026-11-23 16:30'],
    ['2026-11-24 10:30', '2026-11-24 11:00'],
    ['2026-11-24 13:30', '2026-11-24 13:30'],
    ['2026-11-28 10:00', '2026-11-28 10:00'],
  ])('what comes at %s may go at %s', (from, to) => {
    expect(shown(lineFreeFrom(outside, office, berlin(from)))).toBe(to);
  });

  // All public holidays of North Rhine-Westphalia in 2026 that fall on a weekday, from the state's own list.
  test.each([
    '2026-01-01',
    '2026-04-03',
    '2026-04-06',
    '2026-05-01',
    '2026-05-14',
    '2026-05-25',
    '2026-06-04',
    '2026-12-25',
  ])('on the holiday %s the line is free all day', (date) => {
    for (const time of ['08:00', '10:00', '13:00', '16:29'])
      expect(lineIsFree(outside, office, berlin(`${date} ${time}`))).toBe(true);
  });

  test('hours that site IT has not confirmed hold nothing up', () => {
    const at = berlin('2026-11-23 10:00');
    expect(sendAt(outside, { ...office, confirmed: false }, at, at)).toBe(at);
  });

  test('over a whole year: the answer is free, never early, and the line was busy until then', () => {
    fc.assert(
      fc.property(anyMoment, (at) => {
        const free = lineFreeFrom(outside, office, at);
        expect(free).toBeGreaterThanOrEqual(at);
        expect(isOpen(office, new Date(free))).not.toBe(true);
        for (let minute = at; minute < free; minute += 1_800_000)
          expect(isOpen(office, new Date(minute))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('sending in a nightly window', () => {
  test('over a whole year, both changes of the clock included', () => {
    fc.assert(
      fc.property(anyMoment, (at) => {
        const free = lineFreeFrom(night, office, at);
        const { time } = wallClock(free, ZONE);
        expect(time >= '20:00' || time < '06:00').toBe(true);
        expect(free - at).toBeLessThanOrEqual(15 * 3_600_000);
        if (free > at) expect(time).toBe('20:00');
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    // Clocks go forward at 2 o'clock on 29 March 2026: a window inside the skipped hour is entered at 3.
    ['02:15', '02:45', '2026-03-28 12:00', '2026-03-30 02:15'],
    ['02:15', '04:00', '2026-03-29 01:00', '2026-03-29 03:00'],
    // Clocks go back at 3 o'clock on 25 October 2026: the window opens at the first of the two.
    ['02:15', '02:45', '2026-10-25 01:00', '2026-10-25 02:15'],
  ])('window %s–%s asked at %s opens at %s', (from, to, at, expected) => {
    const window = policy({ when: 'windows', windows: [{ from, to }] });
    expect(shown(lineFreeFrom(window, office, berlin(at)))).toBe(expected);
  });

  test('the hour that comes twice opens the window twice', () => {
    const window = policy({ when: 'windows', windows: [{ from: '02:15', to: '02:45' }] });
    const [first = 0, second = 0] = momentsOf('2026-10-25', '02:15', ZONE);
    expect(second - first).toBe(3_600_000);
    expect(lineFreeFrom(window, office, first + 31 * 60_000)).toBe(second);
  });
});

describe('the longest time a submission may wait', () => {
  test('goes before the schedule', () => {
    const at = berlin('2026-11-23 08:00');
    const soon = policy({ atLatestAfterMinutes: 90 });
    expect(shown(sendAt(soon, office, at, at))).toBe('2026-11-23 09:30');
    expect(sendAt(soon, office, at - 91 * 60_000, at)).toBe(at);
  });

  test('a clock that jumped a year, forward or back, never holds a submission longer than allowed', () => {
    const year = 365 * 24 * 3_600_000;
    fc.assert(
      fc.property(anyMoment, fc.constantFrom(-year, 0, year), (at, jump) => {
        const goes = sendAt(policy({ atLatestAfterMinutes: 120 }), office, at, at + jump);
        expect(goes - (at + jump)).toBeLessThanOrEqual(120 * 60_000);
      }),
    );
  });

  test('the schedule for many submissions says the same as for one', () => {
    fc.assert(
      fc.property(anyMoment, fc.integer({ min: 0, max: 500 }), (at, age) => {
        const accepted = at - age * 60_000;
        expect(uploadSchedule(outside, office)(accepted, at)).toBe(
          sendAt(outside, office, accepted, at),
        );
      }),
    );
  });
});
