import { BrowserWindow } from 'electron';

/** Above panels and notifications, as far as the system has such a thing. */
const ON_TOP = 'screen-saver';

const others = (window: BrowserWindow) =>
  BrowserWindow.getAllWindows().filter((other) => other !== window);

/** Lets somebody at the system behind the kiosk. */
export const leaveWindow = (window: BrowserWindow): void => {
  window.setAlwaysOnTop(false);
  window.setKiosk(false);
  window.minimize();
  for (const other of others(window)) other.hide();
};

/**
 * Takes the whole screen again.
 * @param fullScreen whether the window is to have the screen for itself, as it does in an installed kiosk
 */
export const lockWindow = (window: BrowserWindow, fullScreen: boolean): void => {
  if (window.isDestroyed()) return;
  window.restore();
  window.show();
  window.focus();
  if (!fullScreen) return;
  window.setKiosk(true);
  window.setAlwaysOnTop(true, ON_TOP);
  for (const other of others(window)) other.show();
  window.moveTop();
};
