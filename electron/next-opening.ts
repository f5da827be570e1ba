import { hoursOn, type KioskConfig } from '../kiosk-config/index.ts';
import { daysLater, momentsOf, wallClock } from '../kiosk-config/local-time.ts';

/** Holidays and long weekends are shorter than this, in days. */
const LOOK_AHEAD = 21;

/**
 * When the office opens next.
 * @param at milliseconds since 1970
 * @returns ISO 8601, or null where it does not open within three weeks
 */
export const nextOpening = (hours: KioskConfig['openingHours'], at: number): string | null => {
  const { date: today } = wallClock(at, hours.timeZone);
  for (let days = 0; days <= LOOK_AHEAD; days += 1) {
    const date = daysLater(today, days);
    const openings = hoursOn(hours, date)
      .flatMap(({ from }) => momentsOf(date, from, hours.timeZone).slice(0, 1))
      .filter((moment) => moment > at)
      .sort((a, b) => a - b);
    const [first] = openings;
    if (first !== undefined) return new Date(first).toISOString();
  }
  return null;
};
