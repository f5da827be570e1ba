import { parseArgs } from 'node:util';
import { kills } from '../kills.ts';
import { median, percentile } from '../trend.ts';

// `npm run kills -- [--each N] [--minutes N]`: kills parts of a real kiosk at random moments of visits; ends with 0 only if
// nobody saw another customer's page and every receipt has exactly one document.

const { values } = parseArgs({
  options: {
    each: { type: 'string', default: '200' },
    minutes: { type: 'string', default: '120' },
  },
});
const result = await kills({
  each: Number(values.each),
  mostMs: Number(values.minutes) * 60_000,
  progress: (text) => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`),
});
for (const { part, kills: count, backMs, at } of result.parts) {
  const [middle, late, worst] = [median(backMs), percentile(backMs, 0.98), Math.max(0, ...backMs)];
  console.log(
    `${part}: ${count} kills; back after ${Math.round(middle)} ms (median), ${Math.round(late)} ms (98 of 100), ` +
      `${Math.round(worst)} ms (worst of ${backMs.length})\n  at ${JSON.stringify(at)}`,
  );
}
const { visits, minutes, strangers, notOnce, calmVisitMs, withoutReceipt, problems } = result;
for (const line of [...strangers, ...notOnce]) console.log(line);
console.log(
  `${visits} visits in ${minutes.toFixed(1)} minutes (a calm one: ${Math.round(calmVisitMs)} ms); ` +
    `customers were told ${JSON.stringify(problems)}, ${withoutReceipt} left without a receipt; ` +
    `${strangers.length} saw or got something of another customer's, ` +
    `${notOnce.length} receipts or documents without exactly one of the other`,
);
const good = strangers.length === 0 && notOnce.length === 0;
console.log(good ? 'good' : 'BAD');
process.exit(good ? 0 : 1);
