import type { Language } from '../../electron/domain/language.ts';
import { ar } from './ar.ts';
import { bg } from './bg.ts';
import { deSimple } from './de-simple.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { fa } from './fa.ts';
import { fr } from './fr.ts';
import { pl } from './pl.ts';
import { ro } from './ro.ts';
import { ru } from './ru.ts';
import type { Texts } from './texts.ts';
import { tr } from './tr.ts';
import { uk } from './uk.ts';

/** What the kiosk needs to know about a language besides its texts. */
export interface LanguageTraits {
  /** The language's name for itself, as on its button. */
  readonly ownName: string;
  readonly direction: 'ltr' | 'rtl';
  /** For the lang attribute and for speech (BCP 47). */
  readonly locale: string;
  /**
   * For dates and numbers. Arabic and Farsi with the digits and calendar of the papers themselves, so that
   * a number on the screen can be compared with the one in a letter.
   */
  readonly format: string;
}

/** Every language with its texts; a language without an entry does not compile. */
export const textsOf: Readonly<Record<Language, Texts>> = {
  de,
  'de-simple': deSimple,
  en,
  uk,
  ru,
  ar,
  tr,
  pl,
  ro,
  bg,
  fr,
  fa,
};

const leftToRight = (ownName: string, locale: string, format = locale): LanguageTraits => ({
  ownName,
  direction: 'ltr',
  locale,
  format,
});

export const traitsOf: Readonly<Record<Language, LanguageTraits>> = {
  de: leftToRight('Deutsch', 'de-DE'),
  'de-simple': leftToRight('Leichte Sprache', 'de-simple', 'de-DE'),
  en: leftToRight('English', 'en-GB'),
  uk: leftToRight('Українська', 'uk-UA'),
  ru: leftToRight('Русский', 'ru-RU'),
  ar: { ownName: 'العربية', direction: 'rtl', locale: 'ar', format: 'ar-u-nu-latn-ca-gregory' },
  tr: leftToRight('Türkçe', 'tr-TR'),
  pl: leftToRight('Polski', 'pl-PL'),
  ro: leftToRight('Română', 'ro-RO'),
  bg: leftToRight('Български', 'bg-BG'),
  fr: leftToRight('Français', 'fr-FR'),
  fa: { ownName: 'فارسی', direction: 'rtl', locale: 'fa', format: 'fa-u-nu-latn-ca-gregory' },
};

/** A moment as people of the language write it, in the kiosk's own time zone. */
export const formatMoment = (language: Language, iso: string): string =>
  new Intl.DateTimeFormat(traitsOf[language].format, {
    dateStyle: 'long',
    timeStyle: 'short',
  })
    .format(new Date(iso))
    // What says which half of the day it is does not stand alone in the next line.
    .replace(/(?<=\p{Nd})\s(?=[\p{L}.]{1,4}$)/u, '\u00A0');

/** A number as people of the language write it. */
export const formatNumber = (language: Language, value: number): string =>
  new Intl.NumberFormat(traitsOf[language].format).format(value);
