import { isHoliday } from 'feiertagejs';
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

/** A moment as the wall clock of the site shows it. */
interface LocalTime {
  /** YYYY-MM-DD */
  readonly date: string;
  /** HH:MM */
  readonly time: string;
}

/** The site's wall clock at a moment, daylight saving included. */
const localTime = (at: Date, timeZone: string): LocalTime => {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string): string => parts.find((entry) => entry.type === type)?.value ?? '';
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}`,
  };
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
  if (hours.holidays !== 'none' && isHoliday(noon, hours.holidays)) return [];
  const weekday = WEEKDAYS[noon.getUTCDay()];
  return weekday === undefined ? [] : hours.week[weekday];
};

/** Whether the office is open at a moment, or null while site IT has not confirmed the hours. */
export const isOpen = (hours: OpeningHours, at: Date): boolean | null => {
  if (!hours.confirmed) return null;
  const { date, time } = localTime(at, hours.timeZone);
  return hoursOn(hours, date).some(({ from, to }) => from <= time && time < to);
};
