import { scanProblem, type ScanProblem } from './scan-problem.ts';
import type { PaperSource, ScanSettings, ScannerCapabilities } from './scanner.ts';

/**
 * Why a device cannot do what is asked, or null if it can. Nothing is silently done differently.
 * @param settings what the application asks
 * @param can what the device reports about itself
 */
export const refusalOf = (settings: ScanSettings, can: ScannerCapabilities): ScanProblem | null => {
  const refuse = (detail: string): ScanProblem => scanProblem('refused-settings', detail);
  if (settings.source !== 'auto' && !can.sources.includes(settings.source))
    return refuse(`the device has no ${settings.source}, only: ${can.sources.join(', ')}`);
  if (!can.modes.includes(settings.mode))
    return refuse(`the device cannot scan ${settings.mode}, only: ${can.modes.join(', ')}`);
  if (!can.resolutions.includes(settings.dpi))
    return refuse(
      `the device cannot scan ${settings.dpi} dpi, only: ${can.resolutions.join(', ')}`,
    );
  if (settings.duplex && !can.duplex) return refuse('the device cannot scan both sides');
  return null;
};

/**
 * Where to scan from. 'auto' takes the feeder, unless the device knows it to be empty and has a glass.
 * @param paperInFeeder what the device senses; null where it cannot tell
 */
export const chooseSource = (
  asked: ScanSettings['source'],
  can: ScannerCapabilities,
  paperInFeeder: boolean | null,
): PaperSource => {
  if (asked !== 'auto') return asked;
  const feeder = can.sources.includes('feeder');
  const glass = can.sources.includes('glass');
  return feeder && !(glass && paperInFeeder === false) ? 'feeder' : glass ? 'glass' : 'feeder';
};

/**
 * The settings nearest to what is wished that the device can do, for applications that would rather scan than be
 * refused: both sides only where it can, the next better mode, and the next higher resolution, else its highest.
 */
export const fitSettings = (wish: ScanSettings, can: ScannerCapabilities): ScanSettings => {
  const modes = (['bitonal', 'grey', 'colour'] as const).filter((mode) => can.modes.includes(mode));
  const order = { bitonal: 0, grey: 1, colour: 2 };
  const better = modes.find((mode) => order[mode] >= order[wish.mode]);
  return {
    ...wish,
    source: wish.source === 'auto' || can.sources.includes(wish.source) ? wish.source : 'auto',
    duplex: wish.duplex && can.duplex,
    mode: better ?? modes.at(-1) ?? wish.mode,
    dpi: can.resolutions.find((dpi) => dpi >= wish.dpi) ?? can.resolutions.at(-1) ?? wish.dpi,
  };
};
