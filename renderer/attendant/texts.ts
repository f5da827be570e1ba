import type { LogExport, StatusTopic, UnlockProblem } from '../../electron/contract/attendant.ts';
import type { ServiceNotice } from '../../electron/domain/problem.ts';

/** How a status word reads: `#name` stands for the fact of that name. */
type Words = Readonly<Record<string, string>>;

export interface AttendantTexts {
  readonly locale: string;
  readonly other: string;
  readonly unlock: {
    readonly title: string;
    readonly lead: string;
    readonly visitOpen: string;
    readonly card: string;
    readonly number: string;
    readonly pin: string;
    readonly keypad: string;
    readonly backspace: string;
    readonly open: string;
    readonly checking: string;
    readonly wait: (seconds: number) => string;
    readonly problems: Readonly<Record<UnlockProblem, string>>;
  };
  readonly common: {
    readonly close: string;
    readonly logOff: string;
    readonly logOutIn: (seconds: number) => string;
    readonly cancel: string;
  };
  readonly pages: Readonly<Record<'status' | 'scanner' | 'service' | 'queue' | 'device', string>>;
  readonly status: {
    readonly title: string;
    readonly looking: string;
    readonly at: (moment: string) => string;
    readonly again: string;
    readonly levels: Readonly<Record<'good' | 'look' | 'bad' | 'unknown', string>>;
    readonly topics: Readonly<Record<StatusTopic, string>>;
    readonly words: Readonly<Record<StatusTopic, Words>>;
    readonly noAnswer: string;
    readonly otherWord: (word: string) => string;
  };
  readonly scanner: {
    readonly title: string;
    readonly lead: string;
    readonly start: string;
    readonly running: string;
    readonly done: (
      pages: number,
      width: number,
      height: number,
      dpi: number,
      seconds: string,
    ) => string;
    readonly picture: string;
    readonly failed: (problem: string) => string;
  };
  readonly service: {
    readonly title: string;
    readonly inOrder: string;
    readonly outOfOrder: (since: string) => string;
    readonly noticeLead: string;
    readonly notices: Readonly<Record<ServiceNotice, string>>;
    readonly backLead: string;
    readonly back: Readonly<Record<'unknown' | 'hour' | 'today' | 'tomorrow', string>>;
    readonly take: string;
    readonly putBack: string;
    readonly clearFault: string;
  };
  readonly queue: {
    readonly title: string;
    readonly looking: string;
    readonly counts: Readonly<Record<'ready' | 'hold' | 'corrupt' | 'delivered', string>>;
    readonly oldest: (moment: string) => string;
    readonly columns: readonly [string, string, string, string];
    /** Why something was set aside, or its last attempt failed; a word that is not here is shown as it is. */
    readonly reasons: Words;
    readonly refused: (status: string) => string;
    readonly lookUpLead: string;
    readonly reference: string;
    readonly wrongReference: string;
    readonly lookUp: string;
    readonly standings: Readonly<
      Record<'asking' | 'unknown' | 'accepted' | 'received' | 'filed' | 'unreachable', string>
    >;
    readonly since: (moment: string) => string;
  };
  readonly device: {
    readonly title: string;
    readonly about: (kiosk: string, version: string, number: string) => string;
    readonly notForYou: string;
    readonly exportLogs: string;
    readonly exportLead: string;
    readonly exporting: string;
    readonly exported: (file: string, kilobytes: number) => string;
    readonly exportProblems: Readonly<
      Record<Extract<LogExport, { state: 'failed' }>['problem'], string>
    >;
    readonly restart: string;
    readonly restartLead: string;
    readonly restartConfirm: string;
    readonly leave: string;
    readonly leaveLead: string;
    readonly leaveConfirm: string;
  };
  readonly left: {
    readonly title: string;
    readonly lead: (moment: string) => string;
    readonly lock: string;
  };
}
