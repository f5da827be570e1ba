import { hoursOn, isOpen } from '../../kiosk-config/opening-hours.ts';
import type { KioskConfig } from '../../kiosk-config/schema.ts';
import { daysLater, momentsOf, wallClock } from '../../kiosk-config/local-time.ts';

/** When a site's line may be used for sending. */
export interface UploadPolicy {
  readonly when: 'at-once' | 'outside-opening-hours' | 'windows';
  /** Daily, wall clock of the site; `from` later than `to` runs over midnight. For `windows` only. */
  readonly windows: readonly { readonly from: string; readonly to: string }[];
  /** A submission older than this goes whatever the time, in minutes. */
  readonly atLatestAfterMinutes: number;
}

type OpeningHours = KioskConfig['openingHours'];

const LOOK_AHEAD_DAYS = 8;
const MINUTE_MS = 60_000;

const inWindow = (time: string, { from, to }: { from: string; to: string }): boolean =>
  from <= to ? from <= time && time < to : time >= from || time < to;

/**
 * Whether the line is free at a moment (milliseconds since 1970). Opening hours that site IT has not confirmed hold
 * nothing up.
 */
export const lineIsFree = (policy: UploadPolicy, hours: OpeningHours, at: number): boolean => {
  switch (policy.when) {
    case 'at-once':
      return true;
    case 'outside-opening-hours':
      return isOpen(hours, new Date(at)) !== true;
    case 'windows': {
      const { time } = wallClock(at, hours.timeZone);
      return policy.windows.length === 0 || policy.windows.some((window) => inWindow(time, window));
    }
  }
};

/** The times of one day at which the line may become free. */
const turningTimes = (policy: UploadPolicy, hours: OpeningHours, date: string): string[] =>
  policy.when === 'windows'
    ? policy.windows.map(({ from }) => from)
    : ['00:00', ...hoursOn(hours, date).map(({ to }) => to)];

/** The first moment from `at` on when the line is free; `at` itself if it is. */
export const lineFreeFrom = (policy: UploadPolicy, hours: OpeningHours, at: number): number => {
  if (lineIsFree(policy, hours, at)) return at;
  const { date } = wallClock(at, hours.timeZone);
  for (let day = 0; day <= LOOK_AHEAD_DAYS; day += 1) {
    const on = daysLater(date, day);
    const [next] = turningTimes(policy, hours, on)
      .flatMap((time) => momentsOf(on, time, hours.timeZone))
      .filter((moment) => moment > at && lineIsFree(policy, hours, moment))
      .sort((a, b) => a - b);
    if (next !== undefined) return next;
  }
  return at + LOOK_AHEAD_DAYS * 24 * 3_600_000;
};

const latestFirst = (policy: UploadPolicy, acceptedAt: number, at: number, free: number): number =>
  Math.max(at, Math.min(free, Math.min(acceptedAt, at) + policy.atLatestAfterMinutes * MINUTE_MS));

/**
 * When a submission is sent by this policy: at once, when the line becomes free, or when it has waited the longest time
 * allowed. For the receipt's "next transmission", for the status, and for the upload loop.
 * @param acceptedAt moment of acceptance; a clock that was set back since must not hold it up
 */
export const sendAt = (
  policy: UploadPolicy,
  hours: OpeningHours,
  acceptedAt: number,
  at: number,
): number => latestFirst(policy, acceptedAt, at, lineFreeFrom(policy, hours, at));

/** The same for many submissions at one moment: the calendar is looked at once a minute. */
export const uploadSchedule = (policy: UploadPolicy, hours: OpeningHours) => {
  let known = { minute: NaN, free: 0 };
  return (acceptedAt: number, at: number): number => {
    const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
    if (known.minute !== minute) known = { minute, free: lineFreeFrom(policy, hours, minute) };
    return latestFirst(policy, acceptedAt, at, known.free);
  };
};
