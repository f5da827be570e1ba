import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import {
  agreementChannel,
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
import { openJson, sealJson } from './sealed-json.ts';
import { beginAgreement, type SealedChannel } from './sealed-channel.ts';

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

type RefusedRequest = RequestName | 'agree';

/** Tells of the first refusal at once, of those that follow together, so that a flood does not fill the log. */
const refusals = (log: Log, now: () => number): ((request: RefusedRequest) => void) => {
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

/** What main does with the screens without being asked. */
export interface ScreenLine {
  /** Tells the screens something; nothing before they have asked for the view. */
  readonly notify: <Name extends keyof KioskNotices>(
    name: Name,
    notice: KioskNotices[Name],
  ) => void;
  /** The screens' process ends: its keys are forgotten. */
  readonly forget: () => void;
}

/**
 * Listens to the contract's requests. What comes from the wrong window or frame, is not sealed under this page's keys,
 * does not parse, or comes faster than anybody can touch is refused and logged. What makes no sense at the journey's
 * step, the journey ignores.
 * @param window the kiosk's window, once there is one
 * @param now clock in milliseconds
 */
export const hostRequests = (
  handlers: RequestHandlers,
  window: () => BrowserWindow | null,
  log: Log,
  now: () => number,
): ScreenLine => {
  const refused = refusals(log, now);
  let keys: SealedChannel | null = null;
  const forget = (): void => {
    keys?.close();
    keys = null;
  };
  /** Answers what may pass; `answer` gives null for what must not. */
  const listen = (
    name: RefusedRequest,
    wire: string,
    answer: (message: Uint8Array) => { readonly value: unknown } | null,
  ): void => {
    const mayPass = createPacer(pace, now);
    ipcMain.handle(wire, (event, message: unknown) => {
      // The pace comes first: it is the cheapest to say.
      const isHeard = mayPass() && isOurs(event, window()) && message instanceof Uint8Array;
      const answered = isHeard ? answer(message) : null;
      if (answered !== null) return answered.value;
      refused(name);
      throw new Error('refused');
    });
  };
  listen('agree', agreementChannel, (point) => {
    const agreement = beginAgreement('main');
    const next = agreement.with(point);
    if (next === null) return null;
    forget();
    keys = next;
    return { value: agreement.point };
  });
  for (const name of Object.keys(requestNames) as RequestName[]) {
    // Which request goes with which handler is checked above, by the two maps' types.
    const handler = handlers[name] as (request: unknown) => unknown;
    const wire = requestChannel(name);
    listen(name, wire, (message) => {
      const sealedBy = keys;
      if (sealedBy === null) return null;
      const opened = openJson(sealedBy, message, wire);
      const parsed = opened.ok ? requestSchemas[name].safeParse(opened.value) : null;
      if (parsed?.success !== true) return null;
      const answer = handler(parsed.data);
      return { value: answer === null ? null : sealJson(sealedBy, answer, wire) };
    });
  }
  return {
    forget,
    notify: (name, notice) => {
      const shown = window();
      if (shown === null || shown.isDestroyed() || keys === null) return;
      const wire = noticeChannel(name);
      shown.webContents.send(wire, sealJson(keys, notice, wire));
    },
  };
};
