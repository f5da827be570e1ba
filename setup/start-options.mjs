import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CannotGoOn } from './terminal.mjs';

const USAGE = `Usage: npm start -- [options]

  --scanner SPEC   the scanner: "virtual" (default), "scanimage:test:0", any configured driver
  --data DIR       where the demo kiosk keeps its keys and its queue (default: ./data)
  --unattended     perform one journey under a virtual display even if there is a real one
  --help           this text`;

/**
 * @typedef {object} StartOptions
 * @property {string} scanner
 * @property {string} data absolute
 * @property {boolean} unattended
 */

const hasDisplay = () =>
  process.platform !== 'linux' ||
  Boolean(process.env['DISPLAY']) ||
  Boolean(process.env['WAYLAND_DISPLAY']);

/**
 * @param {readonly string[]} args
 * @returns {StartOptions | null} null: only the usage was asked for, and printed
 */
export function startOptions(args) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        scanner: { type: 'string', default: 'virtual' },
        data: { type: 'string', default: 'data' },
        unattended: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.log(USAGE);
      return null;
    }
    const unattended = values.unattended || !hasDisplay();
    return { scanner: values.scanner, data: resolve(values.data), unattended };
  } catch (problem) {
    throw new CannotGoOn(
      `${problem instanceof Error ? problem.message : String(problem)}\n\n${USAGE}`,
    );
  }
}
