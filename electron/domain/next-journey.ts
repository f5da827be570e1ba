import { messageLimit, type Journey, type ScanActivity } from './journey.ts';
import type { JourneyEffect, JourneyEvent } from './journey-event.ts';
import type { Language } from './language.ts';
import { turnedRight, type Page, type PageId } from './page.ts';
import {
  documentsOf,
  markedDocumentsOf,
  pageOf,
  type Details,
  type PageChange,
  type Receipt,
  type Visit,
  type VisitId,
} from './submission.ts';
import {
  addPage,
  beginning,
  blackenedAt,
  changePages,
  looksFine,
  movedPage,
  spliced,
  undoChange,
  withoutPage,
  withTopicPerDocument,
  withPage,
  type ChangedVisit,
} from './visit-pages.ts';
import { isReferenceNumber } from './reference-number.ts';

/** What the journey must know of the site to decide, besides the event. */
export interface JourneyRules {
  readonly topics: readonly string[];
  readonly languages: readonly Language[];
  readonly defaultLanguage: Language;
  readonly maxPages: number;
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
type VisitJourney = Extract<Journey, { visit: Visit }>;

const to = (journey: Journey, ...effects: JourneyEffect[]): Transition => ({ journey, effects });

const READY: ScanActivity = { state: 'ready' };

/** A new visit, nothing in it. */
const emptyVisit = (id: VisitId, language: Language): Visit => ({
  id,
  language,
  pages: [],
  past: [],
  details: { caseNumber: '', name: '' },
  topics: [null],
  message: '',
  receipts: [],
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
      return endVisit(journey);
    case 'availability':
      return availability(journey, event.outOfOrder);
    case 'choose-language':
      return chooseLanguage(journey, event.language, rules, newVisitId);
    default:
      return duringStep(journey, event, rules);
  }
};

/**
 * A submission under way is finished, whatever happens; half a submission helps nobody. Whoever has handed in
 * some documents already leaves with their receipts.
 */
const endVisit = (journey: Journey): Transition => {
  switch (journey.step) {
    case 'attract':
    case 'out-of-order':
    case 'submitting':
      return to(journey);
    default: {
      const latest = 'visit' in journey ? journey.visit.receipts.at(-1) : undefined;
      return latest === undefined || !('visit' in journey)
        ? to({ step: 'attract' }, { effect: 'wipe' })
        : to(receiptStep(journey.visit, latest), { effect: 'wipe' });
    }
  }
};

/** The receipts of a visit, the latest apart. */
const receiptStep = ({ language, receipts }: Visit, latest: Receipt): Journey => ({
  step: 'receipt',
  language,
  receipt: latest,
  earlier: receipts.filter((receipt) => receipt !== latest),
});

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
        ? to({ ...journey, activity: progressed(activity, event) })
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

const progressed = (
  { pages }: Extract<ScanActivity, { state: 'running' }>,
  { fraction, waiting }: Extract<JourneyEvent, { kind: 'scan-progress' }>,
): ScanActivity => ({
  state: 'running',
  pages,
  fraction,
  ...(waiting === true ? { waiting } : {}),
});

const pageScanned = (journey: ScanJourney, page: Page): Transition => {
  const { visit, activity, replacing } = journey;
  if (replacing !== null) return pageReplaced(journey, page, replacing);
  const counted: ScanActivity =
    activity.state === 'running'
      ? { state: 'running', pages: activity.pages + 1, fraction: null }
      : activity;
  return to({ ...journey, visit: addPage(visit, page), activity: counted });
};

/** One page was asked for: the first takes the old one's place, any further sheet is not kept. */
const pageReplaced = (journey: ScanJourney, page: Page, replacing: PageId): Transition => {
  const { visit } = journey;
  const at = visit.pages.findIndex(({ id }) => id === replacing);
  const old = visit.pages[at];
  if (old === undefined) return to(journey, { effect: 'discard-page', pageId: page.id });
  const placed = old.beginsDocument === true ? { ...page, beginsDocument: true } : page;
  const replaced = changePages(visit, 'replaced', spliced(visit.pages, at, 1, placed));
  return to(
    { ...journey, visit: replaced.visit, activity: { state: 'stopping' } },
    { effect: 'stop-scan' },
    ...replaced.effects,
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
      return changed(visit, 'turned', withPage(visit, event.pageId, turnedRight));
    case 'move-page':
      return changed(visit, 'moved', movedPage(visit.pages, event.pageId, event.to));
    case 'remove-page':
      return changed(visit, 'removed', withoutPage(visit.pages, event.pageId));
    case 'keep-page':
      return changed(visit, 'kept', withPage(visit, event.pageId, looksFine));
    case 'blacken-page':
      return changed(visit, 'blackened', withPage(visit, event.pageId, blackenedAt(event.areas)));
    case 'split-before':
      return visit.pages[0]?.id === event.pageId
        ? to(journey)
        : changed(visit, 'split', withPage(visit, event.pageId, beginning(event.split)));
    case 'undo':
      return reviewed(undoChange(visit));
    case 'scan-more':
      return to(scanStep(visit));
    case 'rescan-page':
      return pageOf(visit, event.pageId) === undefined
        ? to(journey)
        : to(scanStep(visit, event.pageId));
    case 'continue':
      return documentsOf(visit.pages).length === 0 || visit.pages.length > rules.maxPages
        ? to(journey)
        : to(firstOpenQuestion(withTopicPerDocument(visit), rules));
    case 'back':
      return to(scanStep(visit));
    default:
      return to(journey);
  }
};

const reviewed = ({ visit, effects }: ChangedVisit): Transition =>
  to({ step: 'review', visit }, ...effects);

/** The pages changed so, or nothing where the change makes no sense. */
const changed = (visit: Visit, change: PageChange, pages: readonly Page[] | null): Transition =>
  pages === null ? to({ step: 'review', visit }) : reviewed(changePages(visit, change, pages));

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
  const checking = step === 'check' || step === 'not-submitted';
  switch (event.kind) {
    case 'enter-details':
      return step === 'details' && rules.acceptsDetails(event.details)
        ? to(firstOpenTopic({ ...visit, details: event.details }))
        : to(journey);
    case 'choose-topic':
      return step === 'topic' && rules.topics.includes(event.topic)
        ? to(
            firstOpenTopic({
              ...visit,
              topics: spliced(visit.topics, journey.document, 1, event.topic),
            }),
          )
        : to(journey);
    case 'write-message':
      return checking && event.message.length <= messageLimit
        ? to({ ...journey, visit: { ...visit, message: event.message } })
        : to(journey);
    case 'change':
      return checking ? to(changeAnswer(visit, event, rules)) : to(journey);
    case 'submit':
      return checking && !visit.topics.includes(null)
        ? to({ step: 'submitting', visit, stage: 'building' }, { effect: 'submit' })
        : to(journey);
    case 'back':
      return to(stepBefore(journey, rules));
    default:
      return to(journey);
  }
};

