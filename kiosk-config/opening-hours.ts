import { isHoliday } from 'feiertagejs';
import { wallClock } from './local-time.ts';
import type { KioskConfig } from './schema.ts';

type OpeningHours = KioskConfig['openingHours'];

const WEEKDAYS = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;

const holidays = new Map<string, boolean>();

/** The library makes its whole year anew for every question. */
const isKnownHoliday = (noon: Date, region: 'NW'): boolean => {
  const key = `${region} ${noon.toISOString().slice(0, 10)}`;
  const known = holidays.get(key) ?? isHoliday(noon, region);
  holidays.set(key, known);
  return known;
};

/**
 * The opening hours of one calendar day: exceptions first, then public holidays, then the week.
 * @param date YYYY-MM-DD on the site's calendar
 */
export const hoursOn = (
  hours: OpeningHours,
  date: string,
): readonly { readonly from: string; readonly to: string }[] => {
  const exception = hours.exceptions.find((entry) => entry.date === date);
  if (exception !== undefined) return exception.hours;
  // Noon UTC lies on the same calendar day everywhere the library could look.
  const noon = new Date(`${date}T12:00:00Z`);
  if (hours.holidays !== 'none' && isKnownHoliday(noon, hours.holidays)) return [];
  const weekday = WEEKDAYS[noon.getUTCDay()];
  return weekday === undefined ? [] : hours.week[weekday];
};

/** Whether the office is open at a moment, or null while site IT has not confirmed the hours. */
export const isOpen = (hours: OpeningHours, at: Date): boolean | null => {
  if (!hours.confirmed) return null;
  const { date, time } = wallClock(at.getTime(), hours.timeZone);
  return hoursOn(hours, date).some(({ from, to }) => from <= time && time < to);
};
