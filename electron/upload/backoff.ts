const FIRST_MS = 1_000;
const LONGEST_MS = 30 * 60_000;

/**
 * How long to wait before the next attempt, in milliseconds: doubling from one second, at most half an hour,
 * with a random half so that the kiosks of a site do not knock together. It never gives up.
 * @param failures attempts that failed in a row, from 1
 * @param random from 0 up to 1
 * @param atLeastMs what the other side asked for
 */
export const backoffMs = (failures: number, random: number, atLeastMs = 0): number => {
  const step = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(Math.max(failures, 1) - 1, 30));
  return Math.max(Math.round(step / 2 + (step / 2) * random), Math.min(atLeastMs, LONGEST_MS));
};
