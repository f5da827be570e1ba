import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { soak } from '../soak.ts';

// `npm run soak -- [--visits N] [--every N] [--minutes N] [--samples FILE]`: customers one after the other in real
// Electron; ends with 0 only if no process grew and every receipt has its document.

const { values } = parseArgs({
  options: {
    visits: { type: 'string', default: '2000' },
    every: { type: 'string', default: '50' },
    minutes: { type: 'string', default: '120' },
    samples: { type: 'string' },
  },
});
const result = await soak({
  visits: Number(values.visits),
  every: Number(values.every),
  mostMs: Number(values.minutes) * 60_000,
  progress: (text) => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`),
});
if (values.samples !== undefined)
  writeFileSync(values.samples, JSON.stringify(result.samples, null, 1));
const round = (value: number): string => value.toFixed(Math.abs(value) < 10 ? 2 : 0);
console.log('\n| What | First | Last | Rise over the second half | Allowed | |\n|-|-|-|-|-|-|');
for (const { what, first, last, rise, allowed, good } of result.verdicts)
  console.log(
    `| ${what} | ${[first, last, rise, allowed].map(round).join(' | ')} | ${good ? 'good' : 'BAD'} |`,
  );
const { visits, minutes, receipts, withoutReceipt, notOnce, problems } = result;
console.log(
  `\n${visits} visits in ${minutes.toFixed(1)} minutes, ${receipts} receipts, ${withoutReceipt} visits without one, ` +
    `${notOnce.length} receipts or documents without exactly one of the other, ${problems.length} problems` +
    (problems.length > 0 ? `: ${[...new Set(problems)].join(', ')}` : ''),
);
const good =
  result.verdicts.every((verdict) => verdict.good) && notOnce.length === 0 && withoutReceipt === 0;
console.log(good ? 'good' : 'BAD');
process.exit(good ? 0 : 1);
