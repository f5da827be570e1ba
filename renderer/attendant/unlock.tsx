import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import type { AttendantView } from '../../electron/contract/attendant.ts';
import { Button } from '../components/button.tsx';
import { DigitKeypad } from './digit-keypad.tsx';
import type { AreaContext } from './area-context.ts';
import { useTypedKeys } from './use-typed-keys.ts';

const NUMBER_DIGITS = 2;
const MOST_PIN_DIGITS = 12;
const LEAST_PIN_DIGITS = 6;

type UnlockView = Extract<AttendantView, { phase: 'unlock' }>;

/** Number and PIN, over whatever the customer was doing; that stays as it is until somebody is let in. */
export const Unlock = ({
  view,
  area,
}: {
  readonly view: UnlockView;
  readonly area: AreaContext;
}): ReactNode => {
  const { texts, send } = area;
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const entry = useEntry(view, area);
  const wait = useSecondsUntil(view.waitUntil);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const shut = wait > 0 || view.checking;
  return (
    <dialog
      ref={dialog}
      className="unlock"
      aria-labelledby={heading}
      data-testid="unlock"
      onCancel={(event) => {
        event.preventDefault();
        send({ kind: 'close' });
      }}
    >
      <div className="unlock-words">
        <h2 id={heading}>{texts.unlock.title}</h2>
        <p>{texts.unlock.lead}</p>
        {view.cardReader && <p>{texts.unlock.card}</p>}
        {view.visitOpen && <p className="attendant-warning">{texts.unlock.visitOpen}</p>}
        <Entered name={texts.unlock.number} value={entry.number} testId="attendant-number" />
        <Entered
          name={texts.unlock.pin}
          value={'•'.repeat(entry.pin.length)}
          testId="attendant-pin"
        />
      </div>
      <div className="unlock-keys">
        <DigitKeypad
          name={texts.unlock.keypad}
          backspaceName={texts.unlock.backspace}
          onDigit={entry.digit}
          onBackspace={entry.backspace}
        />
        <div className="unlock-actions">
          <Button
            testId="unlock-close"
            label={texts.common.close}
            onPress={() => send({ kind: 'close' })}
          />
          <Button
            kind="primary"
            testId="unlock-open"
            label={texts.unlock.open}
            disabled={shut || !entry.complete}
            onPress={entry.enter}
          />
        </div>
        <p role="status" className="attendant-warning unlock-status" data-testid="unlock-status">
          {statusText(view, wait, area)}
        </p>
      </div>
    </dialog>
  );
};

const Entered = ({
  name,
  value,
  testId,
}: {
  readonly name: string;
  readonly value: string;
  readonly testId: string;
}): ReactNode => (
  <p className="entered">
    <span className="field-label">{name}</span>
    <span className="entered-value" data-testid={testId}>
      {value}
    </span>
  </p>
);

const statusText = (view: UnlockView, wait: number, { texts }: AreaContext): string => {
  if (view.checking) return texts.unlock.checking;
  if (wait > 0) return texts.unlock.wait(wait);
  return view.problem === null || view.problem === 'wait'
    ? ''
    : texts.unlock.problems[view.problem];
};

/** What was typed so far; forgotten with every answer, and with the screen. */
const useEntry = (view: UnlockView, { send }: AreaContext) => {
  const [typed, setTyped] = useState('');
  const fixed = view.number ?? '';
  const number = fixed === '' ? typed.slice(0, NUMBER_DIGITS) : fixed;
  const pin = fixed === '' ? typed.slice(NUMBER_DIGITS) : typed;
  const most = MOST_PIN_DIGITS + (fixed === '' ? NUMBER_DIGITS : 0);
  const complete = number.length === NUMBER_DIGITS && pin.length >= LEAST_PIN_DIGITS;
  const enter = (): void => {
    if (!complete || view.checking) return;
    send({ kind: 'unlock', number, pin });
    setTyped('');
  };
  const digit = (key: string): void => setTyped((now) => (now + key).slice(0, most));
  const backspace = (): void => setTyped((now) => now.slice(0, -1));
  useTypedKeys({
    digit,
    backspace,
    enter,
    escape: () => send({ kind: 'close' }),
    card: (text, digits) => {
      setTyped((now) => now.slice(0, Math.max(0, now.length - digits)));
      send({ kind: 'card', text });
    },
  });
  return { number, pin, complete, enter, digit, backspace };
};

/** Whole seconds until a moment (ms since 1970), counted down; 0 when it is over. */
const useSecondsUntil = (moment: number | null): number => {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (moment === null) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [moment]);
  return moment === null ? 0 : Math.max(0, Math.ceil((moment - now) / 1000));
};
