import type { DriverConfig } from '../drivers/driver-config.ts';
import { scanProblem, type ScanProblem } from '../scan-problem.ts';
import type { ScanEvent, Scanner, ScanSettings } from '../scanner.ts';
import type { ChildPort } from './child-port.ts';
import { createHostPool } from './host-pool.ts';
import type { Answer, HostProcess } from './host-process.ts';
import { defaultLimits, type HostLimits } from './limits.ts';

/** What a hosted scanner needs. */
export interface HostedScannerOptions {
  /** Starts the child program host/host-main.ts and connects to it. */
  readonly spawn: () => ChildPort;
  readonly driver: DriverConfig;
  readonly limits?: Partial<HostLimits>;
  /** Told when a host had to be replaced: 'driver-crashed' or 'driver-hung', for the log. */
  readonly onHostFault?: (fault: ScanProblem) => void;
}

/** A scanner in a child process that can be replaced on purpose. */
export interface HostedScanner extends Scanner {
  /** Goes on with a fresh process, unless a scan runs: what the old one had read is gone with it. */
  renew(): Promise<void>;
}

/**
 * The promise's value, or 'aborted' as soon as the signal says so. Leaves nothing behind at the signal: racing against
 * one long-lived promise would keep every page of a scan alive until its end.
 */
const unlessAborted = <Value>(
  promise: Promise<Value>,
  signal: AbortSignal,
): Promise<Value | 'aborted'> =>
  new Promise((resolve, reject) => {
    const onAbort = (): void => resolve('aborted');
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });

const cancelled = scanProblem('cancelled', 'cancelled');

/** Whether an event continues the scan as it must; else what is wrong with it. */
const disorderIn = (event: ScanEvent, pages: number, maxPages: number): string | null => {
  if (event.kind === 'end')
    return event.pages === pages ? null : 'the page count at the end is wrong';
  if (event.kind === 'progress') return null;
  return event.page.sequence === pages + 1 && pages < maxPages ? null : 'a page out of order';
};

/**
 * A scanner that lives in a child process. A driver that crashes, hangs, floods or breaks the protocol costs its
 * process; pages already delivered stay, the scan ends with a problem, and a spare host takes over at once.
 */
export const createHostedScanner = (options: HostedScannerOptions): HostedScanner => {
  const limits: HostLimits = { ...defaultLimits, ...options.limits };
  let note: unknown = null;
  let nextId = 1;
  let scanning = false;
  let settled: Promise<void> = Promise.resolve();
  const pool = createHostPool(
    options.spawn,
    limits,
    (host) => host.configure(options.driver, note),
    (fault) => options.onHostFault?.(fault),
  );

  /** Asks the host in use; if it falls over, its successor once more. */
  const askTwice = async (ask: (host: HostProcess) => Promise<Answer>): Promise<Answer> => {
    await settled;
    let fault: ScanProblem | null = null;
    for (let attempt = 0; attempt < 2; attempt++) {
      const host = await pool.acquire();
      if ('kind' in host) return { type: 'fault', fault: fault ?? host };
      const answer = await ask(host);
      if (answer.type !== 'fault') return answer;
      ({ fault } = answer);
    }
    return { type: 'fault', fault: fault ?? cancelled };
  };

  /** A look is not tried again with another host: what hangs at a look would only hang there too. */
  const askForPaper = async (deviceId: string): Promise<boolean | null> => {
    await settled;
    const host = scanning ? null : await pool.acquire();
    if (host === null || 'kind' in host) return null;
    const answer = await host.ask(
      { type: 'feel-paper', id: nextId++, deviceId },
      limits.capabilitiesMs,
    );
    if (answer.type !== 'paper') return null;
    ({ note } = answer);
    return answer.loaded;
  };

  const nextOf = async (host: HostProcess, id: number, timeoutMs: number): Promise<ScanEvent> => {
    const answer = await host.ask({ type: 'next', id }, timeoutMs);
    if (answer.type === 'event') {
      note = answer.note;
      return answer.event;
    }
    const problem =
      answer.type === 'fault'
        ? answer.fault
        : scanProblem('driver-crashed', 'an answer of another kind');
    return { kind: 'end', problem, pages: 0 };
  };

  /** Lets a scan nobody follows any more end in its own time; a host that cannot is ended. */
  const settle = async (
    host: HostProcess,
    id: number,
    pending: Promise<ScanEvent> | null,
  ): Promise<void> => {
    host.send({ type: 'cancel', id });
    const hung = scanProblem('driver-hung', `not cancelled within ${limits.cancelMs} ms`);
    const timer = setTimeout(() => host.end(hung), limits.cancelMs);
    let event = await (pending ?? nextOf(host, id, limits.eventMs));
    while (event.kind !== 'end') event = await nextOf(host, id, limits.eventMs);
    clearTimeout(timer);
  };

  async function* follow(
    host: HostProcess,
    deviceId: string,
    settings: ScanSettings,
    signal: AbortSignal,
  ): AsyncGenerator<ScanEvent, void> {
    const id = nextId++;
    const timeoutMs = limits.eventMs + (settings.waitForPaperMs ?? 0);
    let pages = 0;
    let over = false;
    let pending: Promise<ScanEvent> | null = null;
    host.send({ type: 'scan', id, deviceId, settings });
    try {
      for (;;) {
        pending = nextOf(host, id, timeoutMs);
        const event = await unlessAborted(pending, signal);
        if (event === 'aborted') {
          yield { kind: 'end', problem: cancelled, pages };
          return;
        }
        pending = null;
        over = event.kind === 'end';
        const disorder = host.fault === null ? disorderIn(event, pages, settings.maxPages) : null;
        if (disorder !== null) host.end(scanProblem('driver-crashed', disorder));
        if (disorder !== null || event.kind === 'end') {
          over = true;
          const problem = disorder === null && event.kind === 'end' ? event.problem : host.fault;
          yield { kind: 'end', problem, pages };
          return;
        }
        if (event.kind === 'page') pages += 1;
        yield event;
      }
    } finally {
      if (!over) settled = settle(host, id, pending);
    }
  }

  return {
    list: async () => {
      const answer = await askTwice((host) =>
        host.ask({ type: 'list', id: nextId++ }, limits.listMs),
      );
      return answer.type === 'devices' ? answer.devices : [];
    },
    capabilities: async (deviceId) => {
      const answer = await askTwice((host) =>
        host.ask({ type: 'capabilities', id: nextId++, deviceId }, limits.capabilitiesMs),
      );
      if (answer.type === 'capabilities') return answer.capabilities;
      return answer.type === 'fault'
        ? answer.fault
        : scanProblem('driver-crashed', 'a wrong answer');
    },
    feelsPaper: (deviceId) => {
      const look = askForPaper(deviceId);
      // The device does one thing at a time: a scan asked for now begins when the look is over.
      settled = look.then(
        () => undefined,
        () => undefined,
      );
      return look;
    },
    scan: async function* (deviceId, settings, signal) {
      if (scanning) {
        yield { kind: 'end', problem: scanProblem('busy', 'another scan is running'), pages: 0 };
        return;
      }
      scanning = true;
      try {
        const host = await unlessAborted(
          settled.then(() => pool.acquire()),
          signal,
        );
        if (host === 'aborted') yield { kind: 'end', problem: cancelled, pages: 0 };
        else if ('kind' in host) yield { kind: 'end', problem: host, pages: 0 };
        else yield* follow(host, deviceId, settings, signal);
      } finally {
        scanning = false;
      }
    },
    renew: async () => {
      await settled;
      if (!scanning) pool.retire();
    },
    close: async () => {
      await settled;
      pool.close();
    },
  };
};
