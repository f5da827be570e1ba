import type { Journey } from './journey.ts';
import type { JourneyEffect } from './journey-event.ts';
import type { Language } from './language.ts';
import type { Details, Visit } from './submission.ts';

/** What the journey must know of the site to decide, besides the event. */
export interface JourneyRules {
  readonly topics: readonly string[];
  readonly languages: readonly Language[];
  readonly defaultLanguage: Language;
  readonly maxPages: number;
  /** Whether there is a printer for receipts. */
  readonly printsReceipts: boolean;
  /** Whether the site asks for anything about the customer at all. */
  readonly asksDetails: boolean;
  /** Whether these details are enough and well-formed at this site. */
  readonly acceptsDetails: (details: Details) => boolean;
}

/** The journey after an event, and what has to be done about it. */
export interface Transition {
  readonly journey: Journey;
  readonly effects: readonly JourneyEffect[];
}

/** A journey that has a customer in it. */
export type VisitJourney = Extract<Journey, { visit: Visit }>;

export const to = (journey: Journey, ...effects: JourneyEffect[]): Transition => ({
  journey,
  effects,
});
