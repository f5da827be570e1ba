import type { ColourMode, PaperSource, ScannerCapabilities, ScanSettings } from '../../scanner.ts';
import type { DeviceOption } from './device-options.ts';

type Options = ReadonlyMap<string, DeviceOption>;

const a4Mm = { width: 210, height: 297 };
const usualResolutions = [75, 100, 150, 200, 240, 300, 400, 600, 1200];
const notPaper = /transparen|tpu|tma|slide|negative|film|card|back|rear/i;
const feederWord = /adf|feeder|duplex/i;
const bothSides = /duplex|both/i;

/** First choice that a pattern of the list matches; patterns in order of preference. */
const preferred = (choices: readonly string[], patterns: readonly RegExp[]): string | undefined => {
  for (const pattern of patterns) {
    const found = choices.find((choice) => pattern.test(choice));
    if (found !== undefined) return found;
  }
  return undefined;
};

const modeWords: Readonly<Record<ColourMode, readonly RegExp[]>> = {
  colour: [/^colou?r$/i, /^24 ?bit colou?r$/i, /colou?r/i],
  grey: [/^gr[ae]y(scale)?$/i, /^true gr[ae]y$/i, /^\d+ ?bit gr[ae]y/i, /gr[ae]y/i],
  bitonal: [
    /^lineart$/i,
    /^binary$/i,
    /black *(&|and) *white/i,
    /^monochrome$/i,
    /lineart|halftone/i,
  ],
};

const choicesOf = (options: Options, name: string): readonly string[] => {
  const option = options.get(name);
  return option?.settable === true ? option.choices : [];
};

/** What backends call the places where paper lies: the name for one side and, if there is one, for both. */
const sourceNames = (
  options: Options,
): { readonly feeder?: string; readonly both?: string; readonly glass?: string } => {
  const choices = choicesOf(options, 'source').filter((choice) => !notPaper.test(choice));
  const feeders = choices.filter((choice) => feederWord.test(choice));
  const feeder = preferred(feeders, [/^adf front$/i, /^(?!.*(duplex|both))/i]);
  const both = feeders.find((choice) => bothSides.test(choice));
  const glass = preferred(choices, [/flat ?bed|glass|platen/i, /^normal$/i]);
  return {
    ...(feeder === undefined ? {} : { feeder }),
    ...(both === undefined ? {} : { both }),
    ...(glass === undefined ? {} : { glass }),
  };
};

/** Options other than the source that switch to both sides, in the words of their backends. */
const duplexSwitch = (
  options: Options,
): readonly [name: string, on: string, off: string] | null => {
  if (choicesOf(options, 'adf-mode').includes('Duplex')) return ['adf-mode', 'Duplex', 'Simplex'];
  if (choicesOf(options, 'duplex').includes('yes')) return ['duplex', 'yes', 'no'];
  return null;
};

const resolutionsOf = (options: Options, unknownDpi: number): readonly number[] => {
  const option = options.get('resolution');
  if (option?.settable !== true) return [unknownDpi];
  const { range } = option;
  const numbers =
    range === null
      ? option.choices.map(Number).filter(Number.isFinite)
      : usualResolutions.filter((dpi) => dpi >= range.min && dpi <= range.max);
  return [...new Set(numbers)].sort((a, b) => a - b);
};

/**
 * What a device can do, from its options.
 * @param withoutSource where paper lies on a device that has no `source` option
 * @param unknownDpi the resolution of a device that has no `resolution` option
 */
export const capabilitiesFrom = (
  options: Options,
  withoutSource: PaperSource,
  unknownDpi: number,
): ScannerCapabilities => {
  const names = sourceNames(options);
  const sources: PaperSource[] = [];
  if (names.feeder !== undefined || names.both !== undefined) sources.push('feeder');
  if (names.glass !== undefined) sources.push('glass');
  if (sources.length === 0) sources.push(withoutSource);
  const modes = choicesOf(options, 'mode');
  const known = (['colour', 'grey', 'bitonal'] as const).filter(
    (mode) => preferred(modes, modeWords[mode]) !== undefined,
  );
  return {
    sources,
    duplex:
      names.both !== undefined || (sources.includes('feeder') && duplexSwitch(options) !== null),
    modes: known.length === 0 ? ['colour'] : known,
    resolutions: resolutionsOf(options, unknownDpi),
    sensesPaper: options.has('page-loaded'),
  };
};

/** Whether paper lies in the feeder, where the device tells (`page-loaded`); else null. */
export const paperLoaded = (options: Options): boolean | null => {
  const current = options.get('page-loaded')?.current;
  return current === 'yes' ? true : current === 'no' ? false : null;
};

const argument = (name: string, value: string): readonly string[] =>
  name.length === 1 ? [`-${name}`, value] : [`--${name}=${value}`];

/** The area of a sheet of A4, as far as the device reaches (mm), in the order scanimage sets it. */
const areaArguments = (options: Options): readonly (readonly [string, string])[] => {
  const size = (name: string, mm: number): readonly (readonly [string, string])[] => {
    const { range, settable } = options.get(name) ?? { range: null, settable: false };
    return range === null || !settable ? [] : [[name, String(Math.min(mm, range.max))]];
  };
  return [
    ...size('page-width', a4Mm.width),
    ...size('page-height', a4Mm.height),
    ...size('l', 0),
    ...size('t', 0),
    ...size('x', a4Mm.width),
    ...size('y', a4Mm.height),
  ];
};

/** Double-feed detection has to be switched on in the driver (fujitsu: df-action; canon_dr: dfthickness, dflength). */
const doubleFeedArguments = (options: Options): readonly (readonly [string, string])[] => {
  const on = (name: string, value: string): readonly (readonly [string, string])[] =>
    choicesOf(options, name).includes(value) ? [[name, value]] : [];
  return [
    ...on('df-action', 'Stop'),
    ...on('dfthickness', 'yes'),
    ...on('double-feed-detection', 'yes'),
  ];
};

/**
 * The arguments that set a device up for a scan.
 * @param extra options of the configuration; they win over what is chosen here
 */
export const scanArguments = (
  options: Options,
  source: PaperSource,
  settings: ScanSettings,
  extra: Readonly<Record<string, string>>,
): readonly string[] => {
  const names = sourceNames(options);
  const wanted: (readonly [string, string])[] = [];
  const feeder = settings.duplex ? (names.both ?? names.feeder) : (names.feeder ?? names.both);
  const sourceName = source === 'feeder' ? feeder : names.glass;
  if (sourceName !== undefined) wanted.push(['source', sourceName]);
  const both = duplexSwitch(options);
  if (both !== null && source === 'feeder')
    wanted.push([both[0], settings.duplex ? both[1] : both[2]]);
  const mode = preferred(choicesOf(options, 'mode'), modeWords[settings.mode]);
  if (mode !== undefined) wanted.push(['mode', mode]);
  if (choicesOf(options, 'depth').includes('8') && settings.mode !== 'bitonal')
    wanted.push(['depth', '8']);
  if (options.get('resolution')?.settable === true)
    wanted.push(['resolution', String(settings.dpi)]);
  wanted.push(...doubleFeedArguments(options));
  const area = areaArguments(options);
  const chosen = (pairs: readonly (readonly [string, string])[]): readonly string[] =>
    pairs.filter(([name]) => !(name in extra)).flatMap(([name, value]) => argument(name, value));
  return [
    ...chosen(wanted),
    ...Object.entries(extra).flatMap(([name, value]) => argument(name, value)),
    ...chosen(area),
  ];
};
