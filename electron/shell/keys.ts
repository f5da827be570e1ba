/** What of Electron's `before-input-event` decides about a key. */
export interface KeyPress {
  /** KeyboardEvent.key */
  readonly key: string;
  readonly control: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
}

/** Keys besides letters that somebody who works without touching needs, and what makes letters. */
const usefulKeys = new Set([
  'Tab',
  'Enter',
  'Escape',
  'Backspace',
  'Delete',
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
  'Shift',
  'CapsLock',
  'AltGraph',
  'Dead',
  'Compose',
  'Process',
]);

const isCharacter = (key: string): boolean => /^.$/su.test(key);

/** AltGr is Control and Alt together on Windows: it makes "@" or "ł", never a plain letter or digit. */
const isMadeWithAltGr = ({ key, control, alt }: KeyPress): boolean =>
  control && alt && isCharacter(key) && !/^[a-z0-9 ]$/iu.test(key);

/**
 * Whether a key may reach the page. Everything that is not typing or moving about is swallowed: function keys,
 * media and browser keys, every chord with Control, Alt or the system key (copy, paste, print, zoom, reload …).
 * Chords that the operating system takes first never come here (docs/operations/locking-down.md).
 */
export const isAllowedKey = (press: KeyPress): boolean => {
  const { key, control, alt, meta } = press;
  if (meta) return false;
  if (control || alt) return isMadeWithAltGr(press);
  return isCharacter(key) || usefulKeys.has(key);
};