const changeAnswer = (
  visit: Visit,
  { answer, document = 0 }: Extract<JourneyEvent, { kind: 'change' }>,
  rules: JourneyRules,
): Journey => {
  switch (answer) {
    case 'pages':
      return { step: 'review', visit };
    case 'details':
      return rules.asksDetails ? { step: 'details', visit } : { step: 'check', visit };
    case 'topic':
      return { step: 'topic', visit, document: Math.min(document, visit.topics.length - 1) };
  }
};

const stepBefore = (journey: AnswersJourney, rules: JourneyRules): Journey => {
  const { visit } = journey;
  switch (journey.step) {
    case 'details':
      return { step: 'review', visit };
    case 'topic':
      if (journey.document > 0) return { step: 'topic', visit, document: journey.document - 1 };
      return { step: rules.asksDetails ? 'details' : 'review', visit };
    case 'check':
      return { step: 'topic', visit, document: visit.topics.length - 1 };
    case 'not-submitted':
      return { step: 'check', visit };
  }
};

/** Whoever came back from the check screen to change one answer goes straight back to it. */
const firstOpenQuestion = (visit: Visit, rules: JourneyRules): Journey =>
  rules.asksDetails && visit.topics[0] === null
    ? { step: 'details', visit }
    : firstOpenTopic(visit);

const firstOpenTopic = (visit: Visit): Journey => {
  const document = visit.topics.indexOf(null);
  return document < 0 ? { step: 'check', visit } : { step: 'topic', visit, document };
};

const duringSubmitting = (
  journey: Extract<Journey, { step: 'submitting' }>,
  event: JourneyEvent,
): Transition => {
  const { visit } = journey;
  switch (event.kind) {
    case 'submit-stage':
      return to({ ...journey, stage: event.stage });
    case 'submitted':
      return documentSubmitted(visit, event.receipt);
    case 'not-submitted':
      return to({ step: 'not-submitted', visit, problem: event.problem });
    default:
      return to(journey);
  }
};

/** The document handed in leaves the visit; the next one follows at once. */
const documentSubmitted = (visit: Visit, receipt: Receipt): Transition => {
  const waiting = markedDocumentsOf(visit.pages).slice(1);
  const receipts = [...visit.receipts, receipt];
  if (waiting.length === 0) return to(receiptStep({ ...visit, receipts }, receipt));
  const rest: Visit = {
    ...visit,
    pages: waiting.flat(),
    past: [],
    topics: visit.topics.slice(1),
    receipts,
  };
  const discarded = [...visit.pages, ...visit.past.flatMap(({ pages }) => pages)]
    .map(({ id }) => id)
    .filter((id, at, all) => all.indexOf(id) === at && pageOf(rest, id) === undefined);
  return to(
    { step: 'submitting', visit: rest, stage: 'building' },
    ...discarded.map((pageId) => ({ effect: 'discard-page', pageId }) as const),
    { effect: 'submit' },
  );
};
