import { useCallback, useEffect, useState, type ReactNode } from 'react';
import type { Journey } from '../electron/domain/journey.ts';
import type { KioskView } from '../electron/contract/view.ts';
import { AttendantArea } from './attendant/attendant-area.tsx';
import { useCornerGesture } from './attendant/use-corner-gesture.ts';
import { Failure } from './components/failure.tsx';
import { Frame } from './components/frame.tsx';
import { IdleWarning } from './components/idle-warning.tsx';
import { withKeptParts } from './kept-parts.ts';
import type { KioskClient } from './kiosk-client.ts';
import { ClientContext, KioskContext, type Kiosk } from './kiosk-context.ts';
import { Attract } from './screens/attract.tsx';
import { Check } from './screens/check.tsx';
import { DetailsQuestions } from './screens/details.tsx';
import { LanguageChoice } from './screens/language-choice.tsx';
import { LookUp } from './screens/look-up.tsx';
import { NotSubmitted } from './screens/not-submitted.tsx';
import { OutOfOrder } from './screens/out-of-order.tsx';
import { Prepare } from './screens/prepare.tsx';
import { ReceiptScreen } from './screens/receipt.tsx';
import { Review } from './screens/review.tsx';
import { Scan } from './screens/scan.tsx';
import { StandingScreen } from './screens/standing.tsx';
import { Submitting } from './screens/submitting.tsx';
import { TopicChoice } from './screens/topic-choice.tsx';
import { useActivity } from './use-activity.ts';
import { useHeartbeat } from './use-heartbeat.ts';
import { usualDisplay, type DisplaySettings } from './display/settings.ts';
import { useDisplay } from './display/use-display.ts';
import { useKioskValue } from './use-kiosk-value.ts';
import { useUnsteadyTouch } from './use-unsteady-touch.ts';
import { Curtain } from './display/curtain.tsx';
import { useSpeech } from './speech/use-speech.ts';

/** The renderer whole: draws whatever the main process says the journey is. */
export const App = ({
  client,
  display = usualDisplay,
}: {
  readonly client: KioskClient;
  /** How the screen looks before the customer changes it. */
  readonly display?: DisplaySettings;
}): ReactNode => {
  const [view, setView] = useState<KioskView | null>(null);
  useEffect(
    () => client.watchView((next) => setView((before) => withKeptParts(before, next))),
    [client],
  );
  useActivity(client.reportActivity);
  useHeartbeat(client.beat);
  useUnsteadyTouch();
  useCornerGesture(useCallback(() => client.attend({ kind: 'ask-unlock' }), [client]));
  if (view === null) return null;
  return (
    <ClientContext value={client}>
      <KioskScreen client={client} view={view} display={display} />
    </ClientContext>
  );
};

const KioskScreen = ({
  client,
  view,
  display,
}: {
  readonly display: DisplaySettings;
  readonly client: KioskClient;
  readonly view: KioskView;
}): ReactNode => {
  const kiosk = useKioskValue(client, view, display);
  useDisplay(kiosk.language, kiosk.display, view.site.pxPerMm);
  const { attendant } = view;
  // What an attendant types or reads is not for the headset.
  useSpeech(attendant === undefined ? kiosk : silent(kiosk));
  const customersHaveIt = attendant === undefined || attendant.phase === 'unlock';
  return (
    <KioskContext value={kiosk}>
      <Failure texts={kiosk.texts.failure}>
        {customersHaveIt && (
          <Frame>
            <Screen journey={view.journey} />
          </Frame>
        )}
        {customersHaveIt && <IdleWarning />}
        {attendant !== undefined && <AttendantArea view={attendant} />}
        {attendant === undefined && <Curtain kiosk={kiosk} />}
      </Failure>
    </KioskContext>
  );
};

const silent = (kiosk: Kiosk): Kiosk => ({
  ...kiosk,
  display: { ...kiosk.display, speech: { ...kiosk.display.speech, on: false } },
});

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
      return <TopicChoice visit={journey.visit} document={journey.document} />;
    case 'check':
      return <Check visit={journey.visit} />;
    case 'submitting':
      return <Submitting stage={journey.stage} />;
    case 'not-submitted':
      return <NotSubmitted journey={journey} />;
    case 'receipt':
      return <ReceiptScreen receipts={[...journey.earlier, journey.receipt]} />;
    case 'look-up':
      return <LookUp />;
    case 'standing':
      return <StandingScreen journey={journey} />;
  }
};
