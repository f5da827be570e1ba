import { scanProblem, type ScanProblem } from '../../scan-problem.ts';
import {
  anyDevice,
  type ScanEvent,
  type Scanner,
  type ScannerDevice,
  type ScanSettings,
} from '../../scanner.ts';
import { chooseSource, refusalOf } from '../../settings.ts';
import type { DriverContext } from '../driver-context.ts';
import type { ScanimageConfig } from '../driver-config.ts';
import { runBatch } from './batch.ts';
import { capabilitiesFrom, paperLoaded, scanArguments } from './device-choices.ts';
import { parseDeviceOptions, type DeviceOption } from './device-options.ts';
import { listDevices, type NamedDevice } from './devices.ts';
import { runProgram } from './program.ts';
import { problemOfLine } from './sane-status.ts';

type Options = ReadonlyMap<string, DeviceOption>;

const paperPollMs = 1000;
// What setpriv ends with where it cannot find the program.
const notFound = 127;

const isOptions = (answer: Options | ScanProblem): answer is Options => answer instanceof Map;

/** A device that was there once and cannot be found now has been unplugged. */
const asUnplugged = (problem: ScanProblem, seen: boolean): ScanProblem =>
  seen && problem.kind === 'no-scanner' && !problem.detail.includes('ACCESS_DENIED')
    ? scanProblem('unplugged', problem.detail)
    : problem;

/** Scanners reached through SANE's program `scanimage`, without bindings. */
export const createScanimageScanner = (
  config: ScanimageConfig,
  context: DriverContext,
): Scanner => {
  const known = new Map<string, NamedDevice>();
  const cache = new Map<string, Options>();

  const list = async (): Promise<readonly NamedDevice[]> => {
    const devices = await listDevices(config, known);
    devices.forEach((device) => known.set(device.device.id, device));
    return devices;
  };
  const optionsAt = async (name: string): Promise<Options | ScanProblem> => {
    const { stdout, stderr, code } = await runProgram(config, ['-d', name, '-A']);
    const options = parseDeviceOptions(stdout);
    if (options.size > 0) return options;
    const said = stderr
      .split('\n')
      .map(problemOfLine)
      .find((problem) => problem !== null);
    if (said !== undefined) return said;
    return code === null || code === notFound
      ? scanProblem('no-scanner', `${config.program} cannot be started: ${stderr.slice(0, 200)}`)
      : scanProblem('driver-crashed', `scanimage -A ended with code ${code}`);
  };
  /** The name a device has now and its options. One that came back under another name is looked up anew. */
  const find = async (
    id: string,
    fresh: boolean,
  ): Promise<{ readonly name: string; readonly options: Options } | ScanProblem> => {
    const seen = known.has(id);
    const named = id === anyDevice ? (config.device ?? id) : id;
    const name = known.get(id)?.name ?? named;
    const cached = fresh ? undefined : cache.get(id);
    if (cached !== undefined) return { name, options: cached };
    let options = await optionsAt(name);
    let current = name;
    if (!isOptions(options) && options.kind === 'no-scanner') {
      const found = (await list()).find(({ device }) => device.id === id);
      if (found !== undefined && found.name !== name) {
        current = found.name;
        options = await optionsAt(current);
      }
    }
    if (!isOptions(options)) return asUnplugged(options, seen);
    cache.set(id, options);
    return { name: current, options };
  };
  const capabilitiesOf = (options: Options): ReturnType<typeof capabilitiesFrom> =>
    capabilitiesFrom(options, config.withoutSource, config.unknownDpi);

  /** Waits until the device senses paper; returns the options read last. */
  const awaitPaper = async (
    id: string,
    options: Options,
    waitMs: number,
    signal: AbortSignal,
  ): Promise<Options> => {
    let latest = options;
    for (let waited = 0; waited < waitMs && paperLoaded(latest) === false; waited += paperPollMs) {
      await context.wait(paperPollMs, signal);
      if (signal.aborted) return latest;
      const found = await find(id, true);
      if ('kind' in found) return latest;
      latest = found.options;
    }
    return latest;
  };

  async function* scan(
    id: string,
    settings: ScanSettings,
    signal: AbortSignal,
  ): AsyncGenerator<ScanEvent, void> {
    const refuse = function* (problem: ScanProblem): Generator<ScanEvent, void> {
      yield { kind: 'end', problem, pages: 0 };
    };
    const senses = cache.get(id)?.has('page-loaded') === true;
    const found = await find(id, senses);
    if ('kind' in found) return yield* refuse(found);
    const refused = refusalOf(settings, capabilitiesOf(found.options));
    if (refused !== null) return yield* refuse(refused);
    const options = await awaitPaper(id, found.options, settings.waitForPaperMs ?? 0, signal);
    if (signal.aborted) return yield* refuse(scanProblem('cancelled', 'cancelled'));
    const source = chooseSource(settings.source, capabilitiesOf(options), paperLoaded(options));
    const args = scanArguments(options, source, settings, config.options);
    const batch = {
      config,
      args: ['-d', found.name, ...args],
      source,
      duplex: settings.duplex,
      dpi: settings.dpi,
    };
    for await (const event of runBatch(batch, context, signal)) {
      if (event.kind !== 'end') yield event;
      else {
        if (event.problem !== null) cache.delete(id);
        const problem = event.problem === null ? null : asUnplugged(event.problem, true);
        yield { ...event, problem };
      }
    }
  }

  return {
    list: async (): Promise<readonly ScannerDevice[]> => (await list()).map(({ device }) => device),
    capabilities: async (id) => {
      const found = await find(id, false);
      return 'kind' in found ? found : capabilitiesOf(found.options);
    },
    feelsPaper: async (id) => {
      if (cache.get(id)?.has('page-loaded') === false) return null;
      const found = await find(id, true);
      return 'kind' in found ? null : paperLoaded(found.options);
    },
    scan,
    close: () => Promise.resolve(),
  };
};
