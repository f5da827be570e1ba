import type { Clock } from '../../electron/journey/idle-clock.ts';

/** A clock that stands still until the test moves it. */
export interface ManualClock extends Clock {
  /** Lets so many milliseconds pass, calling back in order of time. */
  pass(ms: number): void;
}

/** Starts at the given moment, milliseconds since the epoch. */
export const manualClock = (start = Date.UTC(2026, 10, 23, 9)): ManualClock => {
  let now = start;
  let waiting: { at: number; callback: () => void }[] = [];
  return {
    now: () => now,
    after(ms, callback) {
      const entry = { at: now + ms, callback };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((other) => other !== entry);
      };
    },
    pass(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        waiting = waiting.filter((other) => other !== next);
        now = next.at;
        next.callback();
      }
      now = end;
    },
  };
};
