import { useId, useState, type ReactNode } from 'react';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { Keypad } from '../components/keypad.tsx';
import { Screen } from '../components/screen.tsx';
import { useTyping } from '../components/use-typing.ts';
import { useKiosk } from '../kiosk-context.ts';
import { referenceIn } from './reference-in.ts';

/** Digits of a whole reference number. */
const WHOLE = 12;

/** Asks for the number on a receipt: typed, or read from its QR code by a hand scanner, which types as well. */
export const LookUp = (): ReactNode => {
  const { texts, client } = useKiosk();
  const [value, setValue] = useState('');
  const { input, typing } = useTyping(setValue);
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
          <input
            ref={input}
            id="reference"
            className="field-input"
            data-testid="reference-field"
            dir="ltr"
            inputMode="none"
            autoComplete="off"
            spellCheck={false}
            maxLength={2000}
            value={value}
            aria-invalid={wrong}
            aria-describedby={status}
            onChange={(event) => setValue(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') ask();
            }}
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
        <Keypad typing={typing} digitsOnly />
      </div>
    </Screen>
  );
};
