import type { ParentPort } from './domain/child-port.ts';

interface ElectronParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/**
 * The parent of this process: Electron's utilityProcess, or a Node process that forked it. Ends the process when
 * the parent has gone, so that no orphan keeps working.
 */
export const parentPort = (): ParentPort => {
  const electron = (process as { parentPort?: ElectronParentPort }).parentPort;
  if (electron !== undefined)
    return {
      post: (message) => electron.postMessage(message),
      onMessage: (listener) => electron.on('message', ({ data }) => listener(data)),
    };
  process.on('disconnect', () => process.exit(0));
  return {
    post: (message) => void process.send?.(message),
    onMessage: (listener) => void process.on('message', listener),
  };
};
