import type { Journey, ScanActivity } from './journey.ts';
import type { JourneyEffect, JourneyEvent } from './journey-event.ts';
import type { Language } from './language.ts';
import { turnedRight, type Page, type PageId } from './page.ts';
import { isReferenceNumber } from './reference-number.ts';
import { pageOf, type Details, type Visit, type VisitId } from './submission.ts';

/** What the journey must know of the site to decide, besides the event. */
export interface JourneyRules {
  readonly topics: readonly string[];
  readonly languages: readonly Language[];
  readonly defaultLanguage: Language;
  readonly maxPages: number;
  /** Whether these details are enough and well-formed at this site. */
  readonly acceptsDetails: (details: Details) => boolean;
}

/** The journey after an event, and what has to be done about it. */
export interface Transition {
  readonly journey: Journey;
  readonly effects: readonly JourneyEffect[];
}

/** A journey that has a customer in it. */
type VisitJourney = Extract<Journey, { visit: Visit }>;

const to = (journey: Journey, ...effects: JourneyEffect[]): Transition => ({ journey, effects });

/** A copy of the list with `remove` entries at `at` replaced (Array.toSpliced is not in every runtime here). */
const spliced = <Item>(
  list: readonly Item[],
  at: number,
  remove: number,
  ...insert: readonly Item[]
): readonly Item[] => [...list.slice(0, at), ...insert, ...list.slice(at + remove)];

const READY: ScanActivity = { state: 'ready' };

/** A new visit, nothing in it. */
const emptyVisit = (id: VisitId, language: Language): Visit => ({
  id,
  language,
  pages: [],
  removed: null,
  details: { caseNumber: '', name: '' },
  topic: null,
});

/**
 * The whole journey as one pure function: same journey, same event, same answer.
 * An event that makes no sense at this step changes nothing (the very same journey comes back).
 * @param newVisitId used when the event begins a visit
 */
export const nextJourney = (
  journey: Journey,
  event: JourneyEvent,
  rules: JourneyRules,
  newVisitId: VisitId,
): Transition => {
  const stay = to(journey);
  if ('visitId' in event && (!('visit' in journey) || journey.visit.id !== event.visitId)) {
    return stay;
  }
  switch (event.kind) {
    case 'end':
    case 'idle-expired':
      return journey.step === 'attract' || journey.step === 'out-of-order' || isUnstoppable(journey)
        ? stay
        : to({ step: 'attract' }, { effect: 'wipe' });
    case 'availability':
      return availability(journey, event.outOfOrder);
    case 'choose-language':
      return chooseLanguage(journey, event.language, rules, newVisitId);
    default:
      return duringStep(journey, event, rules);
  }
};

/** A submission under way is finished, whatever happens; half a submission helps nobody. */
const isUnstoppable = (journey: Journey): boolean => journey.step === 'submitting';

const availability = (
  journey: Journey,
  reason: Extract<JourneyEvent, { kind: 'availability' }>['outOfOrder'],
): Transition => {
  if (journey.step !== 'attract' && journey.step !== 'out-of-order') return to(journey);
  if (reason === null) return journey.step === 'attract' ? to(journey) : to({ step: 'attract' });
  if (journey.step === 'out-of-order' && journey.reason === reason) return to(journey);
  return to({ step: 'out-of-order', reason });
};

const chooseLanguage = (
  journey: Journey,
  language: Language,
  rules: JourneyRules,
  newVisitId: VisitId,
): Transition => {
  if (!rules.languages.includes(language)) return to(journey);
  if (journey.step === 'language') {
    return to({ step: 'prepare', visit: emptyVisit(newVisitId, language) });
  }
  if (journey.step === 'receipt') return to({ ...journey, language });
  if ('visit' in journey) return to({ ...journey, visit: { ...journey.visit, language } });
  return to(journey);
};

const duringStep = (journey: Journey, event: JourneyEvent, rules: JourneyRules): Transition => {
  switch (journey.step) {
    case 'attract':
      if (event.kind === 'look-up') return to({ step: 'look-up' });
      return event.kind === 'begin' ? to({ step: 'language' }) : to(journey);
    case 'look-up':
    case 'standing':
      return duringLookUp(journey, event);
    case 'out-of-order':
      return to(journey);
    case 'language':
      return event.kind === 'back' ? to({ step: 'attract' }) : to(journey);
    case 'prepare':
      return duringPrepare(journey, event);
    case 'scan':
      return duringScan(journey, event, rules);
    case 'review':
      return duringReview(journey, event, rules);
    case 'details':
    case 'topic':
    case 'check':
    case 'not-submitted':
      return duringAnswers(journey, event, rules);
    case 'submitting':
      return duringSubmitting(journey, event);
    case 'receipt':
      return event.kind === 'finish' ? to({ step: 'attract' }, { effect: 'wipe' }) : to(journey);
  }
};

