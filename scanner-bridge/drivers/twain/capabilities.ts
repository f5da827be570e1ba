import type { ColourMode, ScannerCapabilities } from '../../scanner.ts';
import { cap, dat, dg, msg, pixelType, rc } from './constants.ts';
import { containerBytes, oneValue, readContainer, type CapabilityValues } from './containers.ts';
import type { Dsm } from './dsm.ts';
import { sizes } from './structs.ts';

/** Asks an open source for a capability; null where it has none or answers nonsense. */
const getCapability = (
  dsm: Dsm,
  source: Buffer,
  id: number,
  message: number = msg.get,
): CapabilityValues | null => {
  const request = Buffer.alloc(sizes.capability);
  request.writeUInt16LE(id, 0);
  request.writeUInt16LE(0xffff, 2);
  if (dsm.call(source, dg.control, dat.capability, message, request) !== rc.success) return null;
  const kind = request.readUInt16LE(2);
  const handle = request.readBigUInt64LE(4);
  if (handle === 0n) return null;
  const bytes = dsm.readHandle(handle, 6, (head) => containerBytes(kind, head));
  dsm.freeHandle(handle);
  return readContainer(kind, bytes);
};

/** Sets a capability and reads back what the source really took; null if it has none. */
export const setCapability = (
  dsm: Dsm,
  source: Buffer,
  id: number,
  itemType: number,
  value: number,
): number | null => {
  const request = Buffer.alloc(sizes.capability);
  request.writeUInt16LE(id, 0);
  request.writeUInt16LE(5, 2);
  const handle = dsm.newHandle(oneValue(itemType, value));
  request.writeBigUInt64LE(handle, 4);
  dsm.call(source, dg.control, dat.capability, msg.set, request);
  dsm.freeHandle(handle);
  return getCapability(dsm, source, id, msg.getCurrent)?.current ?? null;
};

const usual = [75, 100, 150, 200, 240, 300, 400, 600, 1200];

const modesOf = (dsm: Dsm, source: Buffer): readonly ColourMode[] => {
  const types = getCapability(dsm, source, cap.pixelType)?.values ?? [pixelType.colour];
  return (['colour', 'grey', 'bitonal'] as const).filter((mode) => types.includes(pixelType[mode]));
};

const resolutionsOf = (dsm: Dsm, source: Buffer): readonly number[] => {
  const values = (getCapability(dsm, source, cap.xResolution)?.values ?? [])
    .map((value) => Math.round(value))
    .filter((value) => value > 0);
  // A range of every single number is shown by its usual ones.
  const few = values.length > 40 ? usual.filter((dpi) => values.includes(dpi)) : values;
  return few.length === 0 ? [300] : [...new Set(few)].sort((a, b) => a - b);
};

/** What an open source can do. A source that knows no feeder has a glass. */
export const capabilitiesOfSource = (dsm: Dsm, source: Buffer): ScannerCapabilities => {
  const feeder = getCapability(dsm, source, cap.feederEnabled);
  const both = feeder === null || feeder.values.includes(0);
  const duplex = getCapability(dsm, source, cap.duplex)?.current ?? 0;
  return {
    sources: feeder === null ? ['glass'] : both ? ['feeder', 'glass'] : ['feeder'],
    duplex: duplex > 0,
    modes: modesOf(dsm, source),
    resolutions: resolutionsOf(dsm, source),
    sensesPaper: getCapability(dsm, source, cap.feederLoaded) !== null,
  };
};

/** Whether paper lies in the feeder; null where the source cannot tell. */
export const paperInFeeder = (dsm: Dsm, source: Buffer): boolean | null => {
  const loaded = getCapability(dsm, source, cap.feederLoaded, msg.getCurrent)?.current;
  return loaded === undefined || loaded === null ? null : loaded !== 0;
};
