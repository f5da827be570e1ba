/**
 * What can go wrong between the customer and the scanner, as far as the screen needs to know.
 * Each has its own text saying what happened, that nothing is lost, and what to do.
 */
export const scanProblems = [
  'no-scanner',
  'unplugged',
  'jam',
  'double-feed',
  'cover-open',
  'nothing-loaded',
  'busy',
  'offline',
  'driver-failed',
  'refused-settings',
  'corrupt-page',
  'too-many-pages',
  'storage-full',
] as const;
export type ScanProblem = (typeof scanProblems)[number];

/** Why a submission could not be accepted; the pages stay and the customer can try again. */
export const submitProblems = [
  'document-failed',
  'no-valid-recipient-key',
  'sealing-failed',
  'storage-full',
  'storage-failed',
] as const;
export type SubmitProblem = (typeof submitProblems)[number];

/** Why the kiosk takes no papers at all right now. */
export const outOfOrderReasons = [
  'no-valid-recipient-key',
  'storage-full',
  'storage-failed',
  'configuration',
  /** Outside the opening hours, where the site wants that. */
  'closed',
  'scanner-missing',
  'taken-out-of-service',
  /** It crashed again and again; somebody must look. */
  'technical-fault',
] as const;
export type OutOfOrderReason = (typeof outOfOrderReasons)[number];

/**
 * Whether somebody can still ask where an earlier submission stands: not where the kiosk was never put together, nor where
 * its disk or itself cannot be relied on.
 */
export const answersWhileOutOfOrder = (reason: OutOfOrderReason): boolean =>
  reason !== 'configuration' && reason !== 'storage-failed' && reason !== 'technical-fault';

/** What an attendant can tell the customers while the kiosk is out of order; each in every language. */
export const serviceNotices = [
  'maintenance',
  'scanner-broken',
  'back-soon',
  'other-kiosk',
] as const;
export type ServiceNotice = (typeof serviceNotices)[number];
