/** How many requests are let through: `burst` at once, `perSecond` in the long run. */
export interface Pace {
  readonly burst: number;
  readonly perSecond: number;
}

/**
 * A token bucket.
 * @param now clock in milliseconds
 * @returns whether one more request may pass now
 */
export const createPacer = ({ burst, perSecond }: Pace, now: () => number): (() => boolean) => {
  let tokens = burst;
  let filledAt = now();
  return () => {
    const at = now();
    // A clock that was set back gives nothing away.
    tokens = Math.min(burst, tokens + (Math.max(0, at - filledAt) / 1000) * perSecond);
    filledAt = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
};
