import type { AttendantRequest } from '../../electron/contract/attendant.ts';
import type { CustomerEvent } from '../../electron/domain/journey.ts';
import { nextJourney } from '../../electron/domain/next-journey.ts';
import type { Utterance } from '../../electron/contract/requests.ts';
import type { KioskView } from '../../electron/contract/view.ts';
import type { KioskClient } from '../kiosk-client.ts';
import { previewPicture } from './pages.ts';

/** A kiosk without a kiosk: shows any state, follows the real journey, remembers what it was asked. */
export interface FakeKiosk extends KioskClient {
  readonly show: (view: KioskView) => void;
  /** Everything read aloud since the last `show`, oldest first. */
  readonly spoken: readonly Utterance[];
  /** Everything asked for on behalf of an attendant since the last `show`, oldest first. */
  readonly attended: readonly AttendantRequest[];
  /** Everything the screens asked for since the last `show`, oldest first. */
  readonly asked: readonly (CustomerEvent | { readonly kind: 'activity' })[];
}

export const fakeKiosk = (first: KioskView): FakeKiosk => {
  let view = first;
  const asked: (CustomerEvent | { readonly kind: 'activity' })[] = [];
  const spoken: Utterance[] = [];
  const attended: AttendantRequest[] = [];
  const listeners = new Set<(view: KioskView) => void>();
  const change = (next: KioskView): void => {
    view = next;
    for (const listener of listeners) listener(view);
  };
  return {
    asked,
    spoken,
    attended,
    speak: (utterance) => {
      spoken.push(utterance);
    },
    show: (next) => {
      asked.length = 0;
      spoken.length = 0;
      attended.length = 0;
      change(next);
    },
    watchView: (listener) => {
      listeners.add(listener);
      listener(view);
      return () => listeners.delete(listener);
    },
    send: (event) => {
      asked.push(event);
      change({ ...view, journey: nextJourney(view.journey, event, rulesOf(view), 'v').journey });
    },
    reportActivity: () => {
      asked.push({ kind: 'activity' });
      if (view.idle.phase === 'warning') change({ ...view, idle: { phase: 'active' } });
    },
    attend: (request) => {
      attended.push(request);
    },
    beat: () => undefined,
    pictureOf: previewPicture,
  };
};

const rulesOf = ({ site }: KioskView): Parameters<typeof nextJourney>[2] => ({
  topics: site.topics.map(({ id }) => id),
  languages: site.languages,
  defaultLanguage: site.defaultLanguage,
  maxPages: site.maxPages,
  printsReceipts: site.printsReceipts,
  asksDetails: site.details.caseNumber.use !== 'hidden' || site.details.name.use !== 'hidden',
  acceptsDetails: () => true,
});
