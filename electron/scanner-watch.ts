import { anyDevice, isScanProblem, type Scanner } from '../scanner-bridge/index.ts';

/** Knows whether there is a scanner to work with. */
export interface ScannerWatch {
  readonly missing: () => boolean;
  /** A scan ended like this; what sounds like a missing scanner is looked into before the next customer. */
  readonly heard: (problem: string | null) => void;
  /** Asks the scanner where there is a reason to: at first, after such a scan, and until it is back. */
  readonly look: () => Promise<void>;
}

/** Asked again at most this often, ms: some drivers take seconds to answer. */
const ASK_EVERY_MS = 30_000;

/** What a kiosk cannot do anything without; everything else may pass or concerns one scan only. */
const isMissing = (kind: string): boolean =>
  kind === 'no-scanner' || kind === 'unplugged' || kind === 'offline';

/**
 * @param mayAsk false while somebody uses the scanner
 * @param changed called when it went missing or came back
 */
export const watchScanner = (
  scanner: Scanner,
  now: () => number,
  mayAsk: () => boolean,
  changed: () => void,
): ScannerWatch => {
  let missing = false;
  let doubtful = true;
  let askedAt = Number.NEGATIVE_INFINITY;
  return {
    missing: () => missing,
    heard(problem) {
      if (problem !== null && isMissing(problem)) doubtful = true;
    },
    async look() {
      if (!mayAsk() || !(doubtful || missing)) return;
      if (Math.abs(now() - askedAt) < ASK_EVERY_MS) return;
      askedAt = now();
      doubtful = false;
      const answer = await scanner.capabilities(anyDevice);
      const before = missing;
      missing = isScanProblem(answer) && isMissing(answer.kind);
      if (missing !== before) changed();
    },
  };
};
