import type { AuditAct } from '../../kiosk-config/index.ts';
import type {
  AttendantRequest,
  AttendantView,
  LogExport,
  QueueView,
  ScannerTest,
  StandingView,
  StatusLine,
} from '../contract/attendant.ts';
import { mayDo, type AreaAct } from './rights.ts';
import type { Service, ServiceFile } from './service-file.ts';
import type { LoggedOn, Unlock } from './unlock.ts';

/** What the area makes happen in the kiosk. */
export interface AreaPorts {
  /** `open`: a customer has begun; `busy`: a submission is being handed in and must be finished. */
  readonly visit: () => 'none' | 'open' | 'busy';
  /** Ends and wipes the customer's visit. */
  readonly endVisit: () => void;
  readonly status: () => Promise<readonly StatusLine[]>;
  readonly testScanner: () => Promise<ScannerTest>;
  /** Forgets the test page. */
  readonly wipeTest: () => void;
  readonly queue: () => Promise<QueueView>;
  readonly lookUp: (referenceNumber: string) => Promise<Omit<StandingView, 'referenceNumber'>>;
  readonly exportLogs: () => Promise<LogExport>;
  /** Something about being out of order has changed by hand; also ends a halt after a crash loop. */
  readonly serviceChanged: () => void;
  readonly restart: () => void;
  /** Lets go of the screen, so that site IT gets at the system behind it. */
  readonly leaveKiosk: () => void;
  readonly lockAgain: () => void;
}

/** Somebody is missed: warns in seconds left, then calls back. As the journey's idle clock. */
interface IdleWatch {
  restart(limits: { readonly warnAfter: number; readonly answerWithin: number } | null): void;
}

export interface AreaParts {
  readonly unlock: Unlock;
  readonly service: ServiceFile;
  readonly ports: AreaPorts;
  readonly about: { readonly kioskId: string; readonly version: string };
  readonly cardReader: boolean;
  /** How long without a touch until nobody is logged on any more, ms. */
  readonly logOutAfterMs: number;
  /** How long the screen may be left, ms. */
  readonly leaveForMs: number;
  readonly now: () => number;
  readonly after: (ms: number, callback: () => void) => () => void;
  readonly idleWatch: (
    warning: (secondsLeft: number | null) => void,
    expired: () => void,
  ) => IdleWatch;
  /** Writes an act into the audit log. */
  readonly note: (who: string, act: AuditAct, detail?: string) => void;
  /** Called after every change of the view. */
  readonly changed: () => void;
}

/** The attendant area: closed, asking for a PIN, open, or the kiosk left. */
export interface AttendantArea {
  /** null: customers have the kiosk. */
  readonly view: () => AttendantView | null;
  /** Whether customers are kept from the kiosk. */
  readonly isOpen: () => boolean;
  readonly request: (request: AttendantRequest) => void;
  /** Somebody touched the screen. */
  readonly activity: () => void;
}

/** The keypad goes away by itself after this long without a touch, ms. */
const KEYPAD_FOR_MS = 45_000;
/** The last seconds before the log-out are counted down. */
const WARN_MS = 20_000;

type Unlocking = Omit<
  Extract<AttendantView, { phase: 'unlock' }>,
  'phase' | 'visitOpen' | 'cardReader' | 'waitUntil'
>;
interface Open {
  readonly who: LoggedOn;
  readonly status: readonly StatusLine[] | null;
  readonly statusAt: string | null;
  readonly test: ScannerTest;
  readonly queue: QueueView | null;
  readonly standing: StandingView | null;
  readonly logs: LogExport;
}
type Area =
  | { readonly phase: 'closed' }
  | ({ readonly phase: 'unlock' } & Unlocking)
  | ({ readonly phase: 'open' } & Open)
  | { readonly phase: 'left'; readonly who: LoggedOn; readonly lockedAgainAt: number };

const CLOSED: Area = { phase: 'closed' };
const ASKING: Area = { phase: 'unlock', checking: false, problem: null, number: null };

