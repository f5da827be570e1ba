import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readInventory, type InventoryLine } from '../inventory.ts';
import { isSubmissionId } from '../layout.ts';
import { exportUnsent, release, retire } from '../taking-out.ts';

// `npm run spool -- status|release ID|export DIR|retire [--spool DIR] [--medium DIR] [--key FILE]... [--json]`

const USAGE = `usage: npm run spool -- <command> [--spool DIR]   (default data/kiosk/spool)
  status [--json]              what waits, what is set aside and why; nothing personal
  release ID                   put a submission that was set aside back into the queue
  export DIR                   copy everything unsent, sealed, to a medium (stop the kiosk first)
  retire [--medium DIR] [--key FILE]...
                               remove the spool and erase the key files, if all was delivered or lies on the medium`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    spool: { type: 'string', default: 'data/kiosk/spool' },
    medium: { type: 'string' },
    key: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
  },
});
const spool = resolve(values.spool);
const [command, argument = ''] = positionals;

const fail: (text: string) => never = (text) => {
  console.error(text);
  process.exit(1);
};

const describe = (line: InventoryLine): string =>
  [
    line.state.padEnd(9),
    line.id,
    (line.acceptedAt ?? 'unknown').padEnd(24),
    `${Math.ceil(line.bytes / 1024)} KiB`.padStart(10),
    `${line.attempts} failed attempts`,
    line.last,
  ].join('  ');

const status = async (): Promise<void> => {
  const lines = await readInventory(spool);
  if (values.json) {
    console.log(JSON.stringify(lines, null, 2));
    return;
  }
  for (const line of lines) if (line.state !== 'purged') console.log(describe(line));
  const count = (state: string): number => lines.filter((line) => line.state === state).length;
  console.log(
    `${count('ready')} waiting, ${count('hold')} on hold, ${count('corrupt')} damaged, ` +
      `${count('delivered') + count('purged')} delivered`,
  );
};

const releaseOne = async (): Promise<void> => {
  if (!isSubmissionId(argument)) return fail(`"${argument}" is not a submission id\n${USAGE}`);
  const released = await release(spool, argument, Date.now());
  if (!released.ok) fail(`${argument}: ${released.problem}, left where it is`);
  console.log(`${argument} waits again`);
};

const exportAll = async (): Promise<void> => {
  if (argument === '') fail(USAGE);
  await mkdir(argument, { recursive: true });
  const { exported, damaged } = await exportUnsent(spool, resolve(argument), Date.now());
  console.log(`${exported} copied and read back, ${damaged} damaged ones copied as they are`);
};

const retireKiosk = async (): Promise<void> => {
  const medium = values.medium === undefined ? null : resolve(values.medium);
  const retired = await retire(spool, medium, values.key);
  if (!retired.ok) {
    const { unsent, missingKeys } = retired.problem;
    if (missingKeys.length > 0) fail(`Not removed: no such key file: ${missingKeys.join(', ')}`);
    fail(
      `Not removed: ${unsent.length} submissions are neither delivered nor on the medium:\n` +
        unsent.join('\n'),
    );
  }
  console.log('The spool was removed and the keys were erased.');
};

switch (command) {
  case 'status':
    await status();
    break;
  case 'release':
    await releaseOne();
    break;
  case 'export':
    await exportAll();
    break;
  case 'retire':
    await retireKiosk();
    break;
  default:
    fail(USAGE);
}
