import type { ReactNode } from 'react';
import { textsOf, traitsOf } from '../i18n/index.ts';
import { Icon } from '../components/icon.tsx';
import { PapersLeft } from '../components/papers-left.tsx';
import { DevicePicture } from '../components/device-picture.tsx';
import { useKiosk } from '../kiosk-context.ts';

/** Waiting for somebody; any touch on the large area begins a visit. Says what it is in several languages. */
export const Attract = (): ReactNode => {
  const { view, texts, client, language } = useKiosk();
  const others = view.site.languages.filter((other) => other !== language);
  return (
    <main className="attract">
      {view.paper === 'left' && <PapersLeft text={texts.attract.papersLeft} />}
      {view.nearlyFull === true && view.paper !== 'left' && (
        <p className="notice" role="status" data-testid="nearly-full">
          <Icon name="warning" />
          <span>{texts.attract.nearlyFull}</span>
        </p>
      )}
      <button
        type="button"
        className="attract-touch"
        data-testid="begin"
        onClick={() => client.send({ kind: 'begin' })}
      >
        <span className="attract-words">
          <span className="attract-title" role="heading" aria-level={1}>
            {texts.attract.title}
          </span>
          <span className="attract-lead">{texts.attract.lead}</span>
          <span className="button button-primary attract-start">
            <span className="button-label">{texts.attract.start}</span>
            <Icon name="forward" />
          </span>
          <span className="attract-others">
            {others.map((other) => (
              <span key={other} lang={traitsOf[other].locale} dir={traitsOf[other].direction}>
                {textsOf[other].attract.start}
              </span>
            ))}
          </span>
        </span>
        <DevicePicture state="inviting" />
      </button>
    </main>
  );
};
