import { expect, test } from 'vitest';
import { typedBy, type PressedKey } from '../../../renderer/components/dead-keys.ts';

const key = (key: string, code = '', shiftKey = false): PressedKey => ({ key, code, shiftKey });
const acute = key('Dead', 'Equal');
const grave = key('Dead', 'Equal', true);
const circumflex = key('Dead', 'Backquote');

const textOf = (keys: readonly PressedKey[]): string => {
  let [text, waiting]: [string, string | null] = ['', null];
  for (const one of keys) {
    const typed = typedBy(one, waiting);
    text += typed.text ?? '';
    waiting = typed.waiting;
  }
  return text;
};
const letters = (text: string): readonly PressedKey[] => Array.from(text).map((one) => key(one));

test('a name with an accent, typed on a German keyboard', () => {
  expect(textOf([...letters('Andr'), acute, key('e')])).toBe('André');
  expect(textOf([...letters('Ir'), grave, key('e'), key('n'), key('e')])).toBe('Irène');
  expect(textOf([circumflex, key('I'), ...letters('le')])).toBe('Île');
});

test('the accent waits while shift is pressed for a capital', () => {
  expect(textOf([acute, key('Shift', 'ShiftLeft', true), key('E', 'KeyE', true)])).toBe('É');
});

test('a letter without that accent, a space and the same key again leave the accent standing alone', () => {
  expect(textOf([key('O'), acute, key('Q')])).toBe('O´Q');
  expect(textOf([acute, key(' ')])).toBe('´');
  expect(textOf([acute, acute, key('e')])).toBe('´e');
});

test('a key that deletes or moves takes the accent back', () => {
  expect(textOf([acute, key('Backspace', 'Backspace'), key('e')])).toBe('e');
});

test('a dead key of a keyboard that is not known types the letter without it', () => {
  expect(textOf([key('Dead', 'Quote'), key('e')])).toBe('e');
});
