import { useState, type ReactNode } from 'react';
import type { DetailsPolicy } from '../../electron/contract/view.ts';
import type { Details, Visit } from '../../electron/domain/submission.ts';
import { Button } from '../components/button.tsx';
import { useKiosk } from '../kiosk-context.ts';
import { CaseNumberQuestion } from './case-number-question.tsx';
import { NameQuestion } from './name-question.tsx';

type Question = keyof Details;

/** One question per screen; who hands in for somebody else is asked for the own name last. */
const askedQuestions = (policy: DetailsPolicy, forOther: boolean): readonly Question[] => [
  ...(['caseNumber', 'name'] as const).filter((question) => policy[question].use !== 'hidden'),
  ...(forOther ? (['representative'] as const) : []),
];

/** Who the papers are for: one question per screen, as many as the site asks. */
export const DetailsQuestions = ({ visit }: { readonly visit: Visit }): ReactNode => {
  const { client, view, texts } = useKiosk();
  const [details, setDetails] = useState<Details>(visit.details);
  const [forOther, setForOther] = useState(visit.details.representative !== undefined);
  const [at, setAt] = useState(0);
  const questions = askedQuestions(view.site.details, forOther);
  const question = questions[at];
  const back = (): void => {
    if (at === 0) client.send({ kind: 'back' });
    else setAt(at - 1);
  };
  const answer = (changed: Partial<Details>): void => {
    const { representative, ...own } = { ...details, ...changed };
    const answered = forOther && representative !== undefined ? { ...own, representative } : own;
    setDetails(answered);
    if (at < questions.length - 1) setAt(at + 1);
    else client.send({ kind: 'enter-details', details: answered });
  };
  const forWhom =
    at === 0 ? (
      <Button
        icon="person"
        testId="for-whom"
        label={forOther ? texts.details.forMyself : texts.details.forOther}
        onPress={() => setForOther(!forOther)}
      />
    ) : null;
  switch (question) {
    case 'caseNumber':
      return (
        <CaseNumberQuestion
          initial={details.caseNumber}
          title={forOther ? texts.details.otherCaseNumberTitle : texts.details.caseNumberTitle}
          offered={visit.pages.find(({ caseNumber }) => caseNumber !== undefined)?.caseNumber}
          moreActions={forWhom}
          onAnswer={(caseNumber) => answer({ caseNumber })}
          onBack={back}
        />
      );
    case 'name':
      return (
        <NameQuestion
          key="name"
          initial={details.name}
          title={forOther ? texts.details.otherNameTitle : texts.details.nameTitle}
          lead={forOther ? texts.details.otherNameLead : texts.details.nameLead}
          optional={view.site.details.name.use === 'optional'}
          moreActions={forWhom}
          onAnswer={(name) => answer({ name })}
          onBack={back}
        />
      );
    case 'representative':
      return (
        <NameQuestion
          key="representative"
          initial={details.representative ?? ''}
          title={texts.details.representativeTitle}
          lead={texts.details.representativeLead}
          optional={false}
          moreActions={null}
          onScanMore={(representative) => {
            answer({ representative });
            client.send({ kind: 'scan-more' });
          }}
          onAnswer={(representative) => answer({ representative })}
          onBack={back}
        />
      );
    // The journey never asks where the site hides both questions.
    default:
      return null;
  }
};
