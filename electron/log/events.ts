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
  'wipe-failed': 'alarm',
  'unexpected-error': 'alarm',
} as const satisfies Record<string, 'info' | 'alarm'>;

export type LogEventName = keyof typeof logEvents;

/** Numbers, flags, and words that a closed list in the code vouches for. */
export type LogFields = Readonly<Record<string, number | boolean | LogWord>>;

/** A word from a closed list: lower-case letters, digits and dashes, at most 60. */
export type LogWord = string;

/** Writes one event. */
export type Log = (event: LogEventName, fields?: LogFields) => void;
