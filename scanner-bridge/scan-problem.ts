/**
 * Everything that can end a scan before its time. Closed: a driver maps whatever its device says to the
 * most specific entry, and says so once; no later, vaguer message replaces it.
 */
export const scanProblemKinds = [
  'no-scanner',
  'jam',
  'double-feed',
  'cover-open',
  'nothing-loaded',
  'busy',
  'offline',
  'unplugged',
  'driver-crashed',
  'driver-hung',
  'refused-settings',
  'corrupt-page',
  'cancelled',
  'too-many-pages',
] as const;
export type ScanProblemKind = (typeof scanProblemKinds)[number];

/** One problem as a driver reports it. */
export interface ScanProblem {
  readonly kind: ScanProblemKind;
  /** What the device or driver said, for the technician's log. Never page content. */
  readonly detail: string;
}

/** Who can put it right: the person at the kiosk, or only someone with a key. */
export const curableBy = (kind: ScanProblemKind): 'customer' | 'attendant' => {
  switch (kind) {
    case 'jam':
    case 'double-feed':
    case 'cover-open':
    case 'nothing-loaded':
    case 'busy':
    case 'corrupt-page':
    case 'cancelled':
    case 'too-many-pages':
      return 'customer';
    case 'no-scanner':
    case 'offline':
    case 'unplugged':
    case 'driver-crashed':
    case 'driver-hung':
    case 'refused-settings':
      return 'attendant';
  }
};

/** Makes a problem of the closed list. */
export const scanProblem = (kind: ScanProblemKind, detail: string): ScanProblem => ({
  kind,
  detail,
});

/** Whether an answer is a problem rather than the value asked for. */
export const isScanProblem = (answer: object): answer is ScanProblem =>
  'kind' in answer && (scanProblemKinds as readonly unknown[]).includes(answer.kind);
