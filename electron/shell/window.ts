import { BrowserWindow } from 'electron';
import type { Log } from '../log/events.ts';
import { kioskOrigin } from './protocol.ts';

export interface KioskWindowOptions {
  readonly preload: string;
  /** Whole screen, nothing beside it. */
  readonly fullScreen: boolean;
  readonly log: Log;
}

/** The one window. A renderer that is gone or hangs is loaded again; the journey is in the main process. */
export const openKioskWindow = ({
  preload,
  fullScreen,
  log,
}: KioskWindowOptions): BrowserWindow => {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    useContentSize: true,
    frame: false,
    kiosk: fullScreen,
    show: false,
    backgroundColor: '#ffffff',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      devTools: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      partition: 'kiosk',
    },
  });
  window.setMenu(null);
  window.once('ready-to-show', () => window.show());
  const load = (): void => {
    window.loadURL(`${kioskOrigin}/`).catch(() => log('unexpected-error', { where: 'load' }));
  };
  window.webContents.on('render-process-gone', () => {
    log('renderer-gone');
    load();
    log('renderer-reloaded');
  });
  window.on('unresponsive', () => {
    log('renderer-gone');
    window.webContents.forcefullyCrashRenderer();
  });
  load();
  return window;
};
