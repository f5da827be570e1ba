import { useCallback, useEffect, useMemo, useState } from 'react';
import type { KioskView } from '../electron/contract/view.ts';
import type { Journey } from '../electron/domain/journey.ts';
import type { Language } from '../electron/domain/language.ts';
import type { DisplaySettings } from './display/settings.ts';
import { textsOf } from './i18n/index.ts';
import type { KioskClient } from './kiosk-client.ts';
import type { Kiosk } from './kiosk-context.ts';

/** How long a choice made outside of a visit stays when nobody goes on, in milliseconds. */
const FORGET_AFTER_MS = 60_000;

/** What this customer chose for the screen itself; the journey in the main process does not know of it. */
interface Choices {
  readonly language: Language | null;
  readonly display: DisplaySettings;
}

/** Everything the screens can use, from the view and what the customer chose for the screen. */
export const useKioskValue = (
  client: KioskClient,
  view: KioskView,
  usual: DisplaySettings,
): Kiosk => {
  const { journey, site } = view;
  const ofVisit = languageOfVisit(journey);
  const [{ language: outside, display }, setChoices] = useChoices(journey, usual);
  const inVisit = ofVisit !== null;
  const chooseLanguage = useCallback(
    (chosen: Language) => {
      if (inVisit) client.send({ kind: 'choose-language', language: chosen });
      else setChoices((choices) => ({ ...choices, language: chosen }));
    },
    [client, inVisit, setChoices],
  );
  const changeDisplay = useCallback(
    (change: Partial<DisplaySettings>) =>
      setChoices((choices) => ({ ...choices, display: { ...choices.display, ...change } })),
    [setChoices],
  );
  const language = ofVisit ?? outside ?? site.defaultLanguage;
  return useMemo(
    () => ({
      view,
      client,
      language,
      texts: textsOf[language],
      display,
      changeDisplay,
      chooseLanguage,
    }),
    [view, client, language, display, changeDisplay, chooseLanguage],
  );
};

/** The choices, forgotten when a visit ends, and on the waiting screen when nobody goes on. */
const useChoices = (journey: Journey, usual: DisplaySettings) => {
  const noChoices = useMemo<Choices>(() => ({ language: null, display: usual }), [usual]);
  const [choices, setChoices] = useState(noChoices);
  const waiting = journey.step === 'attract' || journey.step === 'out-of-order';
  const [wasWaiting, setWasWaiting] = useState(waiting);
  if (waiting !== wasWaiting) {
    setWasWaiting(waiting);
    if (waiting) setChoices(noChoices);
  }
  useEffect(() => {
    if (!waiting || choices === noChoices) return;
    const forget = setTimeout(() => setChoices(noChoices), FORGET_AFTER_MS);
    return () => clearTimeout(forget);
  }, [waiting, choices, noChoices]);
  return [choices, setChoices] as const;
};

const languageOfVisit = (journey: Journey): Language | null => {
  if ('visit' in journey) return journey.visit.language;
  return journey.step === 'receipt' ? journey.language : null;
};
