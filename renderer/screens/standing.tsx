import type { ReactNode } from 'react';
import type { Journey } from '../../electron/domain/journey.ts';
import { formatReferenceNumber } from '../../electron/domain/reference-number.ts';
import type { StandingState } from '../../electron/domain/standing.ts';
import { Button } from '../components/button.tsx';
import { Screen } from '../components/screen.tsx';
import { formatMoment } from '../i18n/index.ts';
import { useKiosk } from '../kiosk-context.ts';

const toneOf: Readonly<Record<StandingState, 'plain' | 'problem' | 'success'>> = {
  accepted: 'success',
  received: 'success',
  filed: 'success',
  unknown: 'problem',
  unreachable: 'problem',
};

/** Where the submission with a number stands: how far it is and since when. Nothing personal. */
export const StandingScreen = ({
  journey: { reference, standing },
}: {
  readonly journey: Extract<Journey, { step: 'standing' }>;
}): ReactNode => {
  const { texts, client, language } = useKiosk();
  const words = standing === null ? null : texts.lookUp.standings[standing.state];
  return (
    <Screen
      title={words?.title ?? texts.lookUp.askingTitle}
      {...(words === null ? {} : { lead: words.todo })}
      tone={standing === null ? 'plain' : toneOf[standing.state]}
      actions={
        <>
          <Button
            icon="again"
            testId="another-reference"
            label={texts.lookUp.another}
            onPress={() => client.send({ kind: 'back' })}
          />
          <Button
            kind="primary"
            icon="check"
            testId="finish"
            label={texts.receipt.done}
            onPress={() => client.send({ kind: 'finish' })}
          />
        </>
      }
    >
      <section className="receipt-slip" data-testid="standing" data-state={standing?.state}>
        <p className="receipt-caption">{texts.receipt.reference}</p>
        <p className="receipt-number" dir="ltr">
          {formatReferenceNumber(reference)}
        </p>
        {standing !== null && (
          <dl className="receipt-facts">
            {standing.at !== null && (
              <div>
                <dt>{texts.lookUp.at}</dt>
                <dd>{formatMoment(language, standing.at)}</dd>
              </div>
            )}
            {standing.sendsAt !== null && (
              <div>
                <dt>{texts.lookUp.sends}</dt>
                <dd>{formatMoment(language, standing.sendsAt)}</dd>
              </div>
            )}
          </dl>
        )}
      </section>
    </Screen>
  );
};
