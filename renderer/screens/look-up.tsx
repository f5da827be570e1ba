import { useId, useState, type ReactNode } from 'react';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { Keypad } from '../components/keypad.tsx';
import { Screen } from '../components/screen.tsx';
import { TextField } from '../components/text-field.tsx';
import { useTyping } from '../components/use-typing.ts';
import { useKiosk } from '../kiosk-context.ts';
import { referenceIn } from './reference-in.ts';

/** Digits of a whole reference number. */
const WHOLE = 12;

/** Asks for the number on a receipt: typed, or read from its QR code by a hand scanner, which types as well. */
export const LookUp = (): ReactNode => {
  const { texts, client } = useKiosk();
  const [value, setValue] = useState('');
  const text = useTyping(value, setValue, 2000);
  const status = useId();
  const reference = referenceIn(value);
  const wrong = reference === null && value.replace(/\D/g, '').length >= WHOLE;
  const ask = (): void => {
    if (reference !== null) client.send({ kind: 'ask-standing', reference });
  };
  return (
    <Screen
      title={texts.lookUp.title}
      lead={texts.lookUp.lead}
      back={() => client.send({ kind: 'back' })}
      actions={
        <Button
          kind="primary"
          iconAfter="forward"
          testId="ask-standing"
          disabled={reference === null}
          label={texts.lookUp.ask}
          onPress={ask}
        />
      }
    >
      <div className="question question-with-pad">
        <div className="field">
          <label className="field-label" htmlFor="reference">
            {texts.receipt.reference}
          </label>
          <TextField
            text={text}
            testId="reference-field"
            id="reference"
            dir="ltr"
            aria-invalid={wrong}
            aria-describedby={status}
            onEnter={ask}
          />
          <p
            id={status}
            className={`field-status field-status-${reference !== null ? 'complete' : wrong ? 'wrong' : 'empty'}`}
            role="status"
          >
            {reference !== null && <Icon name="check" />}
            {wrong && <Icon name="warning" />}
            <span>
              {reference !== null ? texts.details.formatRight : wrong ? texts.lookUp.wrong : ''}
            </span>
          </p>
        </div>
        <Keypad typing={text.typing} digitsOnly />
      </div>
    </Screen>
  );
};