const duringLookUp = (
  journey: Extract<Journey, { step: 'look-up' | 'standing' }>,
  event: JourneyEvent,
): Transition => {
  switch (event.kind) {
    case 'ask-standing': {
      const reference = event.reference.replace(/[\s-]/g, '');
      return journey.step === 'look-up' && isReferenceNumber(reference)
        ? to({ step: 'standing', reference, standing: null }, { effect: 'ask-standing', reference })
        : to(journey);
    }
    case 'standing-known':
      return journey.step === 'standing' && journey.reference === event.reference
        ? to({ ...journey, standing: event.standing })
        : to(journey);
    case 'back':
      return to({ step: journey.step === 'standing' ? 'look-up' : 'attract' });
    case 'finish':
      return to({ step: 'attract' });
    default:
      return to(journey);
  }
};

const duringPrepare = (
  journey: Extract<Journey, { step: 'prepare' }>,
  event: JourneyEvent,
): Transition => {
  switch (event.kind) {
    case 'continue':
      return to(scanStep(journey.visit));
    case 'back':
      return journey.visit.pages.length === 0
        ? to({ step: 'language' }, { effect: 'wipe' })
        : to({ step: 'review', visit: journey.visit });
    default:
      return to(journey);
  }
};

const scanStep = (visit: Visit, replacing: PageId | null = null): Journey => ({
  step: 'scan',
  visit,
  activity: READY,
  replacing,
});

type ScanJourney = Extract<Journey, { step: 'scan' }>;

const duringScan = (journey: ScanJourney, event: JourneyEvent, rules: JourneyRules): Transition => {
  const { visit, activity } = journey;
  const moving = activity.state === 'running' || activity.state === 'stopping';
  switch (event.kind) {
    case 'start-scan':
      if (moving) return to(journey);
      return journey.replacing === null && visit.pages.length >= rules.maxPages
        ? to({ ...journey, activity: { state: 'interrupted', problem: 'too-many-pages' } })
        : to(
            { ...journey, activity: { state: 'running', pages: 0, fraction: null } },
            { effect: 'start-scan' },
          );
    case 'stop-scan':
      return activity.state === 'running'
        ? to({ ...journey, activity: { state: 'stopping' } }, { effect: 'stop-scan' })
        : to(journey);
    case 'scan-progress':
      return activity.state === 'running'
        ? to({ ...journey, activity: { ...activity, fraction: event.fraction } })
        : to(journey);
    case 'page-scanned':
      return pageScanned(journey, event.page);
    case 'scan-ended':
      return scanEnded(journey, event.problem);
    case 'continue':
      return moving || visit.pages.length === 0 ? to(journey) : to({ step: 'review', visit });
    case 'back':
      if (moving) return to(journey);
      return to({ step: visit.pages.length === 0 ? 'prepare' : 'review', visit });
    default:
      return to(journey);
  }
};

const pageScanned = (journey: ScanJourney, page: Page): Transition => {
  const { visit, activity, replacing } = journey;
  if (replacing !== null) return pageReplaced(journey, page, replacing);
  const counted: ScanActivity =
    activity.state === 'running'
      ? { state: 'running', pages: activity.pages + 1, fraction: null }
      : activity;
  return to({ ...journey, visit: { ...visit, pages: [...visit.pages, page] }, activity: counted });
};

/** One page was asked for: the first takes the old one's place, any further sheet is not kept. */
const pageReplaced = (journey: ScanJourney, page: Page, replacing: PageId): Transition => {
  const { visit } = journey;
  const at = visit.pages.findIndex(({ id }) => id === replacing);
  if (at < 0) return to(journey, { effect: 'discard-page', pageId: page.id });
  return to(
    {
      ...journey,
      visit: { ...visit, pages: spliced(visit.pages, at, 1, page) },
      activity: { state: 'stopping' },
    },
    { effect: 'stop-scan' },
    { effect: 'discard-page', pageId: replacing },
  );
};

const scanEnded = (journey: ScanJourney, problem: ScanActivityProblem): Transition => {
  if (problem !== null) return to({ ...journey, activity: { state: 'interrupted', problem } });
  return journey.visit.pages.length > 0
    ? to({ step: 'review', visit: journey.visit })
    : to({ ...journey, activity: READY });
};

type ScanActivityProblem = Extract<JourneyEvent, { kind: 'scan-ended' }>['problem'];

