import type { ReactNode } from 'react';
import type { SubmitProblem } from '../../electron/domain/problem.ts';
import { Button } from '../components/button.tsx';
import { ProblemPanel } from '../components/problem-panel.tsx';
import { Screen } from '../components/screen.tsx';
import { useKiosk } from '../kiosk-context.ts';

/** Handing in failed; pages and answers are kept and it can be tried again. */
export const NotSubmitted = ({ problem }: { readonly problem: SubmitProblem }): ReactNode => {
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
        kept={texts.notSubmitted.kept}
        todo={texts.notSubmitted.todo}
        ask={texts.help.staff}
      />
    </Screen>
  );
};
