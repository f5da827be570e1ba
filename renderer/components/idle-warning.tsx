import type { ReactNode } from 'react';
import { formatNumber } from '../i18n/index.ts';
import { useKiosk } from '../kiosk-context.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

/** Counts down to the wipe, at every step; after the receipt it only closes the screen. */
export const IdleWarning = (): ReactNode => {
  const { view, texts, client, language } = useKiosk();
  const { idle, journey } = view;
  if (idle.phase !== 'warning') return null;
  // Looking up a number enters nothing that could be lost.
  const lookingUp = journey.step === 'look-up' || journey.step === 'standing';
  const acknowledged = journey.step === 'receipt' || lookingUp;
  return (
    <Dialog
      title={acknowledged ? texts.idle.receiptTitle : texts.idle.title}
      testId="idle-warning"
      tone="urgent"
      onClose={client.reportActivity}
      actions={
        <Button
          kind="primary"
          icon="check"
          testId="stay"
          label={acknowledged ? texts.idle.stayOnReceipt : texts.idle.stay}
          onPress={client.reportActivity}
        />
      }
    >
      <p className="countdown" role="timer" aria-label={texts.idle.seconds(idle.secondsLeft)}>
        <Countdown
          sentence={texts.idle.seconds(idle.secondsLeft)}
          number={formatNumber(language, idle.secondsLeft)}
        />
      </p>
      {!lookingUp && <p>{acknowledged ? texts.idle.receiptLead : texts.idle.lead}</p>}
    </Dialog>
  );
};

/** The sentence with its number large, wherever in the sentence the language has it. */
const Countdown = ({
  sentence,
  number,
}: {
  readonly sentence: string;
  readonly number: string;
}): ReactNode => {
  const [before = '', after = ''] = sentence.split(number);
  return (
    <span aria-hidden="true" className="countdown-sentence">
      {before}
      <span className="countdown-number">{number}</span>
      {after}
    </span>
  );
};
