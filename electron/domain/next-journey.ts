import { duringAnswers } from './answers-step.ts';
import type { Journey } from './journey.ts';
import type { JourneyEvent } from './journey-event.ts';
import type { Language } from './language.ts';
import { answersWhileOutOfOrder } from './problem.ts';
import { isReferenceNumber } from './reference-number.ts';
import { duringReview } from './review-step.ts';
import { duringScan, scanStep } from './scan-step.ts';
import { markedDocumentsOf, pageOf, type Receipt, type Visit, type VisitId } from './submission.ts';
import { to, type JourneyRules, type Transition } from './transition.ts';

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
      return event.kind === 'look-up' && answersWhileOutOfOrder(journey.reason)
        ? to({ step: 'look-up' })
        : to(journey);
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
      return duringReceipt(journey, event, rules);
  }
};

const duringReceipt = (
  journey: Extract<Journey, { step: 'receipt' }>,
  event: JourneyEvent,
  rules: JourneyRules,
): Transition => {
  switch (event.kind) {
    case 'finish':
      return to({ step: 'attract' }, { effect: 'wipe' });
    case 'print-receipt':
      return rules.printsReceipts && mayPrint(journey)
        ? to({ ...journey, print: 'printing' }, { effect: 'print-receipt' })
        : to(journey);
    case 'receipt-printed':
      return journey.receipt.reference === event.reference
        ? to({ ...journey, print: event.printed ? 'printed' : 'not-printed' })
        : to(journey);
    default:
      return to(journey);
  }
};

/** Once for each visit; again only after it did not come out. */
const mayPrint = ({ print }: Extract<Journey, { step: 'receipt' }>): boolean =>
  print === undefined || print === 'not-printed';

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
