import { useState, type ReactNode } from 'react';
import type { Language } from '../../electron/domain/language.ts';
import { useKiosk } from '../kiosk-context.ts';
import { Key } from './key.tsx';
import { layoutsOf, type KeyboardLayout } from './keyboard-layouts.ts';
import type { Typing } from './use-typing.ts';

/** What a sentence needs besides letters. */
const SIGN_ROWS = ['1234567890', '-/:;()€&@', '?!"+%=#*'].map((row) => Array.from(row));
const NAME_SIGNS = ['-', '’'];
const PROSE_SIGNS = [',', '.'];

/** Letters on the screen, in Latin and in the language's own script. */
export const Keyboard = ({
  language,
  typing,
  capital,
  prose = false,
}: {
  /** Whether sentences are written, with digits and marks. */
  readonly prose?: boolean;
  readonly language: Language;
  readonly typing: Typing;
  /** Whether a new word begins: capitals by themselves. */
  readonly capital: boolean;
}): ReactNode => {
  const { texts } = useKiosk();
  const [shift, setShift] = useState<boolean | null>(null);
  const [at, setAt] = useState(0);
  const [signs, setSigns] = useState(false);
  const layouts = layoutsOf[language];
  const layout = layouts[at % layouts.length] ?? layouts[0];
  const following = layouts[(at + 1) % layouts.length] ?? layouts[0];
  const upper = layout.capitals && (shift ?? capital);
  const type = (text: string): void => {
    typing.insert(text);
    setShift(null);
  };
  return (
    <div
      className="keyboard"
      role="group"
      aria-label={texts.keyboard.label}
      dir={layout.direction}
      lang={layout.locale}
    >
      {(signs ? SIGN_ROWS : layout.rows).map((row) => (
        <div className="key-row" key={row[0]}>
          {row.map((letter) => (
            <Key
              key={letter}
              label={cased(letter, upper, layout)}
              testId={`key-${letter}`}
              onPress={() => type(cased(letter, upper, layout))}
            />
          ))}
        </div>
      ))}
      <div className="key-row key-row-last">
        {prose && (
          <Key
            label={signs ? 'ABC' : '123'}
            name={signs ? `ABC: ${texts.keyboard.letters}` : `123: ${texts.keyboard.digits}`}
            wide={1.5}
            testId="key-digits"
            onPress={() => setSigns(!signs)}
          />
        )}
        {layout.capitals && !signs && (
          <Key
            label="⇧"
            icon="shift"
            name={texts.keyboard.shift}
            pressed={upper}
            wide={1.5}
            testId="key-shift"
            onPress={() => setShift(!upper)}
          />
        )}
        {layouts.length > 1 && !signs && (
          <Key
            label={following.label}
            name={`${texts.keyboard.switchLayout}: ${following.label}`}
            wide={1.5}
            testId="key-layout"
            onPress={() => setAt(at + 1)}
          />
        )}
        {[...(layout.extra ?? []), ...(prose ? PROSE_SIGNS : NAME_SIGNS)].map((sign) => (
          <Key key={sign} label={sign} testId={`key-${sign}`} onPress={() => type(sign)} />
        ))}
        <Key
          label="␣"
          icon="space"
          name={texts.keyboard.space}
          wide={4}
          testId="key-space"
          onPress={() => type(' ')}
        />
        <Key
          label="⌫"
          icon="backspace"
          name={texts.keyboard.backspace}
          wide={1.5}
          testId="key-backspace"
          onPress={typing.deleteBackwards}
        />
      </div>
    </div>
  );
};

/** ß has no capital people use in names. */
const cased = (letter: string, upper: boolean, layout: KeyboardLayout): string =>
  upper && letter !== 'ß' ? letter.toLocaleUpperCase(layout.locale) : letter;
