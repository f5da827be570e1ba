/** One option of a SANE device, as `scanimage -A` prints it. */
export interface DeviceOption {
  readonly name: string;
  /** The words or numbers allowed; empty where a range or anything is. */
  readonly choices: readonly string[];
  readonly range: { readonly min: number; readonly max: number; readonly step: number } | null;
  /** The value now, or null where it has none or the option is inactive. */
  readonly current: string | null;
  readonly settable: boolean;
}

const optionLine = /^ {4}-{1,2}([a-zA-Z0-9][\w-]*)(\[=\(([^)]*)\)\])?\s*(.*)$/;
const rangeText =
  /^(-?[\d.]+)\.\.(-?[\d.]+)(?:[a-z%]+)?(?:,\.\.\.)?(?: \(in steps of ([\d.]+)\))?$/;
const unit = /(?<=\d)(dpi|mm|pel|bit|us|%)$/;
const maxTextLength = 256 * 1024;

/** Splits off the trailing bracketed groups: `Gray|Color [Gray] [advanced]`. */
const splitBrackets = (
  text: string,
): { readonly constraint: string; readonly groups: string[] } => {
  let constraint = text.trimEnd();
  const groups: string[] = [];
  while (constraint.endsWith(']')) {
    const open = constraint.lastIndexOf(' [');
    if (open < 0 && !constraint.startsWith('[')) break;
    groups.unshift(constraint.slice(Math.max(0, open) + (open < 0 ? 1 : 2), -1));
    constraint = open < 0 ? '' : constraint.slice(0, open).trimEnd();
  }
  return { constraint, groups };
};

const flags = ['inactive', 'read-only', 'hardware', 'advanced', 'emulated'];

const parseOption = (line: string): DeviceOption | null => {
  const match = optionLine.exec(line);
  if (match === null) return null;
  const [, name = '', , booleans, rest = ''] = match;
  const { constraint, groups } = splitBrackets(rest);
  const range = rangeText.exec(constraint);
  const current = groups.find((group) => !flags.includes(group)) ?? null;
  const inactive = groups.includes('inactive');
  const words = (booleans ?? (range === null ? constraint : '')).split('|').filter((w) => w !== '');
  const withUnit = words.length > 0 && unit.test(words[words.length - 1] ?? '');
  return {
    name,
    choices: withUnit ? words.map((word) => word.replace(unit, '')) : words,
    range:
      range === null
        ? null
        : { min: Number(range[1]), max: Number(range[2]), step: Number(range[3] ?? 0) },
    current: inactive ? null : current,
    settable: !inactive && !groups.includes('read-only') && !groups.includes('hardware'),
  };
};

/** Reads the output of `scanimage -A`; lines that are no option are passed over. */
export const parseDeviceOptions = (text: string): ReadonlyMap<string, DeviceOption> => {
  const options = new Map<string, DeviceOption>();
  for (const line of text.slice(0, maxTextLength).split('\n')) {
    const option = parseOption(line.slice(0, 4096));
    if (option !== null) options.set(option.name, option);
  }
  return options;
};
