import type { Page, PageFinding } from '../../electron/domain/page.ts';
import type {
  OutOfOrderReason,
  ServiceNotice,
  ScanProblem,
  SubmitProblem,
} from '../../electron/domain/problem.ts';
import type { JourneyStep, SubmitStage } from '../../electron/domain/journey.ts';
import type { StandingState } from '../../electron/domain/standing.ts';
import type { TextSize, Theme } from '../display/settings.ts';
import type { PageChange } from '../../electron/domain/submission.ts';
import type { KnownTopic } from './known-topics.ts';

/** A problem as a customer reads it: what happened, and what to do about it. */
export interface ProblemText {
  readonly title: string;
  readonly todo: string;
}

/** A topic as a customer reads it: its name, and what belongs to it. */
export interface TopicText {
  readonly label: string;
  readonly hint: string;
}

/** Text that depends on a count. */
type Counted = (count: number) => string;

/**
 * Every text the kiosk shows, in one language. A language that lacks one does not compile.
 * How to write them: docs/design.md.
 */
export interface Texts {
  readonly common: {
    readonly continue: string;
    readonly back: string;
    readonly close: string;
    readonly help: string;
    readonly language: string;
    readonly end: string;
    readonly demo: string;
    readonly pageCount: Counted;
    readonly page: Counted;
    readonly document: Counted;
    readonly stepOf: (step: number, of: number) => string;
    readonly askStaff: string;
    readonly notGiven: string;
    readonly scrollDown: string;
    readonly scrollUp: string;
  };
  readonly attract: {
    readonly title: string;
    readonly lead: string;
    readonly start: string;
    /** Little room is left on the disk; with none the kiosk is out of order. */
    readonly nearlyFull: string;
    /** Somebody left sheets in the feeder and is gone, or about to go. */
    readonly papersLeft: string;
  };
  readonly language: { readonly title: string };
  readonly prepare: {
    readonly title: string;
    readonly lead: string;
    readonly staples: string;
    readonly flat: string;
    readonly order: string;
    /** Where it matters to the site's device which side of the sheets is up. */
    readonly writingUp: string;
    readonly writingDown: string;
    readonly atMost: Counted;
    readonly start: string;
  };
  readonly scan: {
    readonly readyTitle: string;
    readonly readyLead: string;
    /** Where the scanner feels paper and starts by itself. */
    readonly readyLeadItself: string;
    /** Where the device has a glass and no feeder. */
    readonly glassTitle: string;
    readonly glassMoreTitle: string;
    readonly glassLead: string;
    readonly moreTitle: string;
    readonly replaceTitle: Counted;
    readonly replaceLead: string;
    readonly start: string;
    readonly runningTitle: string;
    readonly runningLead: string;
    readonly glassRunningLead: string;
    /** The scanner serves another kiosk at the moment. */
    readonly waitingTitle: string;
    readonly waitingLead: string;
    readonly stop: string;
    readonly stoppingTitle: string;
    readonly retry: string;
    readonly useScanned: Counted;
    readonly kept: Counted;
    readonly noneYet: string;
    readonly scannedSoFar: string;
  };
  readonly scanProblems: Readonly<Record<ScanProblem, ProblemText>>;
  readonly review: {
    readonly title: string;
    readonly lead: string;
    readonly empty: string;
    readonly scanMore: string;
    readonly confirm: string;
    readonly keep: string;
    readonly undo: string;
    readonly marked: string;
    readonly separator: string;
    /** Of a sheet scanned on both sides. */
    readonly sides: Readonly<Record<Page['side'], string>>;
    readonly turnedByKiosk: string;
    readonly changes: Readonly<Record<PageChange, string>>;
    readonly openPage: Counted;
    readonly leaveOut: string;
    readonly findings: Readonly<Record<PageFinding, string>>;
  };
  readonly page: {
    readonly blacken: string;
    readonly split: string;
    readonly join: string;
    readonly turn: string;
    readonly rescan: string;
    readonly showWhole: string;
    readonly crop: string;
    readonly moveEarlier: string;
    readonly moveLater: string;
    readonly remove: string;
    readonly previous: string;
    readonly next: string;
    readonly toOverview: string;
    readonly zoomIn: string;
    readonly zoomOut: string;
  };
  readonly blacken: {
    readonly title: string;
    readonly lead: string;
    readonly add: string;
    readonly up: string;
    readonly down: string;
    readonly thicker: string;
    readonly thinner: string;
    readonly remove: string;
    readonly done: string;
  };
  readonly details: {
    readonly forOther: string;
    readonly forMyself: string;
    readonly otherCaseNumberTitle: string;
    readonly otherNameTitle: string;
    readonly otherNameLead: string;
    readonly representativeTitle: string;
    readonly representativeLead: string;
    /** To the scanner once more, with what was typed kept. */
    readonly scanAuthority: string;
    readonly representative: string;
    readonly fromLetter: (caseNumber: string) => string;
    readonly useFromLetter: string;
    readonly caseNumberTitle: string;
    readonly caseNumberLead: string;
    readonly caseNumber: string;
    readonly example: (example: string) => string;
    readonly formatRight: string;
    readonly formatWrong: (example: string) => string;
    readonly skipCaseNumber: string;
    readonly nameTitle: string;
    readonly nameLead: string;
    readonly name: string;
    readonly skipName: string;
    readonly optional: string;
  };
  readonly keyboard: {
    readonly label: string;
    readonly shift: string;
    readonly backspace: string;
    readonly space: string;
    readonly letters: string;
    readonly digits: string;
    readonly switchLayout: string;
  };
  readonly topic: {
    readonly titleOf: Counted;
    readonly pagesOf: (first: number, last: number) => string;
    readonly title: string;
    readonly lead: string;
    readonly known: Readonly<Record<KnownTopic, TopicText>>;
  };
  readonly check: {
    readonly message: string;
    readonly writeMessage: string;
    readonly title: string;
    readonly lead: string;
    readonly pages: string;
    readonly topic: string;
    readonly changePages: string;
    readonly changeDetails: string;
    readonly changeTopic: string;
    readonly submit: Counted;
  };
  readonly message: {
    readonly title: string;
    readonly lead: string;
    readonly label: string;
    readonly done: string;
  };
  readonly submitting: {
    readonly title: string;
    readonly lead: string;
    readonly stages: Readonly<Record<SubmitStage, string>>;
  };
  readonly notSubmitted: {
    readonly partly: string;
    readonly title: string;
    readonly kept: string;
    readonly reasons: Readonly<Record<SubmitProblem, string>>;
    readonly todo: string;
    readonly retry: string;
  };
  readonly receipt: {
    readonly leadMany: string;
    readonly title: string;
    readonly lead: string;
    readonly reference: string;
    readonly acceptedAt: string;
    readonly pages: string;
    readonly qr: string;
    readonly nextTitle: string;
    readonly nextSentNow: string;
    readonly nextSentAt: (moment: string) => string;
    readonly nextPapers: string;
    /** Sheets still lie in the feeder. */
    readonly papersLeft: string;
    readonly print: string;
    readonly printing: string;
    readonly printed: string;
    readonly notPrinted: string;
    readonly nextQuestions: string;
    readonly done: string;
    readonly another: string;
  };
  readonly lookUp: {
    readonly open: string;
    readonly title: string;
    readonly lead: string;
    readonly wrong: string;
    readonly ask: string;
    readonly askingTitle: string;
    readonly at: string;
    readonly sends: string;
    readonly another: string;
    readonly standings: Readonly<Record<StandingState, ProblemText>>;
  };
  readonly outOfOrder: {
    readonly title: string;
    readonly reasons: Readonly<Record<OutOfOrderReason, string>>;
    /** What an attendant chose to say instead of the reason. */
    readonly notices: Readonly<Record<ServiceNotice, string>>;
    readonly backAt: (moment: string) => string;
    readonly code: (code: string) => string;
    readonly todo: string;
  };
  readonly end: {
    readonly title: string;
    readonly lead: string;
    readonly confirm: string;
    readonly cancel: string;
  };
  readonly idle: {
    readonly title: string;
    readonly lead: string;
    readonly receiptTitle: string;
    readonly receiptLead: string;
    readonly seconds: Counted;
    readonly stay: string;
    readonly stayOnReceipt: string;
  };
  readonly help: {
    readonly title: string;
    readonly steps: Readonly<Record<JourneyStep, string>>;
    readonly staff: string;
  };
  readonly display: {
    readonly button: string;
    readonly title: string;
    readonly textSize: string;
    readonly textSizes: Readonly<Record<TextSize, string>>;
    readonly colours: string;
    readonly themes: Readonly<Record<Theme, string>>;
    readonly speech: string;
    readonly speechOn: string;
    readonly speechOff: string;
    readonly repeat: string;
    readonly louder: string;
    readonly quieter: string;
    readonly faster: string;
    readonly slower: string;
    readonly curtain: string;
    readonly curtainHint: string;
  };
  /** The player of a site's videos in sign language. */
  readonly signLanguage: {
    readonly open: string;
    readonly play: string;
    readonly pause: string;
    readonly again: string;
    readonly captions: string;
    readonly noCaptions: string;
    readonly failed: string;
  };
  readonly failure: {
    readonly title: string;
    readonly lead: string;
    readonly reload: string;
  };
}
