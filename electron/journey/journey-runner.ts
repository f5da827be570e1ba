import type { Journey, CustomerEvent } from '../domain/journey.ts';
import type { JourneyEffect, JourneyEvent } from '../domain/journey-event.ts';
import { nextJourney } from '../domain/next-journey.ts';
import type { JourneyRules } from '../domain/transition.ts';
import type { OutOfOrderReason } from '../domain/problem.ts';
import type { PageId } from '../domain/page.ts';
import { firstDocumentOf, type Visit, type VisitId } from '../domain/submission.ts';
import type { ReferenceNumber } from '../domain/reference-number.ts';
import type { Log } from '../log/events.ts';
import { createIdleClock, type Clock, type IdleLimits } from './idle-clock.ts';

/** What the journey makes happen; each answers with events. */
export interface JourneyPorts {
  /** Scans into this visit; reports pages, progress and exactly one end. */
  startScan(visit: Visit, onePageOnly: boolean, report: (event: JourneyEvent) => void): void;
  stopScan(): void;
  discardPage(visitId: VisitId, pageId: PageId): void;
  /** Hands the visit's one document in; reports stages and exactly one outcome. */
  submit(visit: Visit, report: (event: JourneyEvent) => void): void;
  /** Finds out where a submission stands; reports it once, whatever happens. */
  askStanding(reference: ReferenceNumber, report: (event: JourneyEvent) => void): void;
  /** Prints the receipts on the screen; reports once whether they came out. */
  printReceipt(
    receipt: Extract<Journey, { step: 'receipt' }>,
    report: (event: JourneyEvent) => void,
  ): void;
  /** Ends everything of the current visit: scan, worker, pages, key. */
  wipe(): void;
}

/** How long each kind of step may lie idle. */
export interface JourneyIdle {
  readonly step: IdleLimits;
  readonly receipt: IdleLimits;
}

/** What the screen needs of the runner. */
export interface JourneyState {
  readonly journey: Journey;
  /** Seconds until everything is deleted, or null while nobody is missed. */
  readonly idleSecondsLeft: number | null;
}

/** Holds the one journey of this kiosk. */
export interface JourneyRunner {
  state(): JourneyState;
  /** Something the customer asked for. */
  customer(event: CustomerEvent): void;
  /** The customer is there. */
  activity(): void;
  /**
   * The customer has walked away: warns at once, unless the end is as near already.
   * @param answerWithin from the warning to the end, ms
   */
  walkedAway(answerWithin: number): void;
  /** Paper was laid into the scanner. */
  paperLaidIn(): void;
  /** Whether the kiosk can take papers; takes effect between visits. */
  setAvailability(outOfOrder: OutOfOrderReason | null): void;
}

interface RunnerParts {
  readonly rules: JourneyRules;
  readonly ports: JourneyPorts;
  readonly idle: JourneyIdle;
  readonly clock: Clock;
  readonly newVisitId: () => VisitId;
  readonly log: Log;
  /** Called after every change. */
  readonly changed: (state: JourneyState) => void;
}

/** Runs the pure journey: keeps its state, does its effects, and notices when nobody is there any more. */
export const createJourneyRunner = (parts: RunnerParts): JourneyRunner => {
  const { rules, ports, log } = parts;
  let journey: Journey = { step: 'attract' };
  let outOfOrder: OutOfOrderReason | null = null;
  let idleSecondsLeft: number | null = null;

  const state = (): JourneyState => ({ journey, idleSecondsLeft });
  const idleClock = createIdleClock(
    parts.clock,
    (secondsLeft) => {
      idleSecondsLeft = secondsLeft;
      parts.changed(state());
    },
    () => dispatch({ kind: 'idle-expired' }),
  );

  const dispatch = (event: JourneyEvent): void => {
    const before = journey;
    const { journey: after, effects } = nextJourney(before, event, rules, parts.newVisitId());
    journey = after;
    for (const effect of effects) perform(effect, before);
    if (after === before) return;
    logVisit(before, after);
    idleClock.restart(idleLimits(after, parts.idle));
    parts.changed(state());
    // Between two visits the kiosk shows what it can do now.
    if (after.step === 'attract' && before.step !== 'attract') {
      dispatch({ kind: 'availability', outOfOrder });
    }
  };

  const perform = (effect: JourneyEffect, before: Journey): void => {
    switch (effect.effect) {
      case 'start-scan':
        if (journey.step === 'scan') {
          ports.startScan(journey.visit, journey.replacing !== null, dispatch);
        }
        break;
      case 'stop-scan':
        ports.stopScan();
        break;
      case 'discard-page':
        if ('visit' in before) ports.discardPage(before.visit.id, effect.pageId);
        break;
      case 'submit':
        if (journey.step === 'submitting') ports.submit(firstDocumentOf(journey.visit), dispatch);
        break;
      case 'ask-standing':
        ports.askStanding(effect.reference, dispatch);
        break;
      case 'print-receipt':
        if (journey.step === 'receipt') ports.printReceipt(journey, dispatch);
        break;
      case 'wipe':
        ports.wipe();
        break;
    }
  };

  const logVisit = (before: Journey, after: Journey): void => {
    if (after.step === 'prepare' && before.step === 'language') log('visit-began');
    if (after.step === 'attract' && ('visit' in before || before.step === 'receipt')) {
      log('visit-ended', { from: before.step });
    }
  };

  return {
    state,
    customer(event) {
      dispatch(event);
      idleClock.restart(idleLimits(journey, parts.idle));
    },
    activity() {
      idleClock.restart(idleLimits(journey, parts.idle));
    },
    walkedAway(answerWithin) {
      const isNear = idleSecondsLeft !== null && idleSecondsLeft * 1000 <= answerWithin;
      if (isNear || idleLimits(journey, parts.idle) === null) return;
      log('walked-away', { from: journey.step });
      idleClock.restart({ warnAfter: 0, answerWithin });
    },
    paperLaidIn() {
      if ('visit' in journey) dispatch({ kind: 'paper-laid-in', visitId: journey.visit.id });
    },
    setAvailability(reason) {
      outOfOrder = reason;
      dispatch({ kind: 'availability', outOfOrder: reason });
    },
  };
};

/** Nobody is missed on the attract screen, nor while the machine itself is at work. */
const idleLimits = (journey: Journey, idle: JourneyIdle): IdleLimits | null => {
  switch (journey.step) {
    case 'attract':
    case 'out-of-order':
    case 'submitting':
      return null;
    case 'scan':
      return journey.activity.state === 'running' || journey.activity.state === 'stopping'
        ? null
        : idle.step;
    case 'receipt':
    case 'standing':
      return idle.receipt;
    case 'language':
    case 'look-up':
    case 'prepare':
    case 'review':
    case 'details':
    case 'topic':
    case 'check':
    case 'not-submitted':
      return idle.step;
  }
};
