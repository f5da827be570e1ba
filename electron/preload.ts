import { contextBridge, ipcRenderer, webFrame } from 'electron';
import {
  noticeChannel,
  requestChannel,
  requestNames,
  type KioskBridge,
} from './contract/requests.ts';
import type { KioskView } from './contract/view.ts';

// Sandboxed: no packages, no Node. Only the requests of the contract leave this file.
const bridge: KioskBridge = {
  request: (name, request) =>
    Object.hasOwn(requestNames, name)
      ? ipcRenderer.invoke(requestChannel(name), request)
      : Promise.reject(new Error('There is no such request.')),
  onViewChanged: (listener) => {
    const hear = (_event: unknown, view: KioskView): void => listener(view);
    ipcRenderer.on(noticeChannel('view-changed'), hear);
    return () => void ipcRenderer.off(noticeChannel('view-changed'), hear);
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
