import type { ChildPort } from '../../scanner-bridge/index.ts';
import { serveScanner } from '../../scanner-bridge/host/serve.ts';

/** Waits in real time, or until aborted. */
export const wait = (ms: number, signal: AbortSignal): Promise<void> =>
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
    const timer = setTimeout(finish, Math.min(ms, 2 ** 31 - 1));
    timer.unref();
    signal.addEventListener('abort', finish);
  });

const breathe = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** A scanner host in this very process, spoken to through clones as over a message port: quick to start by the hundred. */
export const spawnInProcess = (): ChildPort => {
  let toParent: (message: unknown) => void = () => undefined;
  let toHost: (message: unknown) => void = () => undefined;
  let exited: ((code: number | null) => void) | null = null;
  let alive = true;
  const end = (code: number | null): void => {
    if (!alive) return;
    alive = false;
    exited?.(code);
  };
  serveScanner(
    {
      post: (message) => {
        const copy: unknown = structuredClone(message);
        queueMicrotask(() => alive && toParent(copy));
      },
      onMessage: (listener) => {
        toHost = listener;
      },
    },
    { wait, breathe, exit: end, heard: () => undefined },
  );
  return {
    post: (message) => {
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => alive && toHost(copy));
    },
    onMessage: (listener) => {
      toParent = listener;
    },
    onExit: (listener) => {
      exited = listener;
    },
    kill: () => end(null),
  };
};
