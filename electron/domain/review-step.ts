import type { Journey } from './journey.ts';
import type { JourneyEvent } from './journey-event.ts';
import { firstOpenQuestion } from './answers-step.ts';
import { turnedRight, type Page } from './page.ts';
import { scanStep } from './scan-step.ts';
import { documentsOf, pageOf, type PageChange, type Visit } from './submission.ts';
import { to, type JourneyRules, type Transition } from './transition.ts';
import {
  beginning,
  blackenedAt,
  changePages,
  looksFine,
  movedPage,
  undoChange,
  withoutPage,
  withPage,
  withTopicPerDocument,
  wholePages,
  type ChangedVisit,
} from './visit-pages.ts';

type ReviewJourney = Extract<Journey, { step: 'review' }>;

export const duringReview = (
  journey: ReviewJourney,
  event: JourneyEvent,
  rules: JourneyRules,
): Transition => {
  const { visit } = journey;
  switch (event.kind) {
    case 'rotate-page':
      return changed(visit, 'turned', withPage(visit, event.pageId, turnedRight));
    case 'show-whole':
      return changed(visit, 'cropped', wholePages(visit, event.pageId, event.whole));
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
