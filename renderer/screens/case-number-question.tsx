import { useId, useState, type ReactNode } from 'react';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { Keypad } from '../components/keypad.tsx';
import { Screen } from '../components/screen.tsx';
import { TextField } from '../components/text-field.tsx';
import { useTyping } from '../components/use-typing.ts';
import { useKiosk } from '../kiosk-context.ts';
import { caseNumberState, normalCaseNumber, type CaseNumberState } from './case-number.ts';

/** The case number, on a number pad, checked against the site's pattern while it is typed. */
export const CaseNumberQuestion = ({
  initial,
  title,
  offered,
  moreActions,
  onAnswer,
  onBack,
}: {
  readonly initial: string;
  readonly title: string;
  /** A number found on the customer's own papers; entered only when they say so. */
  readonly offered: string | undefined;
  readonly moreActions: ReactNode;
  readonly onAnswer: (caseNumber: string) => void;
  readonly onBack: () => void;
}): ReactNode => {
  const { texts, view } = useKiosk();
  const { pattern, example, use } = view.site.details.caseNumber;
  const [value, setValue] = useState(initial);
  const text = useTyping(value, setValue, 40);
  const state = caseNumberState(value, pattern, example);
  const status = useId();
  const allowed = state === 'complete' || (state === 'empty' && use === 'optional');
  const answer = (): void => {
    if (allowed) onAnswer(normalCaseNumber(value));
  };
  return (
    <Screen
      title={title}
      lead={texts.details.caseNumberLead}
      back={onBack}
      actions={
        <>
          {moreActions}
          <Button
            kind="primary"
            iconAfter="forward"
            testId="continue"
            disabled={!allowed}
            label={
              state === 'empty' && use === 'optional'
                ? texts.details.skipCaseNumber
                : texts.common.continue
            }
            onPress={answer}
          />
        </>
      }
    >
      <div className="question question-with-pad">
        <div className="field">
          <label className="field-label" htmlFor="case-number">
            {texts.details.caseNumber}
          </label>
          <TextField
            text={text}
            testId="case-number"
            id="case-number"
            dir="ltr"
            aria-invalid={state === 'wrong'}
            aria-describedby={status}
            onEnter={answer}
          />
          <CaseNumberStatus id={status} state={state} example={example} />
          {offered !== undefined && normalCaseNumber(value) !== offered && (
            <div className="offer">
              <p>
                <bdi>{texts.details.fromLetter(offered)}</bdi>
              </p>
              <Button
                icon="paper"
                testId="use-offered"
                label={texts.details.useFromLetter}
                onPress={() => setValue(offered)}
              />
            </div>
          )}
        </div>
        <Keypad typing={text.typing} />
      </div>
    </Screen>
  );
};

const CaseNumberStatus = ({
  id,
  state,
  example,
}: {
  readonly id: string;
  readonly state: CaseNumberState;
  readonly example: string;
}): ReactNode => {
  const { texts } = useKiosk();
  return (
    <p id={id} className={`field-status field-status-${state}`} role="status">
      {state === 'complete' && <Icon name="check" />}
      {state === 'wrong' && <Icon name="warning" />}
      <span>
        {state === 'complete'
          ? texts.details.formatRight
          : state === 'wrong'
            ? texts.details.formatWrong(example)
            : texts.details.example(example)}
      </span>
    </p>
  );
};