/** Runs the attendant area. Only what the role allows happens, and every act is in the audit log first. */
export const createAttendantArea = (parts: AreaParts): AttendantArea => {
  const { ports, note, unlock } = parts;
  let area: Area = CLOSED;
  let logOutIn: number | null = null;
  let stopRelocking: () => void = () => undefined;

  const idle = parts.idleWatch(
    (secondsLeft) => {
      logOutIn = secondsLeft;
      parts.changed();
    },
    () => {
      if (area.phase === 'open') note(area.who.number, 'logged-off-idle');
      close();
    },
  );

  const become = (next: Area): void => {
    area = next;
    watchIdle();
    parts.changed();
  };

  const watchIdle = (): void => {
    if (area.phase === 'unlock') idle.restart({ warnAfter: KEYPAD_FOR_MS, answerWithin: 0 });
    else if (area.phase === 'open') {
      const warnAfter = Math.max(0, parts.logOutAfterMs - WARN_MS);
      idle.restart({ warnAfter, answerWithin: WARN_MS });
    } else idle.restart(null);
  };

  const close = (): void => {
    ports.wipeTest();
    become(CLOSED);
  };

  /** Changes what is shown as long as the same person is still logged on. */
  const update = (who: LoggedOn, change: Partial<Open>): void => {
    if (area.phase !== 'open' || area.who !== who) return;
    area = { ...area, ...change };
    parts.changed();
  };

  const enter = (who: LoggedOn): void => {
    if (ports.visit() === 'busy') {
      become({ ...ASKING, problem: 'visit-busy' });
      return;
    }
    note(who.number, 'logged-on', who.role);
    if (ports.visit() === 'open') {
      ports.endVisit();
      note(who.number, 'visit-ended');
    }
    become({
      phase: 'open',
      who,
      status: null,
      statusAt: null,
      test: { state: 'none' },
      queue: null,
      standing: null,
      logs: { state: 'none' },
    });
    lookAtStatus(who);
  };

  const isAsking = (): boolean => area.phase === 'unlock';

  const tryPin = async (number: string, pin: string): Promise<void> => {
    if (area.phase !== 'unlock' || area.checking) return;
    become({ ...area, checking: true, problem: null });
    const tried = await unlock.tryPin(number, pin);
    if (!isAsking()) return;
    if (tried.ok) {
      enter(tried.value);
      return;
    }
    const { problem } = tried.problem;
    if (problem === 'blocked') note('unknown', 'number-blocked', `number-${number}`);
    else note('unknown', 'log-on-refused', `${problem}.number-${number}`);
    become({ phase: 'unlock', checking: false, problem, number: null });
  };

  const readCard = async (text: string): Promise<void> => {
    if (!parts.cardReader || area.phase !== 'unlock' || area.checking) return;
    become({ ...area, checking: true, problem: null });
    const number = await unlock.numberOfCard(text);
    if (!isAsking()) return;
    if (number === null) note('unknown', 'log-on-refused', 'unknown-card');
    become({
      phase: 'unlock',
      checking: false,
      problem: number === null ? 'unknown-card' : null,
      number,
    });
  };

  const lookAtStatus = (who: LoggedOn): void => {
    void ports
      .status()
      .then((status) => update(who, { status, statusAt: new Date(parts.now()).toISOString() }));
  };

  const setService = (who: LoggedOn, service: Service | null): void => {
    parts.service.write(service);
    note(
      who.number,
      service === null ? 'put-back-in-order' : 'taken-out-of-order',
      service?.notice ?? '',
    );
    ports.serviceChanged();
    update(who, {});
  };

  const leave = (who: LoggedOn): void => {
    note(who.number, 'kiosk-left');
    ports.wipeTest();
    become({ phase: 'left', who, lockedAgainAt: parts.now() + parts.leaveForMs });
    stopRelocking = parts.after(parts.leaveForMs, lockAgain);
    ports.leaveKiosk();
  };

  const lockAgain = (): void => {
    if (area.phase !== 'left') return;
    stopRelocking();
    note(area.who.number, 'kiosk-locked-again');
    become(CLOSED);
    ports.lockAgain();
  };

  /** What needs somebody with the right to it, logged on. */
  const acts: {
    readonly [Act in AreaAct]: (
      who: LoggedOn,
      request: Extract<AttendantRequest, { kind: Act }>,
    ) => void;
  } = {
    'look-at-status': (who) => {
      note(who.number, 'status-seen');
      lookAtStatus(who);
    },
    'test-scanner': (who) => {
      if (area.phase === 'open' && area.test.state === 'running') return;
      note(who.number, 'scanner-tested');
      ports.wipeTest();
      update(who, { test: { state: 'running' } });
      void ports.testScanner().then((test) => {
        if (area.phase === 'open' && area.who === who) update(who, { test });
        else ports.wipeTest();
      });
    },
    'take-out-of-order': (who, { notice, backAt }) =>
      setService(who, { notice, backAt, since: new Date(parts.now()).toISOString() }),
    'put-back-in-order': (who) => setService(who, null),
    'look-at-queue': (who) => {
      void ports.queue().then((queue) => update(who, { queue }));
    },
    'look-up': (who, { referenceNumber }) => {
      note(who.number, 'reference-looked-up');
      update(who, { standing: { referenceNumber, state: 'asking', at: null } });
      void ports
        .lookUp(referenceNumber)
        .then((standing) => update(who, { standing: { referenceNumber, ...standing } }));
    },
    'export-logs': (who) => {
      if (area.phase === 'open' && area.logs.state === 'running') return;
      note(who.number, 'logs-exported');
      update(who, { logs: { state: 'running' } });
      void ports.exportLogs().then((logs) => update(who, { logs }));
    },
    restart: (who) => {
      note(who.number, 'restarted');
      close();
      ports.restart();
    },
    'leave-kiosk': leave,
  };

  const perform = (request: Extract<AttendantRequest, { kind: AreaAct }>): void => {
    if (area.phase !== 'open' || !mayDo(area.who.role, request.kind)) return;
    // The map's type ties each act to its request.
    (acts[request.kind] as (who: LoggedOn, request: AttendantRequest) => void)(area.who, request);
  };

  const request = (asked: AttendantRequest): void => {
    watchIdle();
    switch (asked.kind) {
      case 'ask-unlock':
        if (area.phase === 'closed') become(ASKING);
        break;
      case 'unlock':
        void tryPin(asked.number, asked.pin);
        break;
      case 'card':
        void readCard(asked.text);
        break;
      case 'close':
        if (area.phase === 'open') note(area.who.number, 'logged-off');
        if (area.phase === 'open' || area.phase === 'unlock') close();
        break;
      case 'lock-again':
        lockAgain();
        break;
      default:
        perform(asked);
    }
  };

  const view = (): AttendantView | null => {
    switch (area.phase) {
      case 'closed':
        return null;
      case 'unlock':
        return {
          ...area,
          waitUntil: unlock.waitUntil(),
          visitOpen: ports.visit() !== 'none',
          cardReader: parts.cardReader,
        };
      case 'open': {
        const { who, ...shown } = area;
        return { ...shown, ...who, ...parts.about, service: parts.service.read(), logOutIn };
      }
      case 'left':
        return { phase: 'left', lockedAgainAt: area.lockedAgainAt };
    }
  };

  return {
    view,
    isOpen: () => area.phase === 'open' || area.phase === 'left',
    request,
    activity: () => {
      if (area.phase !== 'closed') watchIdle();
    },
  };
};
