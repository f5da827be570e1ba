import { contextBridge, ipcRenderer, webFrame } from 'electron';
import {
  agreementChannel,
  noticeChannel,
  requestChannel,
  requestNames,
  type KioskBridge,
} from './contract/requests.ts';
import type { KioskView } from './contract/view.ts';
import { agreeWithMain, type ScreenChannel } from './preload-sealing.ts';

let agreed: Promise<ScreenChannel> | null = null;

/** The keys that this process and main have; agreed on when the first request is made. */
const channel = (): Promise<ScreenChannel> => {
  agreed ??= agreeWithMain((point) => ipcRenderer.invoke(agreementChannel, point)).catch(
    (error: unknown) => {
      agreed = null;
      throw error;
    },
  );
  return agreed;
};

// Sandboxed: no packages, no Node. Only the requests of the contract leave this file, sealed.
const bridge: KioskBridge = {
  request: async (name, request) => {
    if (!Object.hasOwn(requestNames, name)) throw new Error('There is no such request.');
    const { seal, open } = await channel();
    const answer: unknown = await ipcRenderer.invoke(
      requestChannel(name),
      await seal(request, requestChannel(name)),
    );
    // Main answers what the contract says; nothing is not sealed.
    return (answer === null ? null : await open(answer, requestChannel(name))) as never;
  },
  onViewChanged: (listener) => {
    const about = noticeChannel('view-changed');
    const hear = (_event: unknown, sealed: unknown): void =>
      void channel()
        .then(({ open }) => open(sealed, about))
        .then((view) => listener(view as KioskView))
        // From before this page's keys: the page asks for the view itself when it begins.
        .catch(() => undefined);
    ipcRenderer.on(about, hear);
    return () => void ipcRenderer.off(about, hear);
  },
};

/** Nothing comes in or goes out by clipboard, by dragging, by a menu or by the middle button. */
const closedWays = [
  ...['copy', 'cut', 'paste', 'contextmenu', 'auxclick'],
  ...['dragstart', 'dragenter', 'dragover', 'drop'],
];
for (const way of closedWays) {
  window.addEventListener(
    way,
    (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { capture: true },
  );
}

/**
 * Runs in the page's own world before any of its scripts. A page may not open a chooser (for files, colours, dates),
 * which would be a window of the operating system's, and may not move its own window. The main process intercepts
 * choosers of files (shell/file-choosers.ts); nothing outside the page can forbid the others. The content security
 * policy and the missing network already keep foreign scripts out: this is the second door.
 */
const withoutChoosers = (): void => {
  const opensChooser = (thing: unknown): boolean =>
    (thing instanceof HTMLInputElement &&
      /^(file|color|date|datetime-local|month|week|time)$/.test(thing.type)) ||
    thing instanceof HTMLSelectElement ||
    (thing instanceof HTMLLabelElement && opensChooser(thing.control));
  const fix = (owner: object, name: string, value: unknown): void => {
    Object.defineProperty(owner, name, { value, writable: false, configurable: false });
  };
  const guard = (owner: object, name: string): void => {
    const original = Reflect.get(owner, name) as (...args: unknown[]) => unknown;
    fix(owner, name, function (this: unknown, ...args: unknown[]): unknown {
      return opensChooser(this) ? undefined : Reflect.apply(original, this, args);
    });
  };
  guard(HTMLElement.prototype, 'click');
  guard(EventTarget.prototype, 'dispatchEvent');
  fix(HTMLInputElement.prototype, 'showPicker', undefined);
  fix(HTMLSelectElement.prototype, 'showPicker', undefined);
  window.addEventListener(
    'click',
    (event) => {
      if (event.composedPath().some(opensChooser)) event.preventDefault();
    },
    { capture: true },
  );
  fix(StorageManager.prototype, 'getDirectory', undefined);
  const closed = [
    ...['showOpenFilePicker', 'showSaveFilePicker', 'showDirectoryPicker', 'open', 'print'],
    'openDatabase',
    ...['moveTo', 'moveBy', 'resizeTo', 'resizeBy', 'close'],
  ];
  for (const name of closed) fix(window, name, () => null);
};

contextBridge.exposeInMainWorld('kiosk', bridge);
void webFrame.executeJavaScript(`(${withoutChoosers.toString()})()`);
