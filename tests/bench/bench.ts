/** One measured thing beside a peer measured in the same run on the same input. */
export interface BenchResult {
  /** What was measured, e.g. "100 pages to PDF". */
  readonly name: string;
  readonly value: number;
  /** Unit of value and peer, e.g. "ms". */
  readonly unit: string;
  /** What the peer is and what it needed; null where there is nothing to compare with. */
  readonly peer: { readonly name: string; readonly value: number } | null;
  /** value divided by the peer's value. */
  readonly ratio: number | null;
}

/** A result beside its peer. */
export const compared = (
  name: string,
  value: number,
  unit: string,
  peer: { readonly name: string; readonly value: number },
): BenchResult => ({ name, value, unit, peer, ratio: value / peer.value });

/**
 * A size of a bench, made smaller by `EINWURF_BENCH_SCALE` (0 to 1) for trying the bench itself. What is measured says
 * the size it really had.
 */
export const scaled = (size: number): number =>
  Math.max(1, Math.round(size * Number(process.env['EINWURF_BENCH_SCALE'] ?? 1)));

/** The median of several runs' duration, ms. */
export const medianMs = async (runs: number, run: () => Promise<unknown>): Promise<number> => {
  const times: number[] = [];
  for (let count = 0; count < runs; count += 1) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return times[runs >> 1] ?? 0;
};
