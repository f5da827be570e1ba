/** What a driver is given besides its configuration, so that tests can hold the clock. */
export interface DriverContext {
  /** Resolves after `ms` milliseconds, or at once when `signal` aborts. Never rejects. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** What an earlier host of the same driver kept, or null. */
  readonly note: unknown;
  /** Keeps a small JSON value for the next host, should this one be killed. */
  readonly keepNote: (note: unknown) => void;
}
