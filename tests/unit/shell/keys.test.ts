import { describe, expect, it } from 'vitest';
import { isAllowedKey } from '../../../electron/shell/keys.ts';

const plain = { control: false, alt: false, meta: false };

describe('keys on a kiosk', () => {
  it.each(['a', 'Ü', 'ж', 'ش', '7', ' ', '/', 'Tab', 'Enter', 'Escape', 'ArrowLeft', 'Backspace'])(
    'lets "%s" through: somebody types or moves about',
    (key) => {
      expect(isAllowedKey({ ...plain, key })).toBe(true);
    },
  );

  it.each([
    'F1',
    'F5',
    'F11',
    'F12',
    'PrintScreen',
    'ContextMenu',
    'BrowserBack',
    'MediaPlayPause',
  ])('swallows "%s"', (key) => {
    expect(isAllowedKey({ ...plain, key })).toBe(false);
  });

  it.each(['c', 'v', 'p', 'o', 'w', 'r', '+', '0', 'Tab', 'Shift', 'F4'])(
    'swallows "%s" together with Control or the system key',
    (key) => {
      expect(isAllowedKey({ ...plain, key, meta: true })).toBe(false);
      if (key !== '+')
        expect(isAllowedKey({ ...plain, key, control: true, alt: true })).toBe(false);
    },
  );

  it('swallows every Control chord whose character is a plain one', () => {
    for (const key of ['a', 'Z', '0', ' '])
      expect(isAllowedKey({ ...plain, key, control: true })).toBe(false);
    expect(isAllowedKey({ ...plain, key: '+', control: true })).toBe(false);
    expect(isAllowedKey({ ...plain, key: 'ArrowLeft', alt: true })).toBe(false);
  });

  it('lets letters through that AltGr makes, also on Windows, where it is Control and Alt', () => {
    for (const key of ['@', 'ł', '€'])
      expect(isAllowedKey({ ...plain, key, control: true, alt: true })).toBe(true);
    expect(isAllowedKey({ ...plain, key: '@' })).toBe(true);
  });
});
