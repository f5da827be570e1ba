import type { SubmissionId } from '../domain/submission.ts';
import type { UploadClock } from './upload-clock.ts';
import type { Waiting } from './upload-queue.ts';

/** Watches how long the oldest unsent submission has been waiting. */
export interface AgeWatch {
  /** The receiving side signed that it has everything; only its last word is outstanding. */
  sent(id: SubmissionId): void;
  unsent(id: SubmissionId): void;
  /** Looks at what waits; gives the age of the oldest unsent in hours when an alarm is due, at most once an hour. */
  look(waiting: readonly Waiting[]): number | null;
  /** When the oldest unsent one was accepted, milliseconds since 1970; null where everything was sent. */
  oldestUnsentAt(): number | null;
}

const HOUR_MS = 3_600_000;

/**
 * The age is what the wall clock says, or the time since the submission was first seen here by the clock that never goes
 * back, whichever is more: a wall clock that was set back must not silence the alarm.
 * @param alarmAgeMs no alarm below it; none at all where missing
 */
export const ageWatch = (
  clock: Pick<UploadClock, 'now' | 'elapsed'>,
  alarmAgeMs = Infinity,
): AgeWatch => {
  const firstSeen = new Map<SubmissionId, number>();
  const there = new Set<SubmissionId>();
  let unsent: readonly Waiting[] = [];
  let lastAlarm = -Infinity;

  const remember = (waiting: readonly Waiting[]): void => {
    const ids = new Set(waiting.map(({ id }) => id));
    for (const id of firstSeen.keys()) if (!ids.has(id)) firstSeen.delete(id);
    for (const id of there) if (!ids.has(id)) there.delete(id);
    for (const id of ids) if (!firstSeen.has(id)) firstSeen.set(id, clock.elapsed());
  };
  const ageOf = ({ id, committedAt }: Waiting): number =>
    Math.max(clock.now() - committedAt, clock.elapsed() - (firstSeen.get(id) ?? clock.elapsed()));

  return {
    sent: (id) => void there.add(id),
    unsent: (id) => void there.delete(id),
    look(waiting) {
      remember(waiting);
      unsent = waiting.filter(({ id }) => !there.has(id));
      const age = unsent.map(ageOf).reduce((a, b) => Math.max(a, b), 0);
      if (age < alarmAgeMs || clock.elapsed() - lastAlarm < HOUR_MS) return null;
      lastAlarm = clock.elapsed();
      return Math.floor(age / HOUR_MS);
    },
    oldestUnsentAt: () =>
      unsent.length === 0
        ? null
        : unsent.map(({ committedAt }) => committedAt).reduce((a, b) => Math.min(a, b)),
  };
};
