import type { Language } from '../../electron/domain/language.ts';

/** One arrangement of keys; capitals come from the language's own rules. */
export interface KeyboardLayout {
  readonly id: string;
  /** On the key that brings this layout. */
  readonly label: string;
  /** For Intl-aware capitals (BCP 47). */
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  /** Whether the script has capitals. */
  readonly capitals: boolean;
  /** Eleven keys a row at most: more would be too narrow on a 10-inch panel. */
  readonly rows: readonly (readonly string[])[];
}

const rows = (...lines: readonly string[]): readonly (readonly string[])[] =>
  lines.map((line) => line.split(' '));

const latin: KeyboardLayout = {
  id: 'latin',
  label: 'ABC',
  locale: 'de',
  direction: 'ltr',
  capitals: true,
  rows: rows('q w e r t z u i o p ü', 'a s d f g h j k l ö ä', 'y x c v b n m ß'),
};

const ukrainian: KeyboardLayout = {
  id: 'ukrainian',
  label: 'АБВ',
  locale: 'uk',
  direction: 'ltr',
  capitals: true,
  rows: rows('й ц у к е н г ш щ з х', 'ф і в а п р о л д ж є', 'ґ я ч с м и т ь б ю ї'),
};

/** The layouts offered in each language, the first one first. Latin always: the letters are in German. */
export const layoutsOf: Readonly<Record<Language, readonly [KeyboardLayout, ...KeyboardLayout[]]>> =
  {
    de: [latin],
    en: [latin],
    uk: [latin, ukrainian],
  };
