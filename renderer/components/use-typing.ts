import { useRef, useState, type KeyboardEvent } from 'react';
import { typedBy } from './dead-keys.ts';

/** What an on-screen keyboard does to the field. */
export interface Typing {
  readonly insert: (text: string) => void;
  readonly deleteBackwards: () => void;
}

/** A text being typed, by keys on the screen and by those of a real keyboard. */
export interface TypedText {
  readonly typing: Typing;
  readonly value: string;
  /** Where the next letter goes, in code units from the beginning. */
  readonly caret: number;
  readonly putCaret: (at: number) => void;
  /** Does what a real keyboard's key says; whether there was something to do. */
  readonly press: (event: KeyboardEvent) => boolean;
}

/** Length of the letter that ends or begins a text; a letter may be two code units. */
const lastLetter = (text: string): number => Array.from(text).at(-1)?.length ?? 0;
const firstLetter = (text: string): number => Array.from(text)[0]?.length ?? 0;

/**
 * Types into a text. The browser knows nothing of it: of every field that it can edit itself it tells the main process
 * the whole text, at every letter, and frees that message without overwriting it (docs/decisions/0069).
 * @param mostLength no letter is added beyond so many code units
 */
export const useTyping = (
  value: string,
  onChange: (value: string) => void,
  mostLength: number,
): TypedText => {
  // From the end, so that a text put in by something else has its caret at the end.
  const [fromEnd, setFromEnd] = useState(0);
  const waitingAccent = useRef<string | null>(null);
  const caret = Math.max(0, value.length - fromEnd);
  const [before, after] = [value.slice(0, caret), value.slice(caret)];

  const insert = (text: string): void => {
    if (value.length + text.length <= mostLength) onChange(before + text + after);
  };
  const deleteBackwards = (): void => {
    const length = lastLetter(before);
    if (length > 0) onChange(before.slice(0, -length) + after);
  };
  const deleteForwards = (): void => {
    const length = firstLetter(after);
    setFromEnd(after.length - length);
    if (length > 0) onChange(before + after.slice(length));
  };
  const keys: Readonly<Record<string, () => void>> = {
    Backspace: deleteBackwards,
    Delete: deleteForwards,
    ArrowLeft: () => setFromEnd(after.length + lastLetter(before)),
    ArrowRight: () => setFromEnd(after.length - firstLetter(after)),
    Home: () => setFromEnd(value.length),
    End: () => setFromEnd(0),
  };
  return {
    typing: { insert, deleteBackwards },
    value,
    caret,
    putCaret: (at) => setFromEnd(value.length - at),
    press: (event) => {
      // A command, not a letter. Control and Alt together are AltGr.
      if (event.metaKey || event.ctrlKey !== event.altKey) return false;
      const { text, waiting } = typedBy(event, waitingAccent.current);
      waitingAccent.current = waiting;
      if (text !== null) insert(text);
      else keys[event.key]?.();
      return text !== null || Object.hasOwn(keys, event.key);
    },
  };
};
