import { parseArgs } from 'node:util';

import { parseDriverConfig, type DriverConfig } from '../index.ts';

export const usage = `npm run scanners -- list|caps|scan|watch|doctor [options]

  --driver NAME         virtual, scanimage, escl or twain (default scanimage)
  --device ID-OR-URL    SANE device, eSCL address, part of a TWAIN source's name, or a virtual script or folder
  --dsm FILE            TWAIN data source manager
  --out DIR             where 'scan' writes pages and every command its report (default .)
  --pages N             at most so many pages (default 100)
  --source feeder|glass left out: the bridge chooses
  --dpi N               default 300
  --mode colour|grey|bitonal
  --duplex              both sides
  --json                machine-readable output`;

export const commands = ['list', 'caps', 'scan', 'watch', 'doctor'] as const;
export type Command = (typeof commands)[number];

/** What the command line asks for. */
export interface Wish {
  readonly command: Command;
  readonly driver: DriverConfig;
  readonly out: string;
  readonly pages: number;
  readonly source: 'auto' | 'feeder' | 'glass';
  readonly dpi: number;
  readonly mode: 'colour' | 'grey' | 'bitonal';
  readonly duplex: boolean;
  readonly json: boolean;
}

const driverFrom = (
  driver: string,
  device: string | undefined,
  dsm: string | undefined,
): unknown => {
  const at = (name: string): object => (device === undefined ? {} : { [name]: device });
  switch (driver) {
    case 'virtual':
      if (device === undefined) return { driver };
      return device.endsWith('.json') ? { driver, script: device } : { driver, pages: [device] };
    case 'escl':
      return { driver, ...at('url') };
    case 'twain':
      return { driver, ...at('source'), ...(dsm === undefined ? {} : { dsm }) };
    default:
      return { driver, ...at('device') };
  }
};

const oneOf = <Word extends string>(words: readonly Word[], word: string): Word | undefined =>
  words.find((known) => known === word);

const wholeNumber = (text: string): number | null =>
  /^[1-9]\d{0,4}$/.test(text) ? Number(text) : null;

/** Reads the arguments; a sentence saying what is allowed where they cannot be followed. */
export const parseWish = (args: readonly string[]): Wish | string => {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        driver: { type: 'string', default: 'scanimage' },
        device: { type: 'string' },
        dsm: { type: 'string' },
        out: { type: 'string', default: '.' },
        pages: { type: 'string', default: '100' },
        source: { type: 'string', default: 'auto' },
        dpi: { type: 'string', default: '300' },
        mode: { type: 'string', default: 'colour' },
        duplex: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return error instanceof Error ? error.message : 'these arguments cannot be read';
  }
  const { values, positionals } = parsed;
  const command = oneOf(commands, positionals[0] ?? '');
  if (command === undefined || positionals.length !== 1)
    return `name one of ${commands.join(', ')}`;
  const source = oneOf(['auto', 'feeder', 'glass'], values.source);
  if (source === undefined) return '--source must be feeder or glass';
  const mode = oneOf(['colour', 'grey', 'bitonal'], values.mode);
  if (mode === undefined) return '--mode must be colour, grey or bitonal';
  const pages = wholeNumber(values.pages);
  if (pages === null) return '--pages must be a whole number from 1';
  const dpi = wholeNumber(values.dpi);
  if (dpi === null) return '--dpi must be a whole number from 1';
  const driver = parseDriverConfig(driverFrom(values.driver, values.device, values.dsm));
  if (!driver.ok) return `--driver/--device: ${driver.problem}`;
  const { out, duplex, json } = values;
  return { command, driver: driver.value, out, pages, source, dpi, mode, duplex, json };
};
