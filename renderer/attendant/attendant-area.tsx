import { useMemo, useState, type ReactNode } from 'react';
import type { AttendantView } from '../../electron/contract/attendant.ts';
import { textsOf } from '../i18n/index.ts';
import { KioskContext, useKiosk } from '../kiosk-context.ts';
import type { AreaContext, AreaPage, OpenView } from './area-context.ts';
import { DevicePage } from './device-page.tsx';
import { OpenArea } from './open-area.tsx';
import { QueuePage } from './queue-page.tsx';
import { ScannerPage } from './scanner-page.tsx';
import { ServicePage } from './service-page.tsx';
import { StatusPage } from './status-page.tsx';
import { attendantTexts, type AttendantLanguage } from './languages.ts';
import { Unlock } from './unlock.tsx';
import './attendant.css';

/** The area of those who look after the kiosk: German or English, never the customer's language. */
export const AttendantArea = ({ view }: { readonly view: AttendantView }): ReactNode => {
  const kiosk = useKiosk();
  const [language, setLanguage] = useState<AttendantLanguage>(
    kiosk.view.site.defaultLanguage === 'en' ? 'en' : 'de',
  );
  const texts = attendantTexts[language];
  const area: AreaContext = {
    texts,
    send: kiosk.client.attend,
    changeLanguage: () => setLanguage(language === 'de' ? 'en' : 'de'),
    moment: (iso) =>
      new Intl.DateTimeFormat(texts.locale, { dateStyle: 'medium', timeStyle: 'short' }).format(
        new Date(iso),
      ),
  };
  const inLanguage = useMemo(
    () => ({ ...kiosk, language, texts: textsOf[language] }),
    [kiosk, language],
  );
  return (
    <KioskContext value={inLanguage}>
      <div className="attendant" lang={texts.locale} dir="ltr" data-attendant={view.phase}>
        <Phase view={view} area={area} />
      </div>
    </KioskContext>
  );
};

const Phase = ({
  view,
  area,
}: {
  readonly view: AttendantView;
  readonly area: AreaContext;
}): ReactNode => {
  switch (view.phase) {
    case 'unlock':
      return <Unlock view={view} area={area} />;
    case 'open':
      return <OpenArea view={view} area={area} page={pageOf} />;
    case 'left':
      return <Left view={view} area={area} />;
  }
};

const pageOf = (page: AreaPage, view: OpenView, area: AreaContext): ReactNode => {
  switch (page) {
    case 'status':
      return <StatusPage view={view} area={area} />;
    case 'scanner':
      return <ScannerPage view={view} area={area} />;
    case 'service':
      return <ServicePage view={view} area={area} />;
    case 'queue':
      return <QueuePage view={view} area={area} />;
    case 'device':
      return <DevicePage view={view} area={area} />;
  }
};

/** Seen when somebody brings the window back while the kiosk is left. */
const Left = ({
  view,
  area: { texts, send, moment },
}: {
  readonly view: Extract<AttendantView, { phase: 'left' }>;
  readonly area: AreaContext;
}): ReactNode => (
  <main className="attendant-left">
    <h1>{texts.left.title}</h1>
    <p>{texts.left.lead(moment(view.lockedAgainAt))}</p>
    <button
      type="button"
      className="button button-primary"
      data-testid="lock-again"
      onClick={() => send({ kind: 'lock-again' })}
    >
      {texts.left.lock}
    </button>
  </main>
);
