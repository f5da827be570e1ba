import { useMemo, useRef, type RefObject } from 'react';

/** What an on-screen keyboard does to the field. */
export interface Typing {
  readonly insert: (text: string) => void;
  readonly deleteBackwards: () => void;
}

/**
 * Connects an input to on-screen keys. The field keeps focus and caret, so a real keyboard, a caret put
 * somewhere by touch and the keys on the screen all write to the same place.
 */
export const useTyping = (
  onChange: (value: string) => void,
): { readonly input: RefObject<HTMLInputElement | null>; readonly typing: Typing } => {
  const input = useRef<HTMLInputElement>(null);
  const typing = useMemo(() => {
    const replace = (field: HTMLInputElement, from: number, to: number, text: string): void => {
      const length = field.value.length - (to - from) + text.length;
      if (field.maxLength >= 0 && length > field.maxLength) return;
      field.setRangeText(text, from, to, 'end');
      onChange(field.value);
    };
    return {
      insert: (text: string) => {
        const field = input.current;
        if (field !== null) replace(field, ...selectionOf(field), text);
      },
      deleteBackwards: () => {
        const field = input.current;
        if (field === null) return;
        const [from, to] = selectionOf(field);
        if (from !== to) replace(field, from, to, '');
        else if (from > 0) replace(field, lastLetterStart(field.value, from), from, '');
      },
    };
  }, [onChange]);
  return { input, typing };
};

const selectionOf = (field: HTMLInputElement): [number, number] => [
  field.selectionStart ?? field.value.length,
  field.selectionEnd ?? field.value.length,
];

/** Where the letter before `at` begins; a letter may be two code units. */
const lastLetterStart = (value: string, at: number): number =>
  at - (Array.from(value.slice(0, at)).at(-1)?.length ?? 1);
