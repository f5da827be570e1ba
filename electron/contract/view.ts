import type { Journey } from '../domain/journey.ts';
import type { Language } from '../domain/language.ts';
import type { PictureSize } from '../domain/page.ts';
import type { ServiceNotice } from '../domain/problem.ts';
import type { TopicId } from '../domain/submission.ts';
import type { AttendantView } from './attendant.ts';

/** Whether the customer seems to be there. */
export type IdleState =
  | { readonly phase: 'active' }
  /** Counting down to the wipe; any touch or "I am still here" ends it. */
  | { readonly phase: 'warning'; readonly secondsLeft: number };

/** One entry of the site's catalogue. `id` also selects the texts where the kiosk has own ones. */
export interface TopicView {
  readonly id: TopicId;
  readonly label: Readonly<Partial<Record<Language, string>>> & { readonly de: string };
}

/** How the customer says for whom the papers are at this site. */
export interface DetailsPolicy {
  readonly caseNumber: {
    readonly use: 'required' | 'optional' | 'hidden';
    /** Regular expression source (whole string) and an example to show. */
    readonly pattern: string;
    readonly example: string;
  };
  readonly name: { readonly use: 'required' | 'optional' | 'hidden'; readonly maxLength: number };
}

/** The scanner as the screens draw it and speak of it. */
export interface DeviceView {
  /** A feeder that takes sheets from above, one on top of a flat scanner, or a glass without a feeder. */
  readonly shape: 'upright-feeder' | 'feeder-on-top' | 'glass';
  /** How sheets have to lie in the feeder; on a glass they always face down. */
  readonly writing: 'up' | 'down' | 'either';
}

/** What of the site's configuration the screens need. */
export interface SiteView {
  readonly name: string;
  readonly languages: readonly Language[];
  readonly defaultLanguage: Language;
  readonly topics: readonly TopicView[];
  readonly details: DetailsPolicy;
  readonly maxPages: number;
  readonly device: DeviceView;
  /** Whether receipts can be printed. */
  readonly printsReceipts: boolean;
  /** Whether the virtual scanner or demo keys are in use: the screen says so. */
  readonly demo: boolean;
  /** Names of the site's videos in sign language: STEP.webm, STEP.LANGUAGE.webm, and .vtt for subtitles. */
  readonly signVideos: readonly string[];
  /** CSS pixels per millimetre of the display, measured at the device; guessed from its size when left out. */
  readonly pxPerMm?: number;
}

/** More about being out of order than the reason alone. */
export interface Outage {
  /** What the attendant chose to say. */
  readonly notice: ServiceNotice | null;
  /** When the kiosk will be of use again, as far as known; ISO 8601. */
  readonly backAt: string | null;
  /** For the people who look after the kiosk, e.g. "C5"; docs/operations/attendant.md explains them. */
  readonly code: string | null;
}

/** Everything the renderer draws from. Sent whole on every change. */
export interface KioskView {
  readonly journey: Journey;
  readonly idle: IdleState;
  readonly site: SiteView;
  /**
   * Paper in the feeder, where the scanner feels it: none yet, and any laid in starts the scan by itself; or some was left
   * there at the end of a visit.
   */
  readonly paper?: 'awaited' | 'left';
  /** Whether the latest change of the sound outputs was one more (a headset was plugged in); left out before any change. */
  readonly headset?: boolean;
  /** Only on the waiting screen, while there is room for few more papers. */
  readonly nearlyFull?: true;
  /** Only while out of order. */
  readonly outage?: Outage;
  /** Only while somebody asks for or is in the attendant area; it covers the journey. */
  readonly attendant?: AttendantView;
}

/**
 * The journey as the screens need it: of what can be undone only the latest change's name. The pages before each of
 * the latest twenty changes would be thousands in every message.
 */
export const journeyForScreen = (journey: Journey): Journey => {
  if (!('visit' in journey)) return journey;
  const past = journey.visit.past.slice(-1).map(({ change }) => ({ change, pages: [] }));
  return { ...journey, visit: { ...journey.visit, past } };
};

/** Where the renderer finds a video in sign language, or its subtitles. */
export const signVideoPath = (name: string): string => `/sign-language/${encodeURIComponent(name)}`;

/** Where the renderer finds a page's picture: same origin, no-store, gone with the visit. */
export const pagePicturePath = (pageId: string, size: PictureSize): string =>
  `/pages/${encodeURIComponent(pageId)}/${size}`;
