/** What decides about the nightly restart. */
export interface NightlyMoment {
  /** Wall clock of the site, HH:MM. */
  readonly time: string;
  /** When the application started, and now: milliseconds since 1970. */
  readonly startedAt: number;
  readonly now: number;
  /** Nobody at the kiosk, nobody in the attendant area. */
  readonly idle: boolean;
  /** Everything accepted is on the disk and nothing is half written. */
  readonly queueSafe: boolean;
}

/** How long after the set time it may still happen, minutes. */
const WINDOW_MINUTES = 120;
/** A kiosk that has just been started does not need it, ms. */
const LEAST_UPTIME_MS = 4 * 3_600_000;

const minutesOf = (time: string): number => {
  const [hours, minutes] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
};

/**
 * Whether to restart now.
 * @param at wall-clock time set for it, HH:MM; null: never
 */
export const isRestartDue = (at: string | null, moment: NightlyMoment): boolean => {
  if (at === null || !moment.idle || !moment.queueSafe) return false;
  if (moment.now - moment.startedAt < LEAST_UPTIME_MS) return false;
  const late = (minutesOf(moment.time) - minutesOf(at) + 24 * 60) % (24 * 60);
  return late < WINDOW_MINUTES;
};
