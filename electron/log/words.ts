import { lockdownGaps } from '../domain/lockdown-gap.ts';
import { outOfOrderReasons, scanProblems, submitProblems } from '../domain/problem.ts';

/** Every word that a field of a log line can hold. What is not in here cannot be logged: it does not compile. */
export const logWords = [
  ...lockdownGaps,
  ...outOfOrderReasons,
  ...scanProblems,
  ...submitProblems,
  'none',
  // Where something unexpected happened.
  ...([
    'main',
    'promise',
    'load',
    'renew',
    'choosers',
    'scan-session',
    'finish-submission',
  ] as const),
  // Why the application ends.
  ...(['told-to-end', 'failed', 'restart', 'refused-to-start'] as const),
  // Settings that were refused.
  ...(['devicekeyfile', 'scanner'] as const),
  // Who keeps the device key, and why it cannot be had.
  ...(['dpapi', 'keychain', 'secret-service', 'service-credential', 'plain-file'] as const),
  ...(['no-key-store', 'credential-on-disk', 'missing', 'unreadable', 'sealed-elsewhere'] as const),
  ...(['open-to-others'] as const),
  // What crashed, and how a scanner's driver did.
  ...(['renderer', 'document-worker', 'scanner-host', 'uploader'] as const),
  ...(['cancelled', 'driver-crashed', 'driver-hung'] as const),
  // What the uploader tells.
  ...(['started', 'delivered', 'attempt-failed', 'held', 'damaged', 'purged', 'stopped'] as const),
  ...(['oldest-too-old', 'settings-refused', 'another-uploader', 'forgotten'] as const),
  // Why an attempt failed, why something was set aside, what is wrong with a file, what the disk said.
  ...(['unreachable', 'timeout', 'certificate-refused', 'not-authorised', 'server-busy'] as const),
  ...(['server-failed', 'receipt-missing', 'receipt-invalid', 'awaiting-acceptance'] as const),
  ...(['storage-failed', 'revocation-unreadable', 'rejected-by-authority', 'refused'] as const),
  ...(['recipient-key-replaced', 'recipient-key-unsuitable', 'recipient-key-revoked'] as const),
  ...(['destination-unsuitable', 'parts-missing', 'transport-not-configured'] as const),
  ...(['journal-missing', 'journal-broken', 'part-missing', 'part-wrong-size'] as const),
  ...(['part-wrong-hash', 'ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EACCES', 'ENOENT'] as const),
  // Requests of the screens.
  ...(['current-view', 'customer-event', 'activity', 'speak', 'attendant'] as const),
  ...(['heartbeat', 'agree'] as const),
  // Steps of the journey.
  ...(['attract', 'out-of-order', 'language', 'prepare', 'scan', 'review', 'details'] as const),
  ...(['topic', 'check', 'submitting', 'not-submitted', 'receipt', 'look-up', 'standing'] as const),
  // Acts of attendants, as the audit log has them.
  ...(['log-began', 'log-began-anew', 'logged-on', 'log-on-refused', 'number-blocked'] as const),
  ...(['visit-ended', 'logged-off', 'logged-off-idle', 'status-seen', 'scanner-tested'] as const),
  ...(['taken-out-of-order', 'put-back-in-order', 'reference-looked-up', 'logs-exported'] as const),
  ...(['restarted', 'kiosk-left', 'kiosk-locked-again', 'nightly-restart', 'crash-loop'] as const),
  ...(['attendant-added', 'attendant-changed', 'attendant-removed'] as const),
  'attendant-unblocked',
] as const;
export type LogWord = (typeof logWords)[number];

const words = new Set<unknown>(logWords);
/** Whether something that came from elsewhere is a word of the list. */
export const isLogWord = (word: unknown): word is LogWord => words.has(word);

/** Names that a field can have. */
export const logFieldNames = [
  ...([
    'act',
    'count',
    'dpi',
    'duplex',
    'entry',
    'faults',
    'from',
    'gap',
    'hash',
    'http',
    'keeper',
  ] as const),
  ...([
    'errno',
    'line',
    'column',
    'kind',
    'pages',
    'problem',
    'reason',
    'request',
    'setting',
    'status',
    'where',
  ] as const),
] as const;
export type LogFieldName = (typeof logFieldNames)[number];
