import { useState, type ReactNode } from 'react';
import { messageLimit } from '../../electron/domain/journey.ts';
import type { Visit } from '../../electron/domain/submission.ts';
import { Button } from '../components/button.tsx';
import { Keyboard } from '../components/keyboard.tsx';
import { Screen } from '../components/screen.tsx';
import { TextField } from '../components/text-field.tsx';
import { useTyping } from '../components/use-typing.ts';
import { useKiosk } from '../kiosk-context.ts';

/** A few words to the case worker; left empty there is no message. */
export const Message = ({
  visit,
  onDone,
}: {
  readonly visit: Visit;
  readonly onDone: () => void;
}): ReactNode => {
  const { texts, client, language } = useKiosk();
  const [value, setValue] = useState(visit.message);
  const text = useTyping(value, setValue, messageLimit);
  const keep = (): void => {
    client.send({ kind: 'write-message', message: value.trim() });
    onDone();
  };
  return (
    <Screen
      title={texts.message.title}
      lead={texts.message.lead}
      back={onDone}
      actions={
        <Button
          kind="primary"
          icon="check"
          testId="message-done"
          label={texts.message.done}
          onPress={keep}
        />
      }
    >
      <div className="question question-with-keyboard">
        <div className="field">
          <TextField
            text={text}
            testId="message"
            aria-label={texts.message.label}
            dir="auto"
            onEnter={keep}
          />
        </div>
        <Keyboard
          language={language}
          typing={text.typing}
          capital={value === '' || /[.!?] $/.test(value)}
          prose
        />
      </div>
    </Screen>
  );
};
