/** What is read of a key that was pressed (UI Events: `key` what it says, `code` where it lies). */
export interface PressedKey {
  readonly key: string;
  readonly code: string;
  readonly shiftKey: boolean;
}

/** What a key types, null where it types nothing, and the accent that waits for its letter afterwards. */
export interface Typed {
  readonly text: string | null;
  readonly waiting: string | null;
}

const ACUTE = '\u0301';
const GRAVE = '\u0300';
const CIRCUMFLEX = '\u0302';
const DIAERESIS = '\u0308';

/**
 * The accents on a German keyboard (DIN 2137-01) and those of a French one (NF Z71-300) that lie on other keys, without
 * and with shift. The browser says of such a key only that it is dead, so where it lies decides.
 */
const deadKeys: Readonly<Record<string, readonly [string, string?]>> = {
  Equal: [ACUTE, GRAVE],
  Backquote: [CIRCUMFLEX],
  BracketLeft: [CIRCUMFLEX, DIAERESIS],
};

const standingAlone: Readonly<Record<string, string>> = {
  [ACUTE]: '´',
  [GRAVE]: '`',
  [CIRCUMFLEX]: '^',
  [DIAERESIS]: '¨',
};

/** Keys that are held while the letter for an accent is typed. */
const held: ReadonlySet<string> = new Set(['Shift', 'AltGraph', 'CapsLock', 'Control', 'Alt']);

const isLetter = (key: string): boolean => /^.$/su.test(key);

const withAccent = (letter: string, accent: string): string => {
  const one = (letter + accent).normalize('NFC');
  if (Array.from(one).length === 1) return one;
  const alone = standingAlone[accent] ?? '';
  return letter === ' ' ? alone : alone + letter;
};

/**
 * Puts accents and letters of a real keyboard together, as the operating system does where it knows of the field; here it
 * does not (docs/decisions/0069). An accent before a letter that never bears it, or before a space, stands alone.
 */
export const typedBy = (pressed: PressedKey, waiting: string | null): Typed => {
  const { key, code, shiftKey } = pressed;
  if (key === 'Dead') {
    const accent = deadKeys[code]?.[shiftKey ? 1 : 0] ?? null;
    // The same key twice is the accent itself, as people type it who mean an apostrophe.
    if (accent !== null && accent === waiting)
      return { text: standingAlone[accent] ?? null, waiting: null };
    return { text: null, waiting: accent };
  }
  if (isLetter(key))
    return { text: waiting === null ? key : withAccent(key, waiting), waiting: null };
  return { text: null, waiting: held.has(key) ? waiting : null };
};
