/** How long (ms) a host may take before it counts as hung, and what a driver may not exceed. */
export interface HostLimits {
  /** From being started to saying it is ready. */
  readonly startMs: number;
  /** Between two pings. */
  readonly heartbeatMs: number;
  /** Without an answer to a ping. Drivers that block their process while a sheet feeds need more. */
  readonly hangMs: number;
  readonly listMs: number;
  readonly capabilitiesMs: number;
  /** Between two events of a scan, waiting for paper not counted. */
  readonly eventMs: number;
  /** From cancelling to the device being free again. */
  readonly cancelMs: number;
  /** So many byte-identical pages in a row end the scan. */
  readonly identicalPages: number;
}

export const defaultLimits: HostLimits = {
  startMs: 15_000,
  heartbeatMs: 1000,
  hangMs: 5000,
  listMs: 30_000,
  capabilitiesMs: 30_000,
  eventMs: 60_000,
  cancelMs: 3000,
  identicalPages: 32,
};
