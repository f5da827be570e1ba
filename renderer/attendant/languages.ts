import { de } from './de.ts';
import { en } from './en.ts';
import type { AttendantTexts } from './texts.ts';

/** The attendant area speaks the languages of the people who look after the kiosk (docs/design.md). */
export type AttendantLanguage = 'de' | 'en';

export const attendantTexts: Readonly<Record<AttendantLanguage, AttendantTexts>> = { de, en };
