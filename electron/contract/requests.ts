import type { CustomerEvent } from '../domain/journey.ts';
import type { AttendantRequest } from './attendant.ts';
import type { KioskView } from './view.ts';

/** Something to be read aloud; it takes the place of whatever is being read. */
export interface Utterance {
  /** Plain text; empty only silences. */
  readonly text: string;
  /** Language of the text (BCP 47). */
  readonly locale: string;
  /** 1–5, of full loudness. */
  readonly volume: number;
  /** 1–5, 3 being the voice's own speed. */
  readonly speed: number;
}

/**
 * The whole conversation between renderer and main process: request name → what goes in, what comes back.
 * Adding one fails to compile until schemas.ts, the ipc host's handlers and the kiosk client know it.
 */
export interface KioskRequests {
  /** The view as it is now; asked for once when a screen starts. */
  readonly 'current-view': { readonly request: null; readonly response: KioskView };
  /** Something the customer asked for. Ignored by the journey where it makes no sense. */
  readonly 'customer-event': { readonly request: CustomerEvent; readonly response: null };
  /** The customer touched, typed or spoke; restarts the idle clock. */
  readonly activity: { readonly request: null; readonly response: null };
  /** Reads a text aloud through the headset; answered at once, not when it has been read. */
  readonly speak: { readonly request: Utterance; readonly response: null };
  /** Something an attendant asked for. Refused by main unless somebody with that right is logged on. */
  readonly attendant: { readonly request: AttendantRequest; readonly response: null };
  /** The screen is alive; when that is not heard for some seconds, the screen is loaded again. */
  readonly heartbeat: { readonly request: null; readonly response: null };
}
export type RequestName = keyof KioskRequests;

/** Every request by name, for the bridge in the preload. */
export const requestNames = {
  'current-view': true,
  'customer-event': true,
  activity: true,
  speak: true,
  attendant: true,
  heartbeat: true,
} as const satisfies Record<RequestName, true>;

/** What main tells the renderer without being asked. */
export interface KioskNotices {
  readonly 'view-changed': KioskView;
}

/** The channel names on the wire. What travels on them is sealed under the keys agreed on through the first. */
export const agreementChannel = 'kiosk:agree';
export const requestChannel = (name: RequestName): string => `kiosk:${name}`;
export const noticeChannel = (name: keyof KioskNotices): string => `kiosk-notice:${name}`;

/** What the preload puts on `window.kiosk`. */
export interface KioskBridge {
  readonly request: <Name extends RequestName>(
    name: Name,
    request: KioskRequests[Name]['request'],
  ) => Promise<KioskRequests[Name]['response']>;
  /** Calls back on every change; returns the way to stop listening. */
  readonly onViewChanged: (listener: (view: KioskView) => void) => () => void;
}
