import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../../kiosk-config/index.ts';
import { readInventory, type InventoryLine } from '../spool/inventory.ts';
import { isSubmissionId } from '../spool/layout.ts';
import { ownSpool } from '../spool/single-owner.ts';
import { exportUnsent, release, retire } from '../spool/taking-out.ts';
import { uploadSchedule } from '../upload/schedule.ts';

// `npm run spool -- status|release ID|export DIR|retire [--spool DIR] [--device FILE] [--medium DIR] [--key FILE]... [--json]`

const USAGE = `usage: npm run spool -- <command> [--spool DIR]   (default data/kiosk/spool)
  status [--json] [--device FILE]
                               what waits, what is set aside and why, when the schedule sends next; nothing personal.
                               FILE: the kiosk's device.json (default beside the spool)
  release ID                   put a submission that was set aside back into the queue
  export DIR                   copy everything unsent, sealed, to a medium (stop the kiosk first)
  retire [--medium DIR] [--key FILE]...
                               remove the spool and erase the key files, if all was delivered or lies on the medium`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    spool: { type: 'string', default: 'data/kiosk/spool' },
    device: { type: 'string' },
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
    line.reason === null
      ? line.last
      : `${line.last} (${[line.reason, ...line.problems].join(', ')})`,
  ].join('  ');

const sitesFolder = join(import.meta.dirname, '../../kiosk-config/sites');

/** When the site's schedule sends what waits next, in words and as ISO 8601; null where that cannot be said. */
const nextTransmission = (
  lines: readonly InventoryLine[],
): { at: string; words: string } | null => {
  const deviceFile = resolve(values.device ?? join(dirname(spool), 'device.json'));
  if (values.device === undefined && !existsSync(deviceFile)) return null;
  const loaded = loadConfig({ sitesFolder, deviceFile });
  if (!loaded.ok) return fail(loaded.faults.join('\n'));
  const { upload, openingHours } = loaded.config;
  const [oldest] = lines.filter(({ state }) => state === 'ready');
  if (oldest === undefined || oldest.acceptedAt === null) return null;
  const now = Date.now();
  const at = uploadSchedule(upload, openingHours)(Date.parse(oldest.acceptedAt), now);
  const { timeZone } = openingHours;
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const words =
    at <= now ? 'now, as soon as the line allows' : `${format.format(at)} (${timeZone})`;
  return { at: new Date(at).toISOString(), words };
};

const status = async (): Promise<void> => {
  const lines = await readInventory(spool);
  const next = nextTransmission(lines);
  if (values.json) {
    console.log(
      JSON.stringify({ nextTransmission: next?.at ?? null, submissions: lines }, null, 2),
    );
    return;
  }
  for (const line of lines) if (line.state !== 'purged') console.log(describe(line));
  const count = (state: string): number => lines.filter((line) => line.state === state).length;
  console.log(
    `${count('ready')} waiting, ${count('hold')} on hold, ${count('corrupt')} damaged, ` +
      `${count('delivered') + count('purged')} delivered`,
  );
  if (next !== null) console.log(`next transmission: ${next.words}`);
};

const releaseOne = async (): Promise<void> => {
  if (!isSubmissionId(argument)) return fail(`"${argument}" is not a submission id\n${USAGE}`);
  const released = await release(spool, argument, Date.now());
  if (!released.ok) fail(`${argument}: ${released.problem}, left where it is`);
  console.log(`${argument} waits again`);
};

/** What a running kiosk accepts meanwhile would be missing. */
const demandStopped = async (): Promise<void> => {
  if ((await ownSpool(spool)) === null) fail('The kiosk still runs: stop it first.');
};

const exportAll = async (): Promise<void> => {
  if (argument === '') fail(USAGE);
  await demandStopped();
  await mkdir(argument, { recursive: true });
  const { exported, damaged, notCopied } = await exportUnsent(spool, resolve(argument), Date.now());
  console.log(`${exported} copied and read back, ${damaged} damaged ones copied as they are`);
  if (notCopied.length > 0)
    fail(`NOT copied, ${notCopied.length} could not be read or written:\n${notCopied.join('\n')}`);
};

const retireKiosk = async (): Promise<void> => {
  await demandStopped();
  const medium = values.medium === undefined ? null : resolve(values.medium);
  const retired = await retire(spool, medium, values.key);
  if (!retired.ok) {
    const { unsent, missingKeys } = retired.problem;
    if (missingKeys.length > 0) fail(`Not removed: no such key file: ${missingKeys.join(', ')}`);
    fail(
      `Not removed: ${unsent.length} submissions are neither delivered nor whole on the medium:\n` +
        unsent.join('\n'),
    );
  }
  console.log('The spool was removed and the keys were erased.');
};

if (!existsSync(spool)) fail(`${spool}: no such spool`);

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
