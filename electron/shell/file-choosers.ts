import type { WebContents } from 'electron';
import type { Log } from '../log/events.ts';

/** The version of Chromium's DevTools protocol that has the two commands below. */
const PROTOCOL = '1.3';

/**
 * No page opens a window of the operating system's to choose a file, whoever asks: the page, or a frame that a script
 * made with functions of its own. Electron has no option or event for that; Chromium's DevTools protocol has one
 * (Page.setInterceptFileChooserDialog), and it holds for every frame of these contents, also after a crash and a new
 * page. The File System Access functions ask past it and are switched off with `disableBlinkFeatures` (window.ts).
 */
export const interceptFileChoosers = (contents: WebContents, log: Log): void => {
  const { debugger: protocol } = contents;
  const intercept = async (): Promise<void> => {
    try {
      protocol.attach(PROTOCOL);
      await protocol.sendCommand('Page.enable');
      await protocol.sendCommand('Page.setInterceptFileChooserDialog', { enabled: true });
    } catch {
      // Contents that end meanwhile choose nothing any more.
      if (!contents.isDestroyed()) log('unexpected-error', { where: 'choosers' });
    }
  };
  protocol.on('message', (_event, method) => {
    if (method === 'Page.fileChooserOpened') log('chooser-denied');
  });
  void intercept();
};
