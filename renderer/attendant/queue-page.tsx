import { useState, type ReactNode } from 'react';
import type { QueueView } from '../../electron/contract/attendant.ts';
import {
  formatReferenceNumber,
  isReferenceNumber,
} from '../../electron/domain/reference-number.ts';
import { Button } from '../components/button.tsx';
import type { AreaContext, OpenView } from './area-context.ts';
import { DigitKeypad } from './digit-keypad.tsx';

const REFERENCE_DIGITS = 12;

/** What waits, and where a single submission is: numbers and dates, nobody's name. */
export const QueuePage = ({
  view,
  area,
}: {
  readonly view: OpenView;
  readonly area: AreaContext;
}): ReactNode => {
  const { texts } = area;
  return (
    <>
      <h1>{texts.queue.title}</h1>
      {view.queue === null ? (
        <p role="status">{texts.queue.looking}</p>
      ) : (
        <Counts queue={view.queue} area={area} />
      )}
      <LookUp view={view} area={area} />
      {view.queue !== null && view.queue.lines.length > 0 && (
        <Lines queue={view.queue} area={area} />
      )}
    </>
  );
};

const Counts = ({
  queue,
  area: { texts, moment },
}: {
  readonly queue: QueueView;
  readonly area: AreaContext;
}): ReactNode => (
  <>
    <ul className="queue-counts" data-testid="queue-counts">
      {(['ready', 'hold', 'corrupt', 'delivered'] as const).map((state) => (
        <li key={state}>
          <strong>{queue.counts[state]}</strong> {texts.queue.counts[state]}
        </li>
      ))}
    </ul>
    {queue.oldestWaiting !== null && <p>{texts.queue.oldest(moment(queue.oldestWaiting))}</p>}
  </>
);

const LookUp = ({
  view,
  area: { texts, send, moment },
}: {
  readonly view: OpenView;
  readonly area: AreaContext;
}): ReactNode => {
  const [typed, setTyped] = useState('');
  const whole = typed.length === REFERENCE_DIGITS;
  const right = isReferenceNumber(typed);
  const { standing } = view;
  const said =
    whole && !right
      ? texts.queue.wrongReference
      : standing === null
        ? ''
        : `${formatReferenceNumber(standing.referenceNumber)}: ${texts.queue.standings[standing.state]} ${
            standing.at === null ? '' : texts.queue.since(moment(standing.at))
          }`;
  return (
    <section className="look-up">
      <div className="look-up-words">
        <p>{texts.queue.lookUpLead}</p>
        <p className="entered">
          <span className="field-label">{texts.queue.reference}</span>
          <span className="entered-value" data-testid="reference-typed">
            {formatReferenceNumber(typed)}
          </span>
        </p>
        <Button
          testId="look-up"
          icon="zoom"
          label={texts.queue.lookUp}
          disabled={!right}
          onPress={() => {
            send({ kind: 'look-up', referenceNumber: typed });
            setTyped('');
          }}
        />
        <p role="status" data-testid="standing">
          {said}
        </p>
      </div>
      <DigitKeypad
        name={texts.unlock.keypad}
        backspaceName={texts.unlock.backspace}
        onDigit={(digit) => setTyped((now) => (now + digit).slice(0, REFERENCE_DIGITS))}
        onBackspace={() => setTyped((now) => now.slice(0, -1))}
      />
    </section>
  );
};

const reasonShown = ({ queue }: AreaContext['texts'], reason: string | null): string => {
  if (reason === null) return '';
  const status = /^status (\d+)$/.exec(reason)?.[1];
  return status === undefined ? (queue.reasons[reason] ?? reason) : queue.refused(status);
};

const Lines = ({
  queue,
  area: { texts, moment },
}: {
  readonly queue: QueueView;
  readonly area: AreaContext;
}): ReactNode => (
  <table className="queue-lines">
    <thead>
      <tr>
        {texts.queue.columns.map((column) => (
          <th key={column} scope="col">
            {column}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {queue.lines.map(({ state, acceptedAt, bytes, attempts, reason }, at) => (
        // Lines have nothing of their own to be told apart by, on purpose.
        <tr key={at}>
          <td>
            {texts.queue.counts[state]}
            <span className="queue-reason">{reasonShown(texts, reason)}</span>
          </td>
          <td>{acceptedAt === null ? '–' : moment(acceptedAt)}</td>
          <td>{Math.ceil(bytes / 1000)} kB</td>
          <td>{attempts}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
