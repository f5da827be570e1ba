import { contextBridge, ipcRenderer } from 'electron';
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

contextBridge.exposeInMainWorld('kiosk', bridge);
