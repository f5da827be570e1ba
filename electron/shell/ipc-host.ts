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
import { kioskPage } from './protocol.ts';
import { createPacer, type Pace } from './request-pace.ts';

/** What answers each request. */
export type RequestHandlers = {
  readonly [Name in RequestName]: (
    request: KioskRequests[Name]['request'],
  ) => KioskRequests[Name]['response'];
};

/** Far more than fingers can do, far less than it takes to keep the main process from its work. */
const pace: Pace = { burst: 60, perSecond: 30 };

/** Refused requests are counted and told together, at most this often, in milliseconds. */
const TELL_EVERY_MS = 10_000;

/** Only the top frame of our own page, in the kiosk's own window, may ask. */
const isOurs = (event: IpcMainInvokeEvent, window: BrowserWindow | null): boolean => {
  const frame = event.senderFrame;
  return (
    window !== null &&
    !window.isDestroyed() &&
    event.sender === window.webContents &&
    frame !== null &&
    frame === event.sender.mainFrame &&
    frame.url === kioskPage
  );
};

/** Tells of the first refusal at once, of those that follow together, so that a flood does not fill the log. */
const refusals = (log: Log, now: () => number): ((request: RequestName) => void) => {
  let count = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  return (request) => {
    count += 1;
    if (now() - toldAt < TELL_EVERY_MS) return;
    toldAt = now();
    log('request-refused', { request, count });
    count = 0;
  };
};

/**
 * Listens to the contract's requests. What comes from the wrong window or frame, does not parse, or comes faster
 * than anybody can touch is refused and logged. What makes no sense at the journey's step, the journey ignores.
 * @param window the kiosk's window, once there is one
 * @param now clock in milliseconds
 */
export const hostRequests = (
  handlers: RequestHandlers,
  window: () => BrowserWindow | null,
  log: Log,
  now: () => number,
): void => {
  const refused = refusals(log, now);
  for (const name of Object.keys(requestNames) as RequestName[]) {
    // Which request goes with which handler is checked above, by the two maps' types.
    const handler = handlers[name] as (request: unknown) => unknown;
    const mayPass = createPacer(pace, now);
    ipcMain.handle(requestChannel(name), (event, message: unknown) => {
      // The pace comes first: it is the cheapest to say.
      const parsed =
        mayPass() && isOurs(event, window()) ? requestSchemas[name].safeParse(message) : null;
      if (parsed?.success !== true) {
        refused(name);
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
