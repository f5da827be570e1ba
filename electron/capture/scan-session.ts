import type { Log } from '../log/events.ts';
import type { ScanProblem } from '../domain/problem.ts';
import type {
  ScannedPage,
  Scanner,
  ScannerDevice,
  ScanProblem as BridgeProblem,
  ScanSettings,
} from '../../scanner-bridge/index.ts';

/** What a scan session tells while it runs. 'ended' comes exactly once, last. */
export interface ScanListener {
  /** 0–1 of the sheet being read, null where the device does not tell; waiting: somebody else is served first. */
  progress(fraction: number | null, waiting: boolean): void;
  /**
   * One page, in the order of the paper. The next sheet is asked for when the promise resolves, so a slow
   * disk slows the feeder instead of filling the memory. A problem ends the scan.
   */
  page(page: ScannedPage): Promise<ScanProblem | null>;
  /** null: all paper was taken, or the customer stopped. */
  ended(problem: ScanProblem | null): void;
}

/** One scan at a time, stoppable at any moment. */
export interface ScanSession {
  /** Starts a scan; while one runs, nothing happens. */
  start(settings: ScanSettings, listener: ScanListener): void;
  /** Stops the running scan; resolves when it has ended (its listener has heard so). */
  stop(): Promise<void>;
}

/**
 * What the customer's screen says for what the bridge reports. The bridge knows more than a screen needs:
 * whether a driver crashed or hung is for the log.
 */
const screenProblem = (problem: BridgeProblem): ScanProblem | null => {
  switch (problem.kind) {
    case 'cancelled':
      return null;
    case 'driver-crashed':
    case 'driver-hung':
      return 'driver-failed';
    case 'no-scanner':
    case 'jam':
    case 'double-feed':
    case 'cover-open':
    case 'nothing-loaded':
    case 'busy':
    case 'offline':
    case 'unplugged':
    case 'refused-settings':
    case 'corrupt-page':
    case 'too-many-pages':
      return problem.kind;
  }
};

/**
 * Drives one scanner for the kiosk.
 * @param deviceId the configured device, or null to take the first one that is listed
 */
export const createScanSession = (
  scanner: Scanner,
  deviceId: string | null,
  log: Log,
): ScanSession => {
  let running: { readonly abort: AbortController; readonly done: Promise<void> } | null = null;

  const run = async (
    settings: ScanSettings,
    listener: ScanListener,
    signal: AbortSignal,
  ): Promise<ScanProblem | null> => {
    const device = await chosenDevice(scanner, deviceId);
    if (device === null) return 'no-scanner';
    for await (const event of scanner.scan(device, settings, signal)) {
      switch (event.kind) {
        case 'progress':
          listener.progress(event.fraction, event.waiting === true);
          break;
        case 'page': {
          const problem = await listener.page(event.page);
          if (problem !== null) return problem;
          break;
        }
        case 'end':
          if (event.problem === null) return null;
          if (event.problem.kind !== 'cancelled') log('scan-problem', { kind: event.problem.kind });
          return screenProblem(event.problem);
      }
    }
    // A scanner that stops without an end has broken its contract; the paper may be half way in.
    return 'driver-failed';
  };

  return {
    start(settings, listener) {
      if (running !== null) return;
      const abort = new AbortController();
      log('scan-started', { dpi: settings.dpi, duplex: settings.duplex });
      const done = run(settings, listener, abort.signal)
        .catch((): ScanProblem => {
          log('unexpected-error', { where: 'scan-session' });
          return 'driver-failed';
        })
        .then((problem) => {
          running = null;
          log('scan-ended', { problem: problem ?? 'none' });
          listener.ended(problem);
        });
      running = { abort, done };
    },
    async stop() {
      running?.abort.abort();
      await running?.done;
    },
  };
};

const chosenDevice = async (scanner: Scanner, deviceId: string | null): Promise<string | null> => {
  if (deviceId !== null) return deviceId;
  const [first]: readonly ScannerDevice[] = await scanner.list();
  return first?.id ?? null;
};
