import type { ReactNode } from 'react';
import { Key } from '../components/key.tsx';

const ROWS = [
  ['1', '2', '3'],
  ['4', '5', '6'],
  ['7', '8', '9'],
];

/** Digits and nothing else. */
export const DigitKeypad = ({
  name,
  backspaceName,
  onDigit,
  onBackspace,
}: {
  readonly name: string;
  readonly backspaceName: string;
  readonly onDigit: (digit: string) => void;
  readonly onBackspace: () => void;
}): ReactNode => {
  const key = (digit: string): ReactNode => (
    <Key key={digit} label={digit} testId={`digit-${digit}`} onPress={() => onDigit(digit)} />
  );
  return (
    <div className="digit-keypad" role="group" aria-label={name} dir="ltr">
      {ROWS.map((row) => (
        <div className="key-row" key={row[0]}>
          {row.map(key)}
        </div>
      ))}
      <div className="key-row">
        {key('0')}
        <Key
          label="⌫"
          icon="backspace"
          name={backspaceName}
          testId="digit-backspace"
          onPress={onBackspace}
        />
      </div>
    </div>
  );
};
