/** Time as the loop needs it; tests bring their own. */
export interface UploadClock {
  /** Wall clock, milliseconds since 1970. Only for reports: it may jump. */
  now(): number;
  /** Milliseconds since some start, never going back. All waiting is measured by it. */
  elapsed(): number;
  /** Resolves after so many milliseconds or when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
