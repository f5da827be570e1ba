import type { Language } from '../../electron/domain/language.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import type { Texts } from './texts.ts';
import { uk } from './uk.ts';

/** What the kiosk needs to know about a language besides its texts. */
export interface LanguageTraits {
  /** The language's name for itself, as on its button. */
  readonly ownName: string;
  readonly direction: 'ltr' | 'rtl';
  /** For Intl and the lang attribute (BCP 47). */
  readonly locale: string;
}

/** Every language with its texts; a language without an entry does not compile. */
export const textsOf: Readonly<Record<Language, Texts>> = { de, en, uk };

export const traitsOf: Readonly<Record<Language, LanguageTraits>> = {
  de: { ownName: 'Deutsch', direction: 'ltr', locale: 'de-DE' },
  en: { ownName: 'English', direction: 'ltr', locale: 'en-GB' },
  uk: { ownName: 'Українська', direction: 'ltr', locale: 'uk-UA' },
};

/** A moment as people of the language write it, in the kiosk's own time zone. */
export const formatMoment = (language: Language, iso: string): string =>
  new Intl.DateTimeFormat(traitsOf[language].locale, {
    dateStyle: 'long',
    timeStyle: 'short',
  }).format(new Date(iso));

/** A number as people of the language write it. */
export const formatNumber = (language: Language, value: number): string =>
  new Intl.NumberFormat(traitsOf[language].locale).format(value);
