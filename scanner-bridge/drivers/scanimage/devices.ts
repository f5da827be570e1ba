import type { ScannerDevice } from '../../scanner.ts';
import type { ScanimageConfig } from '../driver-config.ts';
import { runProgram } from './program.ts';

/** A device with the name SANE gives it now, which may change with its port. */
export interface NamedDevice {
  readonly name: string;
  readonly device: ScannerDevice;
}

/** Reads lines of NAME, vendor and model, separated by tabs. */
const parseDeviceList = (
  text: string,
): readonly { readonly name: string; readonly manufacturer: string; readonly model: string }[] =>
  text
    .split('\n')
    .map((line) => line.split('\t'))
    .flatMap(([name = '', manufacturer = '', model]) =>
      name === '' || model === undefined ? [] : [{ name, manufacturer, model }],
    );

const backendOf = (name: string): string => name.split(':')[0] ?? name;

/** A name for the machine rather than its port: by make and model, unless two of a kind are there. */
const stableId = (
  { name, manufacturer, model }: { name: string; manufacturer: string; model: string },
  all: readonly { manufacturer: string; model: string }[],
): string =>
  all.filter((other) => other.manufacturer === manufacturer && other.model === model).length === 1
    ? `${backendOf(name)}:${manufacturer} ${model}`
    : name;

/**
 * The devices that can be had now. A configured device is the only one, listed under its configured name even where
 * SANE finds it under another one by now.
 * @param known devices seen before, by id
 */
export const listDevices = async (
  config: ScanimageConfig,
  known: ReadonlyMap<string, NamedDevice>,
): Promise<readonly NamedDevice[]> => {
  const { stdout } = await runProgram(config, ['-f', '%d\t%v\t%m%n']);
  const found = parseDeviceList(stdout);
  if (config.device === undefined)
    return found.map((entry) => ({
      name: entry.name,
      device: { id: stableId(entry, found), manufacturer: entry.manufacturer, model: entry.model },
    }));
  const wanted = config.device;
  const before = known.get(wanted)?.device;
  const alike = found.filter(
    ({ manufacturer, model }) => manufacturer === before?.manufacturer && model === before.model,
  );
  const entry =
    found.find(({ name }) => name === wanted) ?? (alike.length === 1 ? alike[0] : undefined);
  if (entry !== undefined)
    return [
      {
        name: entry.name,
        device: { id: wanted, manufacturer: entry.manufacturer, model: entry.model },
      },
    ];
  // Network devices need not be announced: they are there if they can be opened.
  const opened = await runProgram(config, ['-d', wanted, '--dont-scan']);
  const device = before ?? { id: wanted, manufacturer: 'SANE', model: wanted };
  return opened.code === 0 ? [{ name: wanted, device }] : [];
};
