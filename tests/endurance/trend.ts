const middle = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const [below = 0, above = 0] = [sorted[half - 1], sorted[half]];
  return sorted.length % 2 === 1 ? above : (below + above) / 2;
};

export const median = middle;

/** The value below which this share of all lies. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
};

/**
 * How steeply values rise from one to the next: the median of the slopes between all pairs (Theil and Sen), which a
 * few strays cannot bend.
 */
const slope = (values: readonly number[]): number =>
  values.length < 2
    ? 0
    : middle(
        values.flatMap((value, at) =>
          values.slice(at + 1).map((later, ahead) => (later - value) / (ahead + 1)),
        ),
      );

/** By how much values rise over their second half, beside the level there. */
export const growth = (
  values: readonly number[],
): { readonly rise: number; readonly level: number } => {
  const half = values.slice(values.length >> 1);
  return { rise: slope(half) * Math.max(0, half.length - 1), level: middle(half) };
};
