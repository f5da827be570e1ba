import type { ReactNode } from 'react';
import type { Journey } from '../../electron/domain/journey.ts';
import { Button } from '../components/button.tsx';
import { ProblemPanel } from '../components/problem-panel.tsx';
import { Screen } from '../components/screen.tsx';
import { useKiosk } from '../kiosk-context.ts';

/** Handing in failed; pages and answers are kept and it can be tried again. */
export const NotSubmitted = ({
  journey: { problem, visit },
}: {
  readonly journey: Extract<Journey, { step: 'not-submitted' }>;
}): ReactNode => {
  const { texts, client } = useKiosk();
  return (
    <Screen
      title={texts.notSubmitted.title}
      lead={texts.notSubmitted.reasons[problem]}
      tone="problem"
      back={() => client.send({ kind: 'back' })}
      actions={
        <Button
          kind="primary"
          icon="again"
          testId="submit"
          label={texts.notSubmitted.retry}
          onPress={() => client.send({ kind: 'submit' })}
        />
      }
    >
      <ProblemPanel
        kept={
          visit.receipts.length === 0
            ? texts.notSubmitted.kept
            : `${texts.notSubmitted.partly} ${texts.notSubmitted.kept}`
        }
        todo={texts.notSubmitted.todo}
        ask={texts.help.staff}
      />
    </Screen>
  );
};
