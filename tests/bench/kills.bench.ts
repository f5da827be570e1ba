import { kills } from '../endurance/kills.ts';
import { median, percentile } from '../endurance/trend.ts';
import type { BenchResult } from './bench.ts';

/** How often each part is killed; `EINWURF_REPETITIONS=200 npm run bench -- kills` for the long run. */
const EACH = Number(process.env['EINWURF_REPETITIONS'] ?? 8);
const MOST_MS = 100 * 60_000;

/** How soon a customer goes on after a part of the kiosk was killed, beside a whole visit in which nothing is. */
export const measure = async (): Promise<BenchResult[]> => {
  const progress = (text: string): void => console.log(text);
  const result = await kills({ each: EACH, mostMs: MOST_MS, progress });
  const faults = [...result.strangers, ...result.notOnce];
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const peer = { name: 'a whole visit without a kill', value: result.calmVisitMs };
  return result.parts.flatMap(({ part, kills: count, backMs }) =>
    (
      [
        ['median', median(backMs)],
        ['98 of 100', percentile(backMs, 0.98)],
        ['worst', Math.max(0, ...backMs)],
      ] as const
    ).map(([which, value]) => ({
      name: `${part} killed ${count} times: back, ${which}`,
      value,
      unit: 'ms',
      peer,
      ratio: value / peer.value,
    })),
  );
};
