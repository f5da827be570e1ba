import { scanProblem, type ScanProblem, type ScanProblemKind } from '../../scan-problem.ts';

/** Condition codes (TWAIN 2.5, chapter 11) that mean something to somebody at the scanner. */
const kinds: Readonly<Record<number, ScanProblemKind>> = {
  1: 'driver-crashed',
  2: 'driver-crashed',
  3: 'no-scanner',
  4: 'busy',
  5: 'offline',
  6: 'refused-settings',
  9: 'refused-settings',
  10: 'refused-settings',
  12: 'no-scanner',
  13: 'refused-settings',
  16: 'busy',
  20: 'jam',
  21: 'double-feed',
  23: 'offline',
  24: 'cover-open',
  25: 'jam',
  29: 'nothing-loaded',
  // TWCC_NOMEDIA has been seen as 62 from sources that count their own codes on.
  62: 'nothing-loaded',
};

/** The problem a condition code stands for. */
export const problemOfCondition = (code: number, during: string): ScanProblem =>
  scanProblem(kinds[code] ?? 'driver-crashed', `TWAIN condition ${code} during ${during}`);
