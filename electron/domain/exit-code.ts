/**
 * How the application ends, for whoever started it: systemd, Windows' Shell Launcher, a person
 * (docs/operations/watchdog.md says what each is mapped to). Numbers as in sysexits.h where it has one.
 */
export const exitCodes = {
  /** Told to end: nothing to do. */
  'told-to-end': 0,
  /** Something happened that must not: start again. */
  failed: 70,
  /** A restart was wanted, by an attendant or at night: start again. */
  restart: 75,
  /** Switches or settings that a kiosk must not have, or no key store: starting again would not help. */
  'refused-to-start': 64,
} as const satisfies Record<string, number>;
export type ExitReason = keyof typeof exitCodes;
