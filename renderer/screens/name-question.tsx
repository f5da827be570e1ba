import { useState, type ReactNode } from 'react';
import { Button } from '../components/button.tsx';
import { Keyboard } from '../components/keyboard.tsx';
import { Screen } from '../components/screen.tsx';
import { TextField } from '../components/text-field.tsx';
import { useTyping } from '../components/use-typing.ts';
import { useKiosk } from '../kiosk-context.ts';

/** A name, on a keyboard in their language or in Latin letters. */
export const NameQuestion = ({
  initial,
  title,
  lead,
  optional,
  moreActions,
  onScanMore,
  onAnswer,
  onBack,
}: {
  readonly initial: string;
  readonly title: string;
  readonly lead: string;
  /** Whether one can go on without it. */
  readonly optional: boolean;
  readonly moreActions: ReactNode;
  /** Papers that belong to this answer can be scanned right after it. */
  readonly onScanMore?: (name: string) => void;
  readonly onAnswer: (name: string) => void;
  readonly onBack: () => void;
}): ReactNode => {
  const { texts, view, language } = useKiosk();
  const { maxLength } = view.site.details.name;
  const [value, setValue] = useState(initial);
  const text = useTyping(value, setValue, maxLength);
  const name = value.trim().replace(/\s+/g, ' ');
  const skipping = name === '' && optional;
  const answer = (): void => {
    if (name !== '' || skipping) onAnswer(name);
  };
  return (
    <Screen
      title={title}
      lead={lead}
      back={onBack}
      actions={
        <>
          {moreActions}
          {onScanMore !== undefined && (
            <Button
              icon="scan"
              testId="scan-authority"
              disabled={name === ''}
              label={texts.details.scanAuthority}
              onPress={() => onScanMore(name)}
            />
          )}
          <Button
            kind="primary"
            iconAfter="forward"
            testId="continue"
            disabled={name === '' && !skipping}
            label={skipping ? texts.details.skipName : texts.common.continue}
            onPress={answer}
          />
        </>
      }
    >
      <div className="question question-with-keyboard">
        <div className="field">
          <TextField
            text={text}
            testId="name"
            aria-label={texts.details.name}
            dir="auto"
            onEnter={answer}
          />
        </div>
        <Keyboard
          language={language}
          typing={text.typing}
          capital={value === '' || value.endsWith(' ') || value.endsWith('-')}
        />
      </div>
    </Screen>
  );
};
