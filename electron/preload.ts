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
 * Runs in the page's own world before any of its scripts. A page may not open a file chooser, which would be a
 * window of the operating system's; nothing outside the page can forbid that. The content security policy and
 * the missing network already keep foreign scripts out: this is the second door.
 */
const withoutFileChoosers = (): void => {
  const isFileInput = (thing: unknown): boolean =>
    (thing instanceof HTMLInputElement && thing.type === 'file') ||
    (thing instanceof HTMLLabelElement && isFileInput(thing.control));
  const guard = (owner: object, name: string): void => {
    const original = Reflect.get(owner, name) as (...args: unknown[]) => unknown;
    const value = function (this: unknown, ...args: unknown[]): unknown {
      return isFileInput(this) ? undefined : Reflect.apply(original, this, args);
    };
    Object.defineProperty(owner, name, { value, writable: false, configurable: false });
  };
  guard(HTMLElement.prototype, 'click');
  guard(EventTarget.prototype, 'dispatchEvent');
  guard(HTMLInputElement.prototype, 'showPicker');
  window.addEventListener(
    'click',
    (event) => {
      if (event.composedPath().some(isFileInput)) event.preventDefault();
    },
    { capture: true },
  );
  for (const name of ['showOpenFilePicker', 'showSaveFilePicker', 'showDirectoryPicker'])
    Object.defineProperty(window, name, { value: undefined });
};

contextBridge.exposeInMainWorld('kiosk', bridge);
void webFrame.executeJavaScript(`(${withoutFileChoosers.toString()})()`);
