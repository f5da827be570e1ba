import { constants, setPriority } from 'node:os';
import type { ParentPort } from './child-port.ts';
import { serveScanner } from './serve.ts';
import { stdioParentPort } from './stdio-port.ts';

/** Electron's process.parentPort, as far as it is needed here. */
interface ElectronParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
}

const orphanedAfterMs = 30_000;

const exit = (code: number): void => process.exit(code);

const electronPort = (process as { readonly parentPort?: ElectronParentPort | null }).parentPort;

const port: ParentPort =
  electronPort === undefined || electronPort === null
    ? stdioParentPort(() => exit(0))
    : {
        post: (message) => electronPort.postMessage(message),
        onMessage: (listener) => void electronPort.on('message', ({ data }) => listener(data)),
      };

/** Ends this process when the parent, which pings all the time, has not been heard for too long. */
const watchParent = (): (() => void) => {
  let timer = setTimeout(() => exit(0), orphanedAfterMs);
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => exit(0), orphanedAfterMs);
  };
};

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    // For ever, as a hanging driver waits, still needs a timer that fits 31 bits.
    const timer = setTimeout(finish, Math.min(ms, 2 ** 31 - 1));
    signal.addEventListener('abort', finish);
  });

const breathe = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** The screens come first on a small machine: a finger waits for an answer, a sheet in the feeder does not. */
const giveWay = (): void => {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // The system does not allow it: no reason not to scan.
  }
};

giveWay();
serveScanner(port, { wait, breathe, exit, heard: watchParent() });
