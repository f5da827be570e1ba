import type { ReactNode } from 'react';
import type { StatusLine } from '../../electron/contract/attendant.ts';
import { Button } from '../components/button.tsx';
import type { AreaContext, OpenView } from './area-context.ts';

/** Moments among the facts: shown as date and time. */
const momentFacts = new Set(['now', 'lastDeliveredAt', 'nextAt']);

/** One line of the status in words. */
const wordsOf = ({ topic, word, facts }: StatusLine, { texts, moment }: AreaContext): string => {
  if (word === 'no-answer') return texts.status.noAnswer;
  const sentence = texts.status.words[topic][word] ?? texts.status.otherWord(word);
  return sentence.replaceAll(/#([A-Za-z]+)/g, (_, name: string) => {
    const fact = facts[name];
    if (fact === undefined) return '–';
    return momentFacts.has(name) ? moment(fact) : String(fact);
  });
};

/** How the kiosk is: one line each, what needs somebody first. */
export const StatusPage = ({
  view,
  area,
}: {
  readonly view: OpenView;
  readonly area: AreaContext;
}): ReactNode => {
  const { texts, send, moment } = area;
  return (
    <>
      <h1>{texts.status.title}</h1>
      {view.status === null ? (
        <p role="status">{texts.status.looking}</p>
      ) : (
        <ul className="status-lines" data-testid="status-lines">
          {byUrgency(view.status).map((line) => (
            <li key={line.topic} className={`status-line status-${line.level}`}>
              <span className="status-level">{texts.status.levels[line.level]}</span>
              <span className="status-topic">{texts.status.topics[line.topic]}</span>
              <span className="status-words" data-testid={`status-${line.topic}`}>
                {wordsOf(line, area)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {view.statusAt !== null && <p className="soft">{texts.status.at(moment(view.statusAt))}</p>}
      <p>
        <Button
          testId="look-again"
          icon="again"
          label={texts.status.again}
          onPress={() => send({ kind: 'look-at-status' })}
        />
      </p>
    </>
  );
};

const urgency = { bad: 0, look: 1, unknown: 2, good: 3 } as const;

const byUrgency = (lines: readonly StatusLine[]): readonly StatusLine[] =>
  [...lines].sort((a, b) => urgency[a.level] - urgency[b.level]);
