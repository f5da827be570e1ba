import { useState, type ReactNode } from 'react';
import type { DetailsPolicy } from '../../electron/contract/view.ts';
import {
  documentsOf,
  pagesToHandIn,
  type TopicId,
  type Visit,
} from '../../electron/domain/submission.ts';
import { Button } from '../components/button.tsx';
import { Screen } from '../components/screen.tsx';
import type { Texts } from '../i18n/texts.ts';
import { topicLabel } from '../i18n/topic-label.ts';
import { useKiosk } from '../kiosk-context.ts';
import { Message } from './message.tsx';

/** Everything once more before it is handed in, each answer with its way to change it. */
export const Check = ({ visit }: { readonly visit: Visit }): ReactNode => {
  const { texts, client, view } = useKiosk();
  const { caseNumber, name } = view.site.details;
  const [writing, setWriting] = useState(false);
  const pages = pagesToHandIn(visit.pages);
  const change = (answer: 'pages' | 'details') => () => client.send({ kind: 'change', answer });
  if (writing) return <Message visit={visit} onDone={() => setWriting(false)} />;
  return (
    <Screen
      title={texts.check.title}
      lead={texts.check.lead}
      back={() => client.send({ kind: 'back' })}
      actions={
        <>
          <Button
            icon="message"
            testId="write-message"
            label={texts.check.writeMessage}
            onPress={() => setWriting(true)}
          />
          <Button
            kind="primary"
            icon="check"
            testId="submit"
            label={texts.check.submit(pages)}
            onPress={() => client.send({ kind: 'submit' })}
          />
        </>
      }
    >
      <div className="answers">
        <Answer
          questions={[[texts.check.pages, texts.common.pageCount(pages)]]}
          testId="change-pages"
          changeLabel={texts.check.changePages}
          onChange={change('pages')}
        />
        {(caseNumber.use !== 'hidden' || name.use !== 'hidden') && (
          <Answer
            questions={detailAnswers(visit, view.site.details, texts)}
            testId="change-details"
            changeLabel={texts.check.changeDetails}
            onChange={change('details')}
          />
        )}
        {visit.topics.map((topic, document) => (
          <TopicAnswer key={document} visit={visit} topic={topic} document={document} />
        ))}
        {visit.message !== '' && (
          <Answer
            questions={[[texts.check.message, visit.message]]}
            testId="change-message"
            changeLabel={texts.check.writeMessage}
            onChange={() => setWriting(true)}
          />
        )}
      </div>
    </Screen>
  );
};

const detailAnswers = (
  { details }: Visit,
  policy: DetailsPolicy,
  texts: Texts,
): readonly (readonly [question: string, answer: string])[] => [
  ...(policy.caseNumber.use === 'hidden'
    ? []
    : ([[texts.details.caseNumber, details.caseNumber]] as const)),
  ...(policy.name.use === 'hidden' ? [] : ([[texts.details.name, details.name]] as const)),
  ...(details.representative === undefined
    ? []
    : ([[texts.details.representative, details.representative]] as const)),
];

/** What a document is about; with several, also which one and how many pages it has. */
const TopicAnswer = ({
  visit,
  topic,
  document,
}: {
  readonly visit: Visit;
  readonly topic: TopicId | null;
  readonly document: number;
}): ReactNode => {
  const { texts, client, view, language } = useKiosk();
  const known = view.site.topics.find(({ id }) => id === topic);
  const label = known === undefined ? '' : topicLabel(known, language);
  const several = visit.topics.length > 1;
  const pages = documentsOf(visit.pages)[document]?.length ?? 0;
  return (
    <Answer
      questions={[
        several
          ? [`${texts.common.document(document + 1)}, ${texts.common.pageCount(pages)}`, label]
          : [texts.check.topic, label],
      ]}
      testId={document === 0 ? 'change-topic' : `change-topic-${document + 1}`}
      changeLabel={texts.check.changeTopic}
      onChange={() => client.send({ kind: 'change', answer: 'topic', document })}
    />
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
