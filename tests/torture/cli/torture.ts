import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { torture } from '../torture.ts';

// `npm run torture -- [--seed N] [--submissions N] [--faults SHARE] [--minutes N] [--folder DIR] [--store folder|s3]`: the
// long run; with `s3` two intakes share a bucket, which goes away now and then (needs Swift and Redis). Ends with 0
// only if every receipt given has its one document at the intake and every delivery its proof; with 1 if not; with 3 if
// the minutes were over before: the same command with the same folder goes on, and only the whole run is judged.

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    submissions: { type: 'string', default: '1000' },
    faults: { type: 'string', default: '0.15' },
    minutes: { type: 'string', default: '600' },
    folder: { type: 'string' },
    store: { type: 'string', default: 'folder' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help || (values.store !== 'folder' && values.store !== 's3')) {
  console.log(
    'npm run torture -- [--seed N] [--submissions N] [--faults SHARE] [--minutes N] [--folder DIR] [--store folder|s3]',
  );
  process.exit(values.help ? 0 : 2);
}
const store = values.store === 's3' ? 's3' : 'folder';
const NOT_JUDGED = 3;
const folder = resolve(values.folder ?? mkdtempSync(join(tmpdir(), 'einwurf-torture-')));
mkdirSync(folder, { recursive: true });
console.log(`seed ${values.seed}, folder ${folder}`);
const result = await torture({
  folder,
  seed: Number(values.seed),
  submissions: Number(values.submissions),
  store,
  faultShare: Number(values.faults),
  longestLifeMs: 7_000,
  mostMs: Number(values.minutes) * 60_000,
  progress: (text) => process.stdout.write(`\r${text}   `),
});
console.log(`\n${JSON.stringify(result, null, 2)}`);
if (result.kind === 'unfinished') {
  console.log(
    `Not judged: ${result.receipts} receipts so far, ${result.waiting} wait. The same command with --folder ${folder} goes on.`,
  );
  process.exit(NOT_JUDGED);
}
const { receipts, lost, doubled, unproven, undelivered } = result;
console.log(
  `${receipts} receipts: ${lost.length} lost, ${doubled.length} doubled, ` +
    `${unproven.length} delivered without proof, ${undelivered.length} not delivered`,
);
const clean = [lost, doubled, unproven, undelivered].every((list) => list.length === 0);
if (clean && values.folder === undefined) rmSync(folder, { recursive: true, force: true });
process.exit(clean ? 0 : 1);
