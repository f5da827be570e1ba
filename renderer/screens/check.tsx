import type { ReactNode } from 'react';
import type { Visit } from '../../electron/domain/submission.ts';
import { Button } from '../components/button.tsx';
import { Screen } from '../components/screen.tsx';
import { topicLabel } from '../i18n/topic-label.ts';
import { useKiosk } from '../kiosk-context.ts';

/** Everything once more before it is handed in, each answer with its way to change it. */
export const Check = ({ visit }: { readonly visit: Visit }): ReactNode => {
  const { texts, client, view, language } = useKiosk();
  const { caseNumber, name } = view.site.details;
  const topic = view.site.topics.find(({ id }) => id === visit.topic);
  const change = (answer: 'pages' | 'details' | 'topic') => () =>
    client.send({ kind: 'change', answer });
  return (
    <Screen
      title={texts.check.title}
      lead={texts.check.lead}
      back={() => client.send({ kind: 'back' })}
      actions={
        <Button
          kind="primary"
          icon="check"
          testId="submit"
          label={texts.check.submit(visit.pages.length)}
          onPress={() => client.send({ kind: 'submit' })}
        />
      }
    >
      <div className="answers">
        <Answer
          questions={[[texts.check.pages, texts.common.pageCount(visit.pages.length)]]}
          testId="change-pages"
          changeLabel={texts.check.changePages}
          onChange={change('pages')}
        />
        {(caseNumber.use !== 'hidden' || name.use !== 'hidden') && (
          <Answer
            questions={[
              ...(caseNumber.use === 'hidden'
                ? []
                : ([[texts.details.caseNumber, visit.details.caseNumber]] as const)),
              ...(name.use === 'hidden'
                ? []
                : ([[texts.details.name, visit.details.name]] as const)),
            ]}
            testId="change-details"
            changeLabel={texts.check.changeDetails}
            onChange={change('details')}
          />
        )}
        <Answer
          questions={[[texts.check.topic, topic === undefined ? '' : topicLabel(topic, language)]]}
          testId="change-topic"
          changeLabel={texts.check.changeTopic}
          onChange={change('topic')}
        />
      </div>
    </Screen>
  );
};

const Answer = ({
  questions,
  testId,
  changeLabel,
  onChange,
}: {
  readonly questions: readonly (readonly [question: string, answer: string])[];
  readonly testId: string;
  readonly changeLabel: string;
  readonly onChange: () => void;
}): ReactNode => {
  const { texts } = useKiosk();
  return (
    <div className="answer">
      <dl className="answer-list">
        {questions.map(([question, answer]) => (
          <div key={question}>
            <dt>{question}</dt>
            <dd className={answer === '' ? 'answer-missing' : ''}>
              <bdi>{answer === '' ? texts.common.notGiven : answer}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      <Button testId={testId} label={changeLabel} onPress={onChange} />
    </div>
  );
};
