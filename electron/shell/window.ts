import { BrowserWindow, clipboard, screen, type Session } from 'electron';
import type { KioskView } from '../contract/view.ts';
import type { Log } from '../log/events.ts';
import { displaysToCover } from './displays.ts';
import { blankPage, kioskPage } from './protocol.ts';
import { heapWiper } from './wipe-heap.ts';

export interface KioskWindowOptions {
  readonly preload: string;
  /** The session of the screens. */
  readonly session: Session;
  /** Whole screen on every display, on top of everything, nothing beside it. */
  readonly fullScreen: boolean;
  /** Sends a view to the screens. */
  readonly tell: (view: KioskView) => void;
  /** Told when the screens' process is to end: what main has of it must go, too. */
  readonly leaving: () => void;
  /** Told of every window that is opened for the screens. */
  readonly opened: (window: BrowserWindow) => void;
  readonly log: Log;
}

/** The one window with screens. */
export interface KioskWindow {
  readonly window: BrowserWindow;
  /** Brings a view to the screens; at the end of a visit to screens that know nothing of it. */
  readonly show: (view: KioskView) => void;
  /** From now on the window may be closed: the kiosk is ending. */
  readonly release: () => void;
}

/** Above panels and notifications, as far as the system has such a thing. */
const ON_TOP = 'screen-saver';

/** Middle clicks, and choosing files past the interception of file-choosers.ts. */
export const CLOSED_FEATURES = 'Auxclick,FileSystemAccess,FileSystemAccessLocal';

/** What no page of the kiosk may do. */
export const lockedPreferences = (session: Session) => ({
  session,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  plugins: false,
  webgl: false,
  devTools: false,
  spellcheck: false,
  navigateOnDragDrop: false,
  disableDialogs: true,
  safeDialogs: true,
  autoplayPolicy: 'document-user-activation-required' as const,
});

/** Blank windows over all other displays, kept in step when displays come and go. */
const coverOtherDisplays = (window: BrowserWindow, session: Session): void => {
  let covers: readonly BrowserWindow[] = [];
  const cover = (): void => {
    for (const old of covers) old.destroy();
    const kioskDisplay = screen.getDisplayMatching(window.getBounds()).id;
    covers = displaysToCover(screen.getAllDisplays(), kioskDisplay).map(({ bounds }) => {
      const blank = new BrowserWindow({
        ...bounds,
        frame: false,
        focusable: false,
        kiosk: true,
        backgroundColor: '#000000',
        webPreferences: {
          ...lockedPreferences(session),
          sandbox: true,
          contextIsolation: true,
          disableBlinkFeatures: CLOSED_FEATURES,
        },
      });
      blank.setAlwaysOnTop(true, ON_TOP);
      return blank;
    });
    if (!window.isDestroyed()) window.moveTop();
  };
  cover();
  screen.on('display-added', cover);
  screen.on('display-removed', cover);
  screen.on('display-metrics-changed', cover);
  window.once('closed', () => {
    for (const old of covers) old.destroy();
  });
};

/**
 * How long after a visit V8's heap is wiped again, ms: what was still under way then has come to its end, on a busy
 * machine not before the last.
 */
const STRAGGLERS_MS = [3_000, 12_000];

const isVisit = ({ journey: { step } }: KioskView): boolean =>
  step !== 'attract' && step !== 'out-of-order' && step !== 'language';

interface OlderClipboard {
  clear(type: 'selection'): void;
}

/** The clipboard, and on Linux the text marked last; newer releases of Electron have an object of its own for that. */
const clearClipboards = (): void => {
  clipboard.clear();
  if (process.platform !== 'linux') return;
  const { selection } = clipboard as { readonly selection?: { clear(): void } };
  if (selection === undefined) (clipboard as unknown as OlderClipboard).clear('selection');
  else selection.clear();
};

/** What could remind the next customer of the one before: clipboard, marked text, caches, anything stored. */
const forget = async (session: Session): Promise<void> => {
  clearClipboards();
  await Promise.all([
    session.clearCache(),
    session.clearStorageData(),
    session.clearAuthCache(),
    session.clearHostResolverCache(),
  ]);
};

/**
 * The one window. A renderer that is gone or hangs is loaded again; the journey is in the main process. At the end
 * of every visit the screens' process ends, too, and with it everything that it remembers of the customer.
 */
export const openKioskWindow = ({
  preload,
  session,
  fullScreen,
  tell,
  leaving,
  opened,
  log,
}: KioskWindowOptions): KioskWindow => {
  const createWindow = (): BrowserWindow =>
    new BrowserWindow({
      width: 1280,
      height: 800,
      useContentSize: true,
      frame: false,
      kiosk: fullScreen,
      show: false,
      backgroundColor: '#ffffff',
      webPreferences: {
        ...lockedPreferences(session),
        // Here, not above, so that whoever audits a window sees it (docs/decisions/0060-electron-audit.md).
        sandbox: true,
        contextIsolation: true,
        disableBlinkFeatures: CLOSED_FEATURES,
        preload,
      },
    });
  const wipeHeap = heapWiper();
  let released = false;
  let visiting = false;
  let renewing = false;
  let window = createWindow();
  const load = (): void => {
    window.loadURL(kioskPage).catch(() => log('unexpected-error', { where: 'load' }));
  };
  /** Leaves the page for one of another origin, which ends the process behind it; or that process dies by itself. */
  const leavePage = (): Promise<void> =>
    new Promise((left) => {
      const { webContents } = window;
      const gone = (): void => left();
      webContents.once('render-process-gone', gone);
      void window
        .loadURL(blankPage)
        .catch(() => log('unexpected-error', { where: 'renew' }))
        .finally(() => {
          if (!webContents.isDestroyed()) webContents.off('render-process-gone', gone);
          left();
        });
    });
  /** Lets the screens' process end, forgets the rest, and comes back. */
  const renew = async (): Promise<void> => {
    if (renewing) return;
    renewing = true;
    leaving();
    await leavePage();
    await forget(session).catch(() => log('wipe-failed'));
    wipeHeap();
    renewing = false;
    if (window.isDestroyed()) return;
    load();
    for (const ms of STRAGGLERS_MS) setTimeout(wipeHeap, ms);
    log('screens-renewed');
  };
  const open = (): void => {
    window.setMenu(null);
    window.once('ready-to-show', () => {
      window.show();
      if (!fullScreen) return;
      window.setAlwaysOnTop(true, ON_TOP);
      coverOtherDisplays(window, session);
    });
    window.on('close', (event) => {
      if (!released) event.preventDefault();
    });
    // A page can close its window past the event above; then there is a new one.
    window.on('closed', () => {
      if (released) return;
      log('window-closed');
      window = createWindow();
      open();
    });
    window.webContents.on('render-process-gone', () => {
      if (renewing) return;
      log('renderer-gone');
      load();
      log('renderer-reloaded');
    });
    window.on('unresponsive', () => {
      log('renderer-gone');
      window.webContents.forcefullyCrashRenderer();
    });
    opened(window);
    load();
  };
  open();
  return {
    get window() {
      return window;
    },
    show: (view) => {
      const over = visiting && !isVisit(view);
      visiting = isVisit(view);
      // While the screens are renewed they ask for the view themselves as soon as they are there.
      if (over) void renew();
      else if (!renewing) tell(view);
    },
    release: () => {
      released = true;
    },
  };
};
