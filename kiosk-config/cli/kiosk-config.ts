import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../load.ts';
import { explain } from '../explain.ts';
import { attendantCommand } from './attendant.ts';
import { auditCommand } from './audit.ts';

const USAGE = `Usage: npm run kiosk-config -- COMMAND [--device FILE] [--sites FOLDER]

  check   says whether a kiosk would start with this configuration, and if not, every fault
  show    prints every setting, its value, and the file it comes from

  attendant add NUMBER [--role attendant|technician]
          adds an attendant (two digits), or changes role and PIN; asks for the PIN, which is never stored
  attendant card NUMBER      the next card held to the reader stands for this number
  attendant unblock NUMBER   lets a number in again after too many wrong PINs
  attendant remove NUMBER
  attendant list

  audit [--expect COUNT:HASH]
          checks the audit log: nothing altered, removed, put in another order or cut off

  --device FILE    the device's file (default: data/kiosk/device.json)
  --sites FOLDER   the sites' files (default: kiosk-config/sites)`;

const configuration = (command: 'check' | 'show', device: string, sites: string): number => {
  const result = loadConfig({ deviceFile: resolve(device), sitesFolder: resolve(sites) });
  if (!result.ok) {
    for (const fault of result.faults) console.error(fault);
    return 1;
  }
  if (command === 'show') for (const line of explain(result.layers)) console.log(line);
  else console.log(`${device}: good. Site: ${result.config.site.name}.`);
  return 0;
};

const told = ({ said, good }: { readonly said: string; readonly good: boolean }): number => {
  if (good) console.log(said);
  else console.error(said);
  return good ? 0 : 1;
};

/** Runs the command; returns the exit code (0 good, 1 faults found, 2 not understood). */
const run = async (args: readonly string[]): Promise<number> => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      device: { type: 'string', default: 'data/kiosk/device.json' },
      sites: { type: 'string', default: 'kiosk-config/sites' },
      role: { type: 'string', default: 'attendant' },
      expect: { type: 'string' },
    },
  });
  const [command, ...words] = positionals;
  const dataFolder = dirname(resolve(values.device));
  switch (command) {
    case 'check':
    case 'show':
      return configuration(command, values.device, values.sites);
    case 'attendant':
      return told(await attendantCommand(dataFolder, words, values.role));
    case 'audit':
      return told(auditCommand(dataFolder, values.expect));
    default:
      console.error(USAGE);
      return 2;
  }
};

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  // parseArgs throws on options it does not know; the disk may refuse.
  console.error(error instanceof Error ? error.message : error);
  console.error(USAGE);
  process.exitCode = 2;
}
