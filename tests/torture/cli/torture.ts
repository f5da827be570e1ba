import { parseArgs } from 'node:util';
import { torture } from '../torture.ts';

// `npm run torture -- [--seed N] [--submissions N] [--faults SHARE] [--minutes N]`: the long run; ends with 0 only if nothing was
// lost, doubled or called delivered without proof.

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    submissions: { type: 'string', default: '1000' },
    faults: { type: 'string', default: '0.15' },
    minutes: { type: 'string', default: '600' },
  },
});
console.log(`seed ${values.seed}`);
const result = await torture({
  seed: Number(values.seed),
  submissions: Number(values.submissions),
  faultShare: Number(values.faults),
  longestLifeMs: 7_000,
  mostMs: Number(values.minutes) * 60_000,
  progress: (text) => process.stdout.write(`\r${text}   `),
});
console.log(`\n${JSON.stringify(result, null, 2)}`);
const clean = [result.lost, result.doubled, result.unproven].every((list) => list.length === 0);
console.log(
  `${result.receipts} receipts: ${result.lost.length} lost, ${result.doubled.length} doubled, ` +
    `${result.unproven.length} delivered without proof`,
);
process.exit(clean ? 0 : 1);
