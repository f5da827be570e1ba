/** The languages a customer can choose, in the order they are offered. German comes first. */
export const languages = [
  'de',
  'de-simple',
  'en',
  'uk',
  'ru',
  'ar',
  'tr',
  'pl',
  'ro',
  'bg',
  'fr',
  'fa',
] as const;

/** A BCP 47 language code that the kiosk has every text in; de-simple is Leichte Sprache (IANA variant). */
export type Language = (typeof languages)[number];

/** Whether a value read from outside names a language the kiosk has. */
export const isLanguage = (value: unknown): value is Language =>
  languages.some((language) => language === value);
