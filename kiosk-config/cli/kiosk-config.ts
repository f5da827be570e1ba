import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../load.ts';
import { explain } from '../explain.ts';

const USAGE = `Usage: npm run kiosk-config -- check|show [--device FILE] [--sites FOLDER]

  check   says whether a kiosk would start with this configuration, and if not, every fault
  show    prints every setting, its value, and the file it comes from

  --device FILE    the device's file (default: data/kiosk/device.json)
  --sites FOLDER   the sites' files (default: kiosk-config/sites)`;

/** Runs the command; returns the exit code (0 good, 1 faults found, 2 not understood). */
const run = (args: readonly string[]): number => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      device: { type: 'string', default: 'data/kiosk/device.json' },
      sites: { type: 'string', default: 'kiosk-config/sites' },
    },
  });
  const [command] = positionals;
  if (command !== 'check' && command !== 'show') {
    console.error(USAGE);
    return 2;
  }
  const result = loadConfig({
    deviceFile: resolve(values.device),
    sitesFolder: resolve(values.sites),
  });
  if (!result.ok) {
    for (const fault of result.faults) console.error(fault);
    return 1;
  }
  if (command === 'show') for (const line of explain(result.layers)) console.log(line);
  else console.log(`${values.device}: good. Site: ${result.config.site.name}.`);
  return 0;
};

try {
  process.exitCode = run(process.argv.slice(2));
} catch (error) {
  // parseArgs throws on options it does not know.
  console.error(error instanceof Error ? error.message : error);
  console.error(USAGE);
  process.exitCode = 2;
}
