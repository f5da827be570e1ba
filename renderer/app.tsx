import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Journey } from '../electron/domain/journey.ts';
import type { Language } from '../electron/domain/language.ts';
import type { KioskView } from '../electron/contract/view.ts';
import { Failure } from './components/failure.tsx';
import { Frame } from './components/frame.tsx';
import { IdleWarning } from './components/idle-warning.tsx';
import { textsOf } from './i18n/index.ts';
import type { KioskClient } from './kiosk-client.ts';
import { KioskContext, type Kiosk } from './kiosk-context.ts';
import { Attract } from './screens/attract.tsx';
import { Check } from './screens/check.tsx';
import { DetailsQuestions } from './screens/details.tsx';
import { LanguageChoice } from './screens/language-choice.tsx';
import { NotSubmitted } from './screens/not-submitted.tsx';
import { OutOfOrder } from './screens/out-of-order.tsx';
import { Prepare } from './screens/prepare.tsx';
import { ReceiptScreen } from './screens/receipt.tsx';
import { Review } from './screens/review.tsx';
import { Scan } from './screens/scan.tsx';
import { Submitting } from './screens/submitting.tsx';
import { TopicChoice } from './screens/topic-choice.tsx';
import { useActivity } from './use-activity.ts';
import { useDisplay } from './use-display.ts';

/** The renderer whole: draws whatever the main process says the journey is. */
export const App = ({ client }: { readonly client: KioskClient }): ReactNode => {
  const [view, setView] = useState<KioskView | null>(null);
  useEffect(() => client.watchView(setView), [client]);
  useActivity(client.reportActivity);
  return view === null ? null : <KioskScreen client={client} view={view} />;
};

const KioskScreen = ({
  client,
  view,
}: {
  readonly client: KioskClient;
  readonly view: KioskView;
}): ReactNode => {
  const kiosk = useKioskValue(client, view);
  useDisplay(kiosk.language, view.site.pxPerMm);
  return (
    <KioskContext value={kiosk}>
      <Failure texts={kiosk.texts.failure}>
        <Frame>
          <Screen journey={view.journey} />
        </Frame>
        <IdleWarning />
      </Failure>
    </KioskContext>
  );
};

/** How long a language chosen before a visit stays when nobody goes on, in milliseconds. */
const LANGUAGE_OUTSIDE_MS = 60_000;

/** Before a visit the language is this screen's alone; it falls back so that the next customer finds German. */
const useKioskValue = (client: KioskClient, view: KioskView): Kiosk => {
  const { journey, site } = view;
  const [outside, setOutside] = useState<Language | null>(null);
  const ofVisit = languageOfVisit(journey);
  if (ofVisit !== null && outside !== null) setOutside(null);
  useEffect(() => {
    if (outside === null) return;
    const forget = setTimeout(() => setOutside(null), LANGUAGE_OUTSIDE_MS);
    return () => clearTimeout(forget);
  }, [outside]);
  const inVisit = ofVisit !== null;
  const chooseLanguage = useCallback(
    (language: Language) => {
      if (inVisit) client.send({ kind: 'choose-language', language });
      else setOutside(language);
    },
    [client, inVisit],
  );
  const language = ofVisit ?? outside ?? site.defaultLanguage;
  return useMemo(
    () => ({ view, client, language, texts: textsOf[language], chooseLanguage }),
    [view, client, language, chooseLanguage],
  );
};

const languageOfVisit = (journey: Journey): Language | null => {
  if ('visit' in journey) return journey.visit.language;
  return journey.step === 'receipt' ? journey.language : null;
};

const Screen = ({ journey }: { readonly journey: Journey }): ReactNode => {
  switch (journey.step) {
    case 'attract':
      return <Attract />;
    case 'out-of-order':
      return <OutOfOrder reason={journey.reason} />;
    case 'language':
      return <LanguageChoice />;
    case 'prepare':
      return <Prepare />;
    case 'scan':
      return <Scan journey={journey} />;
    case 'review':
      return <Review visit={journey.visit} />;
    case 'details':
      return <DetailsQuestions visit={journey.visit} />;
    case 'topic':
      return <TopicChoice visit={journey.visit} />;
    case 'check':
      return <Check visit={journey.visit} />;
    case 'submitting':
      return <Submitting stage={journey.stage} />;
    case 'not-submitted':
      return <NotSubmitted problem={journey.problem} />;
    case 'receipt':
      return <ReceiptScreen receipt={journey.receipt} />;
  }
};
