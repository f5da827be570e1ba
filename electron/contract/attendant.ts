import type { ServiceNotice } from '../domain/problem.ts';

/** What somebody may do in the attendant area. Site IT are technicians. */
export type AttendantRole = 'attendant' | 'technician';

/** Why the attendant area did not open. */
export type UnlockProblem =
  | 'wrong'
  /** Too many wrong tries: the keypad stays shut until `waitUntil`. */
  | 'wait'
  /** This number is blocked until site IT lets it in again. */
  | 'blocked'
  | 'nobody-set-up'
  | 'unreadable'
  /** A submission is being handed in; it is finished first. */
  | 'visit-busy'
  | 'unknown-card';

/** What is looked at for the status, in the order it is shown. */
export const statusTopics = [
  'scanner',
  'intake',
  'queue',
  'certificates',
  'recipient-key',
  'key-store',
  'disk',
  'clock',
  'lock-down',
  'audit-log',
  'crashes',
  'sign-language',
] as const;
export type StatusTopic = (typeof statusTopics)[number];

/** `unknown`: could not be found out on this machine. */
export type StatusLevel = 'good' | 'look' | 'bad' | 'unknown';

/**
 * One line of the status. `word` comes from a closed list of the topic (renderer/attendant/texts), `facts` are
 * numbers and short technical words (a model's name, a finding's id): nothing personal.
 */
export interface StatusLine {
  readonly topic: StatusTopic;
  readonly level: StatusLevel;
  readonly word: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** The kiosk out of order by an attendant's hand, as it is kept on disk. */
export interface ServiceState {
  readonly notice: ServiceNotice;
  /** ISO 8601, or null where nobody knows. */
  readonly backAt: string | null;
  readonly since: string;
}

/** The test page of the scanner; its picture is gone when the area is left. */
export type ScannerTest =
  | { readonly state: 'none' | 'running' }
  | {
      readonly state: 'done';
      readonly pages: number;
      readonly widthPx: number;
      readonly heightPx: number;
      readonly dpi: number;
      readonly tookMs: number;
      readonly pictureId: string;
    }
  | { readonly state: 'failed'; readonly problem: string };

/** One submission in the queue, without anything personal. */
export interface QueueLine {
  readonly state: 'ready' | 'hold' | 'corrupt' | 'delivered';
  /** ISO 8601. */
  readonly acceptedAt: string | null;
  readonly bytes: number;
  readonly attempts: number;
  /** Why it was set aside: a word of the spool's and the transports' closed lists, or `status` and a number. */
  readonly reason: string | null;
}

export interface QueueView {
  readonly counts: Readonly<Record<QueueLine['state'], number>>;
  /** Of those waiting; ISO 8601. */
  readonly oldestWaiting: string | null;
  /** What was set aside, then the oldest ones that wait; at most 20. */
  readonly lines: readonly QueueLine[];
}

/** Where a submission stands, asked by its reference number. */
export interface StandingView {
  readonly referenceNumber: string;
  readonly state: 'asking' | 'unknown' | 'accepted' | 'received' | 'filed' | 'unreachable';
  readonly at: string | null;
}

export type LogExport =
  | { readonly state: 'none' | 'running' }
  | { readonly state: 'done'; readonly file: string; readonly bytes: number }
  | { readonly state: 'failed'; readonly problem: 'no-valid-recipient-key' | 'storage-failed' };

/** The attendant area as the screen shows it; absent while customers have the kiosk. */
export type AttendantView =
  | {
      readonly phase: 'unlock';
      readonly checking: boolean;
      readonly problem: UnlockProblem | null;
      /** Milliseconds since 1970 until which the keypad is shut, or null. */
      readonly waitUntil: number | null;
      /** Whether a customer's visit would be ended by opening the area. */
      readonly visitOpen: boolean;
      readonly cardReader: boolean;
      /** The number a card stood for. */
      readonly number: string | null;
    }
  | {
      readonly phase: 'open';
      readonly kioskId: string;
      readonly version: string;
      readonly number: string;
      readonly role: AttendantRole;
      /** null while it is being found out for the first time. */
      readonly status: readonly StatusLine[] | null;
      /** ISO 8601: when the status was found out. */
      readonly statusAt: string | null;
      readonly service: ServiceState | null;
      readonly test: ScannerTest;
      readonly queue: QueueView | null;
      readonly standing: StandingView | null;
      readonly logs: LogExport;
      /** Seconds until nobody is logged on any more, shown near the end only. */
      readonly logOutIn: number | null;
    }
  | {
      readonly phase: 'left';
      /** Milliseconds since 1970 when the kiosk locks itself again. */
      readonly lockedAgainAt: number;
    };

/** What an attendant can ask for. */
export type AttendantRequest =
  /** The hidden gesture was made. */
  | { readonly kind: 'ask-unlock' }
  | { readonly kind: 'unlock'; readonly number: string; readonly pin: string }
  | { readonly kind: 'card'; readonly text: string }
  /** Closes the keypad, or logs off. */
  | { readonly kind: 'close' }
  | { readonly kind: 'look-at-status' }
  | { readonly kind: 'test-scanner' }
  | {
      readonly kind: 'take-out-of-order';
      readonly notice: ServiceNotice;
      readonly backAt: string | null;
    }
  | { readonly kind: 'put-back-in-order' }
  | { readonly kind: 'look-at-queue' }
  | { readonly kind: 'look-up'; readonly referenceNumber: string }
  | { readonly kind: 'export-logs' }
  | { readonly kind: 'restart' }
  | { readonly kind: 'leave-kiosk' }
  | { readonly kind: 'lock-again' };
