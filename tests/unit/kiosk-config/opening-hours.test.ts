import { expect, test } from 'vitest';
import { hoursOn, isOpen } from '../../../kiosk-config/opening-hours.ts';
import type { KioskConfig } from '../../../kiosk-config/index.ts';

const day = [
  { from: '08:00', to: '12:00' },
  { from: '13:30', to: '16:00' },
];
const hours: KioskConfig['openingHours'] = {
  timeZone: 'Europe/Berlin',
  holidays: 'NW',
  confirmed: true,
  week: {
    monday: day,
    tuesday: day,
    wednesday: [],
    thursday: day,
    friday: day,
    saturday: [],
    sunday: [],
  },
  exceptions: [{ date: '2026-03-09', hours: [] }],
};

test.each([
  ['in winter, eight in the morning is seven UTC', '2026-01-12T07:00:00Z', true],
  ['one minute before opening', '2026-01-12T06:59:00Z', false],
  ['in summer, eight in the morning is six UTC', '2026-07-13T06:00:00Z', true],
  ['the lunch break is closed', '2026-01-12T11:30:00Z', false],
  ['the closing minute itself is closed', '2026-01-12T15:00:00Z', false],
  ['a weekday without hours', '2026-01-14T09:00:00Z', false],
  ['Corpus Christi is a holiday in North Rhine-Westphalia', '2026-06-04T08:00:00Z', false],
  ["All Saints' Day is a holiday in North Rhine-Westphalia", '2027-11-01T09:00:00Z', false],
  ['Epiphany is not', '2026-01-06T09:00:00Z', true],
  ['a day the site closed by exception', '2026-03-09T09:00:00Z', false],
])('%s', (_name, at, open) => {
  expect(isOpen(hours, new Date(at))).toBe(open);
});

test('unconfirmed hours answer "unknown", never "closed" or "open"', () => {
  expect(isOpen({ ...hours, confirmed: false }, new Date('2026-01-12T09:00:00Z'))).toBeNull();
});

test('every public holiday of North Rhine-Westphalia in 2026 is closed', () => {
  const holidays = [
    '2026-01-01',
    '2026-04-03',
    '2026-04-06',
    '2026-05-01',
    '2026-05-14',
    '2026-05-25',
    '2026-06-04',
    '2026-10-03',
    '2026-11-01',
    '2026-12-25',
    '2026-12-26',
  ];
  const everyDay: KioskConfig['openingHours'] = {
    ...hours,
    exceptions: [],
    week: { ...hours.week, wednesday: day, saturday: day, sunday: day },
  };
  const closed: string[] = [];
  for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 86_400_000) {
    const date = new Date(at).toISOString().slice(0, 10);
    if (hoursOn(everyDay, date).length === 0) closed.push(date);
  }
  expect(closed).toEqual(holidays);
});
