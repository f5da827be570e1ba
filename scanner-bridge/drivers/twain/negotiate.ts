import { scanProblem, type ScanProblem } from '../../scan-problem.ts';
import type { PaperSource, ScanSettings } from '../../scanner.ts';
import { setCapability } from './capabilities.ts';
import {
  cap,
  doubleFeedBy,
  mechanism,
  pageSize,
  pixelType,
  type,
  type Mechanism,
} from './constants.ts';
import type { Dsm } from './dsm.ts';

const inches = 0;

/**
 * Sets an open source up for a scan and reads back what it took. What it took otherwise is refused, not passed over.
 * @returns the transfer mechanism agreed on, or what the source refused
 */
export const negotiate = (
  dsm: Dsm,
  source: Buffer,
  from: PaperSource,
  settings: ScanSettings,
  mechanisms: readonly Mechanism[],
): Mechanism | ScanProblem => {
  const set = (id: number, itemType: number, value: number): number | null =>
    setCapability(dsm, source, id, itemType, value);
  /** The first of the wishes that the source takes; else what it has instead, null where it knows no such thing. */
  const setFirst = (id: number, wishes: readonly number[]): number | null => {
    let took: number | null = null;
    for (const wish of wishes) {
      took = set(id, type.uint16, wish);
      if (took === null || took === wish) break;
    }
    return took;
  };
  const refused = (what: string, took: number | null): ScanProblem =>
    scanProblem('refused-settings', `the source took ${took ?? 'nothing'} for ${what}`);
  const feeder = from === 'feeder' ? 1 : 0;
  const tookFeeder = set(cap.feederEnabled, type.bool, feeder);
  if (tookFeeder !== null && (tookFeeder !== 0) !== (feeder === 1))
    return refused('the feeder', tookFeeder);
  if (feeder === 1) set(cap.autoFeed, type.bool, 1);
  const duplex = set(cap.duplexEnabled, type.bool, settings.duplex ? 1 : 0);
  if (settings.duplex && duplex !== null && duplex === 0) return refused('both sides', duplex);
  const pixel = set(cap.pixelType, type.uint16, pixelType[settings.mode]);
  if (pixel !== null && pixel !== pixelType[settings.mode])
    return refused('the colour mode', pixel);
  set(cap.units, type.uint16, inches);
  const dpi = set(cap.xResolution, type.fix32, settings.dpi);
  set(cap.yResolution, type.fix32, settings.dpi);
  if (dpi !== null && Math.abs(dpi - settings.dpi) >= 1) return refused('the resolution', dpi);
  // A smaller size than the paper's would cut writing off; the paper is found in a larger one later.
  const size = setFirst(cap.supportedSizes, [pageSize.a4, pageSize.none]);
  if (size !== null && size !== pageSize.a4 && size !== pageSize.none)
    return refused('the page size', size);
  if (feeder === 1) setFirst(cap.doubleFeedDetection, doubleFeedBy);
  set(cap.indicators, type.bool, 0);
  set(cap.xferCount, type.int16, feeder === 1 ? -1 : 1);
  for (const wish of mechanisms) {
    const took = set(cap.xferMech, type.uint16, mechanism[wish]);
    if (took === mechanism[wish]) return wish;
  }
  // Native transfer is what every source has to offer.
  return mechanisms.includes('native') ? 'native' : refused('the transfer', null);
};
