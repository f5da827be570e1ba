import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import {
  noticeChannel,
  requestChannel,
  requestNames,
  type KioskNotices,
  type KioskRequests,
  type RequestName,
} from '../contract/requests.ts';
import { requestSchemas } from '../contract/schemas.ts';
import type { Log } from '../log/events.ts';
import { kioskOrigin } from './protocol.ts';

/** What answers each request. */
export type RequestHandlers = {
  readonly [Name in RequestName]: (
    request: KioskRequests[Name]['request'],
  ) => KioskRequests[Name]['response'];
};

/** Only the top frame of our own page may ask. */
const isOurs = (event: IpcMainInvokeEvent): boolean => {
  const frame = event.senderFrame;
  return (
    frame !== null && frame === event.sender.mainFrame && frame.url.startsWith(`${kioskOrigin}/`)
  );
};

/** Listens to the contract's requests. What comes from the wrong frame or does not parse is refused and logged. */
export const hostRequests = (handlers: RequestHandlers, log: Log): void => {
  for (const name of Object.keys(requestNames) as RequestName[]) {
    // Which request goes with which handler is checked above, by the two maps' types.
    const handler = handlers[name] as (request: unknown) => unknown;
    ipcMain.handle(requestChannel(name), (event, message: unknown) => {
      const parsed = requestSchemas[name].safeParse(message);
      if (!isOurs(event) || !parsed.success) {
        log('request-refused', { request: name });
        throw new Error('refused');
      }
      return handler(parsed.data);
    });
  }
};

/** Tells the screens something. */
export const notify = <Name extends keyof KioskNotices>(
  window: BrowserWindow,
  name: Name,
  notice: KioskNotices[Name],
): void => {
  if (!window.isDestroyed()) window.webContents.send(noticeChannel(name), notice);
};