type ReviewJourney = Extract<Journey, { step: 'review' }>;

const duringReview = (
  journey: ReviewJourney,
  event: JourneyEvent,
  rules: JourneyRules,
): Transition => {
  const { visit } = journey;
  switch (event.kind) {
    case 'rotate-page':
      return reviewed(visit, {
        pages: visit.pages.map((page) => (page.id === event.pageId ? turnedRight(page) : page)),
      });
    case 'move-page':
      return reviewed(visit, { pages: movedPage(visit.pages, event.pageId, event.to) });
    case 'remove-page':
      return removePage(journey, event.pageId);
    case 'restore-page':
      return visit.removed === null
        ? to(journey)
        : reviewed(visit, {
            pages: spliced(visit.pages, visit.removed.index, 0, visit.removed.page),
            removed: null,
          });
    case 'scan-more':
      return to(scanStep(visit));
    case 'rescan-page':
      return pageOf(visit, event.pageId) === undefined
        ? to(journey)
        : to(scanStep(visit, event.pageId));
    case 'continue':
      return visit.pages.length === 0 || visit.pages.length > rules.maxPages
        ? to(journey)
        : to(firstOpenQuestion(visit));
    case 'back':
      return to(scanStep(visit));
    default:
      return to(journey);
  }
};

const reviewed = (visit: Visit, change: Partial<Visit>): Transition =>
  to({ step: 'review', visit: { ...visit, ...change } });

const movedPage = (pages: readonly Page[], id: PageId, position: number): readonly Page[] => {
  const from = pages.findIndex((page) => page.id === id);
  const page = pages[from];
  if (page === undefined) return pages;
  const target = Math.min(Math.max(position, 0), pages.length - 1);
  return spliced(spliced(pages, from, 1), target, 0, page);
};

const removePage = (journey: ReviewJourney, id: PageId): Transition => {
  const { visit } = journey;
  const index = visit.pages.findIndex((page) => page.id === id);
  const page = visit.pages[index];
  if (page === undefined) return to(journey);
  const next: Journey = {
    step: 'review',
    visit: { ...visit, pages: spliced(visit.pages, index, 1), removed: { page, index } },
  };
  // Only the page removed last can be put back; the one before it is gone now.
  return visit.removed === null
    ? to(next)
    : to(next, { effect: 'discard-page', pageId: visit.removed.page.id });
};

type AnswersJourney = Extract<
  VisitJourney,
  { step: 'details' | 'topic' | 'check' | 'not-submitted' }
>;

const duringAnswers = (
  journey: AnswersJourney,
  event: JourneyEvent,
  rules: JourneyRules,
): Transition => {
  const { visit, step } = journey;
  switch (event.kind) {
    case 'enter-details':
      return step === 'details' && rules.acceptsDetails(event.details)
        ? to(afterDetails({ ...visit, details: event.details }))
        : to(journey);
    case 'choose-topic':
      return step === 'topic' && rules.topics.includes(event.topic)
        ? to({ step: 'check', visit: { ...visit, topic: event.topic } })
        : to(journey);
    case 'change':
      return step === 'check' || step === 'not-submitted'
        ? to({ step: event.answer === 'pages' ? 'review' : event.answer, visit })
        : to(journey);
    case 'submit':
      return (step === 'check' || step === 'not-submitted') && visit.topic !== null
        ? to({ step: 'submitting', visit, stage: 'building' }, { effect: 'submit' })
        : to(journey);
    case 'back':
      return to({ step: STEP_BEFORE[step], visit });
    default:
      return to(journey);
  }
};

const STEP_BEFORE = {
  details: 'review',
  topic: 'details',
  check: 'topic',
  'not-submitted': 'check',
} as const;

/** Whoever came back from the check screen to change one answer goes straight back to it. */
const firstOpenQuestion = (visit: Visit): Journey =>
  visit.topic === null ? { step: 'details', visit } : { step: 'check', visit };

const afterDetails = (visit: Visit): Journey =>
  visit.topic === null ? { step: 'topic', visit } : { step: 'check', visit };

const duringSubmitting = (
  journey: Extract<Journey, { step: 'submitting' }>,
  event: JourneyEvent,
): Transition => {
  const { visit } = journey;
  switch (event.kind) {
    case 'submit-stage':
      return to({ ...journey, stage: event.stage });
    case 'submitted':
      return to({ step: 'receipt', language: visit.language, receipt: event.receipt });
    case 'not-submitted':
      return to({ step: 'not-submitted', visit, problem: event.problem });
    default:
      return to(journey);
  }
};
