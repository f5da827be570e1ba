import type { AttendantRequest, AttendantView } from '../../electron/contract/attendant.ts';
import type { AttendantTexts } from './texts.ts';

/** What every part of the attendant area can use. */
export interface AreaContext {
  readonly texts: AttendantTexts;
  readonly send: (request: AttendantRequest) => void;
  readonly changeLanguage: () => void;
  /** A moment as the people of the area's language write it. */
  readonly moment: (iso: string | number) => string;
}

/** The pages of the open area, by their place in its navigation. */
export type AreaPage = 'status' | 'scanner' | 'service' | 'queue' | 'device';

/** The area with somebody logged on. */
export type OpenView = Extract<AttendantView, { phase: 'open' }>;
