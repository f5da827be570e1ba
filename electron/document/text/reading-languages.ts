import type { Language } from '../../domain/language.ts';

/** Tesseract's name of each language of the kiosk. */
const names: Readonly<Record<Language, string>> = {
  de: 'deu',
  'de-simple': 'deu',
  en: 'eng',
  uk: 'ukr',
  ru: 'rus',
  ar: 'ara',
  tr: 'tur',
  pl: 'pol',
  ro: 'ron',
  bg: 'bul',
  fr: 'fra',
  fa: 'fas',
};

/** In which languages a customer's papers are read: German, and the one the customer chose. */
export const readingLanguages = (language: Language): readonly string[] => [
  ...new Set(['deu', names[language]]),
];
