import type { AttendantRequest } from '../electron/contract/attendant.ts';
import type { CustomerEvent } from '../electron/domain/journey.ts';
import type { PictureSize } from '../electron/domain/page.ts';
import type { KioskBridge, Utterance } from '../electron/contract/requests.ts';
import { pagePicturePath, type KioskView } from '../electron/contract/view.ts';

declare global {
  interface Window {
    readonly kiosk?: KioskBridge;
  }
}

/** What the screens need of the kiosk. The preview has one of its own. */
export interface KioskClient {
  /** Calls back with the view now and after every change; returns the way to stop. */
  readonly watchView: (listener: (view: KioskView) => void) => () => void;
  readonly send: (event: CustomerEvent) => void;
  /** Restarts the idle clock. */
  readonly reportActivity: () => void;
  /** Reads a text aloud instead of whatever is being read. */
  readonly speak: (utterance: Utterance) => void;
  /** Asks for something on behalf of an attendant. */
  readonly attend: (request: AttendantRequest) => void;
  /** Tells that the screen is alive. */
  readonly beat: () => void;
  /** Address of a page's picture, for an img element. */
  readonly pictureOf: (pageId: string, size: PictureSize) => string;
}

/** A request that fails is main's to report; the screen stays as it is and can be touched again. */
const settled = (answer: Promise<unknown>): void => {
  answer.catch(() => undefined);
};

/** The kiosk behind this window. Throws where the preload is missing: without it nothing works. */
export const connectKiosk = (): KioskClient => {
  const kiosk = window.kiosk;
  if (kiosk === undefined) throw new Error('window.kiosk is missing: the preload did not run');
  return {
    watchView: (listener) => {
      let changed = false;
      const stop = kiosk.onViewChanged((view) => {
        changed = true;
        listener(view);
      });
      // A change that arrives before the answer is newer than the answer.
      settled(
        kiosk.request('current-view', null).then((view) => {
          if (!changed) listener(view);
        }),
      );
      return stop;
    },
    send: (event) => settled(kiosk.request('customer-event', event)),
    reportActivity: () => settled(kiosk.request('activity', null)),
    speak: (utterance) => settled(kiosk.request('speak', utterance)),
    attend: (request) => settled(kiosk.request('attendant', request)),
    beat: () => settled(kiosk.request('heartbeat', null)),
    pictureOf: pagePicturePath,
  };
};
