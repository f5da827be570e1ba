const HOUR_MS = 3_600_000;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making one takes a hundred times as long as using it. */
const formatterFor = (timeZone: string): Intl.DateTimeFormat => {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formatters.set(timeZone, made);
  return made;
};

/** A moment as the wall clock of a time zone shows it: date YYYY-MM-DD, time HH:MM. */
export const wallClock = (at: number, timeZone: string): { date: string; time: string } => {
  const parts = formatterFor(timeZone).formatToParts(at);
  const part = (type: string): string => parts.find((entry) => entry.type === type)?.value ?? '';
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}`,
  };
};

/**
 * The moments at which the wall clock shows a date and time: one as a rule, two in the hour that daylight saving
 * repeats; in the hour that it skips, the moment at which the clock jumps over it. Milliseconds since 1970.
 */
export const momentsOf = (date: string, time: string, timeZone: string): readonly number[] => {
  const asUtc = Date.parse(`${date}T${time}:00Z`);
  const offsetAt = (at: number): number => {
    const shown = wallClock(at, timeZone);
    return Date.parse(`${shown.date}T${shown.time}:00Z`) - Math.floor(at / 60_000) * 60_000;
  };
  const before = asUtc - offsetAt(asUtc - 24 * HOUR_MS);
  const after = asUtc - offsetAt(asUtc + 24 * HOUR_MS);
  const shows = (at: number): boolean => {
    const shown = wallClock(at, timeZone);
    return shown.date === date && shown.time === time;
  };
  const exact = [...new Set([before, after])].filter(shows).sort((a, b) => a - b);
  if (exact.length > 0) return exact;
  let [early, late] = [Math.min(before, after), Math.max(before, after)];
  // The jump lies between the two: halved down to the minute.
  while (late - early > 60_000) {
    const middle = Math.floor((early + late) / 120_000) * 60_000;
    if (offsetAt(middle) === offsetAt(early)) early = middle;
    else late = middle;
  }
  return [late];
};

/** The calendar date so many days later. */
export const daysLater = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T12:00:00Z`) + days * 24 * HOUR_MS).toISOString().slice(0, 10);
