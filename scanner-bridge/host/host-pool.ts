import { scanProblem, type ScanProblem } from '../scan-problem.ts';
import type { ChildPort } from './child-port.ts';
import { HostProcess } from './host-process.ts';
import type { HostLimits } from './limits.ts';

const firstRetryMs = 250;
const longestRetryMs = 30_000;

/** The host in use, and a spare one that is already up, so that a killed host is replaced at once. */
export interface HostPool {
  /** The host in use, up and configured; or why there is none. */
  acquire(): Promise<HostProcess | ScanProblem>;
  /** Ends the host in use, and what it remembers with it; the spare one takes its place. No fault. */
  retire(): void;
  close(): void;
}

/**
 * Keeps one configured host and one spare.
 * @param prepare configures a host that comes into use
 * @param onFault called whenever the host in use has ended unasked
 */
export const createHostPool = (
  spawn: () => ChildPort,
  limits: HostLimits,
  prepare: (host: HostProcess) => void,
  onFault: (fault: ScanProblem) => void,
): HostPool => {
  let current: HostProcess | null = null;
  let spare: HostProcess | null = null;
  let failures = 0;
  let retry: NodeJS.Timeout | null = null;
  let retried: Promise<void> = Promise.resolve();
  let closed = false;

  /** Hosts that do not even come up are started ever more slowly, so that they do not eat the machine. */
  const startSpareLater = (): void => {
    if (closed || retry !== null || spare !== null) return;
    const delay = failures === 0 ? 0 : Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1));
    retried = new Promise((resolve) => {
      retry = setTimeout(() => {
        retry = null;
        startSpare();
        resolve();
      }, delay);
      retry.unref();
    });
  };
  /** Waits for the next start where no host is up or coming up. */
  const nextStart = async (): Promise<void> => {
    startSpareLater();
    // Somebody waits: the process must not end over it.
    retry?.ref();
    await retried;
  };
  const startSpare = (): void => {
    if (closed || spare !== null) return;
    const host = new HostProcess(spawn(), limits);
    spare = host;
    void host.ready.then((ready) => (failures = ready ? 0 : failures + 1));
    host.onEnd((fault) => {
      if (spare === host) spare = null;
      if (current === host) {
        current = null;
        if (!closed) onFault(fault);
        promote();
      }
      // The failure above is counted in a microtask; look at it after that.
      queueMicrotask(startSpareLater);
    });
  };
  const promote = (): HostProcess | null => {
    if (current !== null || closed) return current;
    // A host in use that ended takes the spare's place; one that did not even come up waits its turn.
    if (spare === null && failures === 0) startSpare();
    if (spare === null) return null;
    current = spare;
    spare = null;
    const host = current;
    void host.ready.then((ready) => {
      if (ready) startSpareLater();
    });
    prepare(host);
    return host;
  };

  promote();
  return {
    acquire: async () => {
      for (let attempt = 0; attempt < 3; attempt++) {
        if (promote() === null && !closed) await nextStart();
        const host = promote();
        if (host !== null && (await host.ready)) return host;
      }
      return scanProblem('driver-crashed', 'the scanner host does not start');
    },
    retire: () => {
      const old = current;
      current = null;
      old?.end(scanProblem('cancelled', 'replaced by a fresh one'));
      promote();
    },
    close: () => {
      closed = true;
      if (retry !== null) clearTimeout(retry);
      for (const host of [current, spare]) host?.end(scanProblem('cancelled', 'closed'));
    },
  };
};
