import type { ColourMode, PaperSource, ScannerCapabilities } from '../../scanner.ts';
import { findAll, parseXml, textOf, type XmlElement } from './xml.ts';

/** What ScannerCapabilities says (Mopria eSCL 2.x, section 8). */
export interface EsclDevice {
  readonly version: string;
  readonly manufacturer: string;
  readonly model: string;
  /** UUID or serial number, where given: the machine's name wherever it is plugged in. */
  readonly identity: string | null;
  readonly can: ScannerCapabilities;
  readonly formats: readonly string[];
  /** Whether the feeder can notice two sheets at once; it does so only when asked to. */
  readonly detectsDoubleFeed: boolean;
  /** How far each source reaches, in 1/300 inch. */
  readonly reach: Readonly<
    Record<PaperSource, { readonly width: number; readonly height: number }>
  >;
}

const modeNames: Readonly<Record<string, ColourMode>> = {
  RGB24: 'colour',
  RGB48: 'colour',
  Grayscale8: 'grey',
  Grayscale16: 'grey',
  BlackAndWhite1: 'bitonal',
};
const usual = [75, 100, 150, 200, 240, 300, 400, 600, 1200];

const wholeNumber = (text: string | null): number | null => {
  const number = Number(text);
  return text !== null && text !== '' && Number.isFinite(number) && number > 0 ? number : null;
};

const resolutionsIn = (source: XmlElement): readonly number[] => {
  const discrete = findAll(source, 'DiscreteResolution')
    .map((entry) => wholeNumber(textOf(entry, 'XResolution')))
    .filter((dpi) => dpi !== null);
  if (discrete.length > 0) return [...new Set(discrete)].sort((a, b) => a - b);
  const range = findAll(source, 'XResolutionRange')[0];
  const min = range === undefined ? null : wholeNumber(textOf(range, 'Min'));
  const max = range === undefined ? null : wholeNumber(textOf(range, 'Max'));
  return min === null || max === null ? [300] : usual.filter((dpi) => dpi >= min && dpi <= max);
};

const reachOf = (
  source: XmlElement | undefined,
): { readonly width: number; readonly height: number } => ({
  width: (source && wholeNumber(textOf(source, 'MaxWidth'))) ?? 2480,
  height: (source && wholeNumber(textOf(source, 'MaxHeight'))) ?? 3508,
});

/** The sources a device has: one's input capabilities each. Some spell the feeder's AdfSimplexInputCaps, some nest it. */
const inputsOf = (root: XmlElement): Partial<Record<PaperSource, XmlElement>> => {
  const adf = findAll(root, 'Adf')[0];
  const feeder =
    findAll(root, 'AdfSimplexInputCaps')[0] ?? findAll(root, 'AdfDuplexInputCaps')[0] ?? adf;
  const glass = findAll(root, 'PlatenInputCaps')[0] ?? findAll(root, 'Platen')[0];
  return {
    ...(feeder === undefined ? {} : { feeder }),
    ...(glass === undefined ? {} : { glass }),
  };
};

const splitModel = (makeAndModel: string): readonly [string, string] => {
  const space = makeAndModel.indexOf(' ');
  return space < 0
    ? ['', makeAndModel]
    : [makeAndModel.slice(0, space), makeAndModel.slice(space + 1)];
};

/** Reads a ScannerCapabilities document; null if it is none or names no source. */
export const parseCapabilities = (text: string): EsclDevice | null => {
  const root = parseXml(text);
  if (root?.name !== 'ScannerCapabilities') return null;
  const inputs = inputsOf(root);
  const sources = (['feeder', 'glass'] as const).filter((source) => inputs[source] !== undefined);
  const main = inputs.feeder ?? inputs.glass;
  if (main === undefined) return null;
  const modes = findAll(root, 'ColorMode')
    .map(({ text: name }) => modeNames[name.trim()])
    .filter((mode) => mode !== undefined);
  const [make, rest] = splitModel(textOf(root, 'MakeAndModel') ?? 'Scanner');
  const formats = [...findAll(root, 'DocumentFormatExt'), ...findAll(root, 'DocumentFormat')];
  return {
    version: textOf(root, 'Version') ?? '2.0',
    manufacturer: (textOf(root, 'Manufacturer') ?? make).slice(0, 200),
    model: rest.slice(0, 200),
    identity: textOf(root, 'UUID') ?? textOf(root, 'SerialNumber'),
    can: {
      sources,
      duplex: findAll(root, 'AdfDuplexInputCaps').length > 0,
      modes: modes.length === 0 ? ['colour'] : [...new Set(modes)],
      resolutions: resolutionsIn(main).slice(0, 1000),
      sensesPaper:
        inputs.feeder !== undefined && !/false/i.test(textOf(root, 'AdfPaperDetected') ?? ''),
    },
    detectsDoubleFeed: findAll(root, 'AdfOption').some(
      (option) => option.text.trim() === 'MultipickDetection',
    ),
    formats: [...new Set(formats.map((format) => format.text.trim().toLowerCase()))],
    reach: { feeder: reachOf(inputs.feeder), glass: reachOf(inputs.glass) },
  };
};
