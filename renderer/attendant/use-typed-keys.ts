import { useEffect, useRef } from 'react';

/** What a keyboard, or a card reader that types like one, can do at the keypad. */
export interface TypedKeys {
  readonly digit: (digit: string) => void;
  readonly backspace: () => void;
  readonly enter: () => void;
  readonly escape: () => void;
  /** A card was read; `digits` of it came in as digits before. */
  readonly card: (text: string, digits: number) => void;
}

/** A card reader types faster than anybody: less than this between two keys, in milliseconds. */
const READER_GAP_MS = 45;
const LEAST_OF_A_CARD = 4;

/** Listens to real keys; a burst that ends with Enter is a card. */
export const useTypedKeys = (keys: TypedKeys): void => {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    let burst = '';
    let last = Number.NEGATIVE_INFINITY;
    const pressed = (event: KeyboardEvent): void => {
      const quick = event.timeStamp - last < READER_GAP_MS;
      last = event.timeStamp;
      if (event.key === 'Enter') {
        if (quick && burst.length >= LEAST_OF_A_CARD) {
          event.preventDefault();
          current.current.card(burst, burst.replaceAll(/\D/g, '').length);
        } else if (!(event.target instanceof HTMLButtonElement)) current.current.enter();
        burst = '';
        return;
      }
      if (event.key === 'Shift') return;
      burst = event.key.length === 1 ? (quick ? burst : '') + event.key : '';
      if (/^\d$/.test(event.key)) current.current.digit(event.key);
      else if (event.key === 'Backspace') current.current.backspace();
      else if (event.key === 'Escape') current.current.escape();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
};
