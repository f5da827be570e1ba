import { scanProblem, type ScanProblem, type ScanProblemKind } from '../../scan-problem.ts';

/**
 * SANE's status codes (SANE standard 1.06, 4.2.7) with the words sane_strstatus has for them, and what each is here.
 * NO_DOCS is the end of the paper where pages came before it. INVAL while a page is read is a device that is gone
 * (AirSane #122 has it for one unplugged): wrong settings were refused before.
 */
const statuses: readonly (readonly [name: string, words: string, kind: ScanProblemKind | null])[] =
  [
    ['SANE_STATUS_GOOD', 'Success', null],
    ['SANE_STATUS_UNSUPPORTED', 'Operation not supported', 'refused-settings'],
    ['SANE_STATUS_CANCELLED', 'Operation was cance', 'cancelled'],
    ['SANE_STATUS_DEVICE_BUSY', 'Device busy', 'busy'],
    ['SANE_STATUS_INVAL', 'Invalid argument', 'unplugged'],
    ['SANE_STATUS_EOF', 'End of file reached', null],
    ['SANE_STATUS_JAMMED', 'Document feeder jammed', 'jam'],
    ['SANE_STATUS_NO_DOCS', 'Document feeder out of documents', 'nothing-loaded'],
    ['SANE_STATUS_COVER_OPEN', 'Scanner cover is open', 'cover-open'],
    ['SANE_STATUS_IO_ERROR', 'Error during device I/O', 'offline'],
    ['SANE_STATUS_NO_MEM', 'Out of memory', 'driver-crashed'],
    ['SANE_STATUS_ACCESS_DENIED', 'Access to resource has been denied', 'no-scanner'],
  ];

/** The problem a status code of a page stands for, or null if the page is good. Unknown codes are the driver's fault. */
export const problemOfStatus = (code: number): ScanProblem | null => {
  const status = statuses[code];
  if (status === undefined) return scanProblem('driver-crashed', `SANE status ${code}`);
  const [name, words, kind] = status;
  return kind === null ? null : scanProblem(kind, `${name}: ${words}`);
};

/** The problem in what scanimage prints on stderr, or null if the line tells of none. */
export const problemOfLine = (line: string): ScanProblem | null => {
  if (!line.startsWith('scanimage:')) return null;
  const detail = line.slice('scanimage:'.length).trim().slice(0, 500);
  if (/^(rounded value|output is not|no device specified|warning)/i.test(detail)) {
    return detail.startsWith('no') ? scanProblem('no-scanner', detail) : null;
  }
  if (/no SANE devices found/.test(detail)) return scanProblem('no-scanner', detail);
  if (/open of device .* failed: Invalid argument/.test(detail))
    return scanProblem('no-scanner', detail);
  if (/^(setting of option|sane_start).*Invalid argument/.test(detail))
    return scanProblem('refused-settings', `SANE_STATUS_INVAL: ${detail}`);
  const status = statuses.find(([, words]) => detail.includes(words));
  if (status !== undefined && status[2] !== null)
    return scanProblem(status[2], `${status[0]}: ${detail}`);
  if (/unrecognized option|setting of option|invalid option|bad option value/.test(detail))
    return scanProblem('refused-settings', detail);
  return null;
};
