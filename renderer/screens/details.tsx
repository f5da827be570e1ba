import { useState, type ReactNode } from 'react';
import type { DetailsPolicy } from '../../electron/contract/view.ts';
import type { Details, Visit } from '../../electron/domain/submission.ts';
import { Button } from '../components/button.tsx';
import { Screen } from '../components/screen.tsx';
import { useKiosk } from '../kiosk-context.ts';
import { CaseNumberQuestion } from './case-number-question.tsx';
import { NameQuestion } from './name-question.tsx';

type Question = keyof Details;

const askedQuestions = (policy: DetailsPolicy): readonly Question[] =>
  (['caseNumber', 'name'] as const).filter((question) => policy[question].use !== 'hidden');

/** Who the papers are for: one question per screen, as many as the site asks. */
export const DetailsQuestions = ({ visit }: { readonly visit: Visit }): ReactNode => {
  const { client, view } = useKiosk();
  const [details, setDetails] = useState<Details>(visit.details);
  const [at, setAt] = useState(0);
  const questions = askedQuestions(view.site.details);
  const question = questions[at];
  const back = (): void => {
    if (at === 0) client.send({ kind: 'back' });
    else setAt(at - 1);
  };
  const answer = (changed: Partial<Details>): void => {
    const answered = { ...details, ...changed };
    setDetails(answered);
    if (at < questions.length - 1) setAt(at + 1);
    else client.send({ kind: 'enter-details', details: answered });
  };
  switch (question) {
    case 'caseNumber':
      return (
        <CaseNumberQuestion
          initial={details.caseNumber}
          onAnswer={(caseNumber) => answer({ caseNumber })}
          onBack={back}
        />
      );
    case 'name':
      return (
        <NameQuestion initial={details.name} onAnswer={(name) => answer({ name })} onBack={back} />
      );
    default:
      return <NothingAsked onContinue={() => answer({})} onBack={back} />;
  }
};

const NothingAsked = ({
  onContinue,
  onBack,
}: {
  readonly onContinue: () => void;
  readonly onBack: () => void;
}): ReactNode => {
  const { texts } = useKiosk();
  return (
    <Screen
      title={texts.details.noneTitle}
      back={onBack}
      actions={
        <Button
          kind="primary"
          iconAfter="forward"
          testId="continue"
          label={texts.common.continue}
          onPress={onContinue}
        />
      }
    />
  );
};
