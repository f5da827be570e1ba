import type { Journey, ScanActivity } from './journey.ts';
import type { JourneyEvent } from './journey-event.ts';
import type { Page, PageId } from './page.ts';
import type { Visit } from './submission.ts';
import { to, type JourneyRules, type Transition } from './transition.ts';
import { addPage, changePages, spliced } from './visit-pages.ts';

const READY: ScanActivity = { state: 'ready' };

export const scanStep = (visit: Visit, replacing: PageId | null = null): Journey => ({
  step: 'scan',
  visit,
  activity: READY,
  replacing,
});

type ScanJourney = Extract<Journey, { step: 'scan' }>;

export const duringScan = (
  journey: ScanJourney,
  event: JourneyEvent,
  rules: JourneyRules,
): Transition => {
  const { visit, activity } = journey;
  const moving = activity.state === 'running' || activity.state === 'stopping';
  switch (event.kind) {
    case 'start-scan':
      return moving ? to(journey) : begun(journey, rules);
    case 'paper-laid-in':
      return asksForPaper(activity) ? begun(journey, rules) : to(journey);
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

/** After a jam, a stop or any other trouble somebody has to say that it goes on; an empty feeder is none. */
export const asksForPaper = (activity: ScanActivity): boolean =>
  activity.state === 'ready' ||
  (activity.state === 'interrupted' && activity.problem === 'nothing-loaded');

const begun = (journey: ScanJourney, { maxPages }: JourneyRules): Transition =>
  journey.replacing === null && journey.visit.pages.length >= maxPages
    ? to({ ...journey, activity: { state: 'interrupted', problem: 'too-many-pages' } })
    : to(
        { ...journey, activity: { state: 'running', pages: 0, fraction: null } },
        { effect: 'start-scan' },
      );

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
