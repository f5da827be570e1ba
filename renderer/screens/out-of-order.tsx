import type { ReactNode } from 'react';
import type { OutOfOrderReason } from '../../electron/domain/problem.ts';
import { DevicePicture } from '../components/device-picture.tsx';
import { Screen } from '../components/screen.tsx';
import { formatMoment, textsOf, traitsOf } from '../i18n/index.ts';
import { useKiosk } from '../kiosk-context.ts';

/** Says honestly that nothing can be handed in, why, and where to go, in every language of the site. */
export const OutOfOrder = ({ reason }: { readonly reason: OutOfOrderReason }): ReactNode => {
  const { texts, view, language } = useKiosk();
  const { notice, backAt, code } = view.outage ?? { notice: null, backAt: null, code: null };
  const lead =
    notice === null ? texts.outOfOrder.reasons[reason] : texts.outOfOrder.notices[notice];
  return (
    <Screen title={texts.outOfOrder.title} lead={lead} tone="problem">
      <div className="out-of-order">
        <div className="out-of-order-words">
          {backAt !== null && (
            <p className="large">{texts.outOfOrder.backAt(formatMoment(language, backAt))}</p>
          )}
          <p className="large">{texts.outOfOrder.todo}</p>
          <ul className="out-of-order-others">
            {view.site.languages
              .filter((other) => other !== language)
              .map((other) => (
                <li key={other} lang={traitsOf[other].locale} dir={traitsOf[other].direction}>
                  {textsOf[other].outOfOrder.title}
                  {notice !== null && <> – {textsOf[other].outOfOrder.notices[notice]}</>}
                </li>
              ))}
          </ul>
          {code !== null && <p data-testid="outage-code">{texts.outOfOrder.code(code)}</p>}
        </div>
        <DevicePicture state="still" />
      </div>
    </Screen>
  );
};
