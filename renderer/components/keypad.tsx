import { useState, type ReactNode } from 'react';
import { useKiosk } from '../kiosk-context.ts';
import { Key } from './key.tsx';
import type { Typing } from './use-typing.ts';

const DIGITS = [
  ['1', '2', '3'],
  ['4', '5', '6'],
  ['7', '8', '9'],
];
const LETTERS = [
  ['A', 'B', 'C', 'D', 'E', 'F', 'G'],
  ['H', 'I', 'J', 'K', 'L', 'M', 'N'],
  ['O', 'P', 'Q', 'R', 'S', 'T', 'U'],
  ['V', 'W', 'X', 'Y', 'Z'],
];

/** Digits, slash and dash; letters behind one key, for numbers that have one. */
export const Keypad = ({
  typing,
  digitsOnly = false,
}: {
  readonly typing: Typing;
  readonly digitsOnly?: boolean;
}): ReactNode => {
  const { texts } = useKiosk();
  const [letters, setLetters] = useState(false);
  const key = (text: string): ReactNode => (
    <Key key={text} label={text} testId={`key-${text}`} onPress={() => typing.insert(text)} />
  );
  return (
    <div
      className={letters ? 'keypad keypad-letters' : 'keypad'}
      role="group"
      aria-label={texts.keyboard.label}
      dir="ltr"
    >
      {(letters ? LETTERS : DIGITS).map((row) => (
        <div className="key-row" key={row[0]}>
          {row.map(key)}
        </div>
      ))}
      <div className="key-row">
        {!letters && !digitsOnly && key('/')}
        {!letters && key('0')}
        {!letters && !digitsOnly && key('-')}
      </div>
      <div className="key-row">
        {!digitsOnly && (
          <Key
            label={letters ? '123' : 'ABC'}
            name={letters ? `123: ${texts.keyboard.digits}` : `ABC: ${texts.keyboard.letters}`}
            testId="key-letters"
            onPress={() => setLetters(!letters)}
          />
        )}
        <Key
          label="⌫"
          icon="backspace"
          name={texts.keyboard.backspace}
          testId="key-backspace"
          onPress={typing.deleteBackwards}
        />
      </div>
    </div>
  );
};
