import type { LogFieldName, LogWord } from './words.ts';

/**
 * Everything the kiosk may write down about itself. A closed list: an event carries numbers and words from fixed
 * lists, never a name, a case number, a page or a text somebody typed. Alarms are what somebody must see to.
 */
export const logEvents = {
  'kiosk-started': 'info',
  'kiosk-stopped': 'info',
  'configuration-refused': 'alarm',
  'device-key-read': 'info',
  'device-key-refused': 'alarm',
  'transport-secret-refused': 'alarm',
  'renderer-gone': 'alarm',
  'renderer-reloaded': 'info',
  'navigation-denied': 'alarm',
  'request-refused': 'alarm',
  'permission-denied': 'alarm',
  'download-denied': 'alarm',
  'frame-denied': 'alarm',
  'devtools-denied': 'alarm',
  'chooser-denied': 'alarm',
  'lockdown-gap': 'alarm',
  'window-closed': 'alarm',
  'screens-renewed': 'info',
  'visit-began': 'info',
  'visit-ended': 'info',
  'walked-away': 'info',
  'presence-sensor-silent': 'alarm',
  'scan-started': 'info',
  'scan-ended': 'info',
  'scan-problem': 'alarm',
  'page-scanned': 'info',
  'page-refused': 'alarm',
  'page-not-treated': 'alarm',
  'document-built': 'info',
  'document-failed': 'alarm',
  'submission-sealed': 'info',
  'submission-stored': 'info',
  'submission-refused': 'alarm',
  'uploader-started': 'info',
  'uploader-gone': 'alarm',
  'uploader-silent': 'alarm',
  'document-worker-gone': 'alarm',
  'uploader-status': 'info',
  'uploader-alarm': 'alarm',
  'availability-changed': 'alarm',
  'attendant-act': 'info',
  'audit-failed': 'alarm',
  'log-on-refused': 'alarm',
  'crash-loop': 'alarm',
  'service-unreachable': 'alarm',
  'restart-wanted': 'info',
  'renderer-silent': 'alarm',
  'speech-unavailable': 'alarm',
  'receipt-printed': 'info',
  'receipt-not-printed': 'alarm',
  'wipe-failed': 'alarm',
  'unexpected-error': 'alarm',
} as const satisfies Record<string, 'info' | 'alarm'>;

export type LogEventName = keyof typeof logEvents;

/** The first 16 hexadecimal digits of a digest; only the field `hash` holds one. */
export type LogDigest = string & { readonly logDigest: true };

const DIGEST = /^[0-9a-f]{16}$/;
export const isLogDigest = (value: unknown): value is LogDigest =>
  typeof value === 'string' && DIGEST.test(value);

/** Whole numbers below a million, flags, and words of the closed list. */
export type LogFields = Readonly<
  Partial<
    Record<Exclude<LogFieldName, 'hash'>, number | boolean | LogWord> & Record<'hash', LogDigest>
  >
>;

/** Writes one event. */
export type Log = (event: LogEventName, fields?: LogFields) => void;
