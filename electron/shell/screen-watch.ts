import type { BrowserWindow } from 'electron';

/** What watches for the screen's signs of life (electron/watchdog/heartbeat.ts). */
interface Heartbeat {
  readonly expect: (withinMs: number) => void;
  readonly heard: () => void;
  readonly pause: () => void;
}

/** How long a screen may take to come up, ms. */
const LOAD_MS = 30_000;

/**
 * Tells the watch when the screen is loading or out of sight, and tells when its process is gone.
 * @param gone not called where a process ended in good order
 */
export const followScreen = (
  window: BrowserWindow,
  heartbeat: Heartbeat,
  gone: () => void,
): void => {
  window.webContents.on('did-start-loading', () => heartbeat.expect(LOAD_MS));
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    heartbeat.pause();
    if (reason !== 'clean-exit') gone();
  });
  window.on('minimize', () => heartbeat.pause());
  window.on('restore', () => heartbeat.heard());
  window.on('closed', () => heartbeat.pause());
};

/** Ends a screen's process that hangs; the window loads it again. */
export const endScreen = (window: BrowserWindow): void => {
  if (!window.isDestroyed()) window.webContents.forcefullyCrashRenderer();
};
