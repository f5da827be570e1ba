import { join } from 'node:path';
import { noteAct, type AuditAct, type KioskConfig } from '../kiosk-config/index.ts';
import type { Scanner } from '../scanner-bridge/index.ts';
import { createAttendantArea, type AttendantArea } from './attendant/attendant-area.ts';
import type { ServiceFile } from './attendant/service-file.ts';
import { createUnlock } from './attendant/unlock.ts';
import type { QueueLine, QueueView } from './contract/attendant.ts';
import type { Result } from './domain/result.ts';
import type { RecipientKey } from './envelope/recipient-key.ts';
import { createIdleClock, type Clock } from './journey/idle-clock.ts';
import type { JourneyRunner } from './journey/journey-runner.ts';
import { isLogDigest, type Log } from './log/events.ts';
import { exportLogs } from './log-export.ts';
import type { ScannerTester } from './scanner-test.ts';
import { readInventory } from './spool/inventory.ts';
import { readStatus, type StatusParts } from './status.ts';
import type { UploaderProcess } from './uploader-process.ts';

/** What the attendant area can make the application around the kiosk do. */
export interface ApplicationActs {
  readonly version: string;
  /** Ends the application so that it is started again. */
  readonly restart: () => void;
  /** Lets go of the screen, and takes it back. */
  readonly leaveKiosk: () => void;
  readonly lockAgain: () => void;
}

export interface AttendantDeskParts {
  readonly dataFolder: string;
  readonly spoolFolder: string;
  readonly config: KioskConfig;
  readonly file: (path: string) => string;
  readonly clock: Clock;
  readonly log: Log;
  readonly runner: () => JourneyRunner;
  readonly scanner: Scanner;
  readonly tester: ScannerTester;
  readonly uploader: UploaderProcess;
  readonly recipient: () => Promise<Result<RecipientKey, 'no-valid-recipient-key'>>;
  readonly recipients: StatusParts['recipients'];
  readonly service: ServiceFile;
  readonly status: Pick<
    StatusParts,
    | 'crashes'
    | 'lockdownGaps'
    | 'unusedReference'
    | 'deviceKeyKeeper'
    | 'transportSecrets'
    | 'signVideos'
  >;
  readonly application: ApplicationActs;
  readonly serviceChanged: () => void;
  readonly changed: () => void;
}

const QUEUE_LINES = 20;
const shownStates = ['ready', 'hold', 'corrupt', 'delivered'] as const;

const isShown = (state: string): state is QueueLine['state'] =>
  (shownStates as readonly string[]).includes(state);

/** The queue in numbers and dates: no reference numbers, nothing personal. */
const queueView = async (spoolFolder: string): Promise<QueueView> => {
  const inventory = await readInventory(spoolFolder, shownStates);
  const lines = inventory.flatMap(({ state, acceptedAt, bytes, attempts, reason }) =>
    isShown(state) ? [{ state, acceptedAt, bytes, attempts, reason }] : [],
  );
  const of = (...wanted: readonly QueueLine['state'][]) =>
    lines.filter(({ state }) => wanted.includes(state));
  const count = (wanted: string): number => lines.filter(({ state }) => state === wanted).length;
  const [ready, hold, corrupt, delivered] = shownStates.map(count);
  return {
    counts: {
      ready: ready ?? 0,
      hold: hold ?? 0,
      corrupt: corrupt ?? 0,
      delivered: delivered ?? 0,
    },
    oldestWaiting: lines.find(({ state }) => state === 'ready')?.acceptedAt ?? null,
    // What a person must see to never lies below what only waits.
    lines: [...of('hold', 'corrupt'), ...of('ready')].slice(0, QUEUE_LINES),
  };
};

/** Writes an act into the audit log, and its place there into the kiosk's own log. */
export const auditNote =
  (dataFolder: string, now: () => number, log: Log) =>
  (who: string, act: AuditAct, detail = ''): void => {
    try {
      const { count, hash } = noteAct(dataFolder, { at: now(), who, act, detail });
      if (act === 'log-on-refused' || act === 'number-blocked') log('log-on-refused', { act });
      const digest = hash.slice(0, 16);
      log('attendant-act', { act, entry: count, ...(isLogDigest(digest) ? { hash: digest } : {}) });
    } catch {
      // A full disk must not keep anybody from taking the kiosk out of order; the alarm says what is missing.
      log('audit-failed', { act });
    }
  };

/** Puts the attendant area together with what it looks at and what it can do. */
export const createAttendantDesk = (parts: AttendantDeskParts): AttendantArea => {
  const { dataFolder, config, clock, log, uploader, tester, application } = parts;
  const now = (): number => clock.now();
  const status = () =>
    readStatus({ ...parts, ...parts.status, now }, (ms, callback) => clock.after(ms, callback));
  const step = () => parts.runner().state().journey.step;
  return createAttendantArea({
    unlock: createUnlock(dataFolder, now),
    service: parts.service,
    about: { kioskId: config.kiosk.id, version: application.version },
    cardReader: config.attendant.cardReader,
    logOutAfterMs: config.attendant.logOutAfter * 1000,
    leaveForMs: config.attendant.leaveKioskFor * 1000,
    now,
    after: (ms, callback) => clock.after(ms, callback),
    idleWatch: (warning, expired) => createIdleClock(clock, warning, expired),
    note: auditNote(dataFolder, now, log),
    changed: parts.changed,
    ports: {
      visit: () => {
        if (step() === 'submitting') return 'busy';
        return step() === 'attract' || step() === 'out-of-order' ? 'none' : 'open';
      },
      endVisit: () => parts.runner().customer({ kind: 'end' }),
      status,
      testScanner: () => tester.run(),
      wipeTest: () => tester.wipe(),
      queue: () => queueView(parts.spoolFolder),
      lookUp: (referenceNumber) => uploader.lookUp(referenceNumber),
      exportLogs: () =>
        exportLogs({
          dataFolder,
          exportFolder: parts.file(join(config.attendant.exportFolder)),
          kioskId: config.kiosk.id,
          version: application.version,
          recipient: parts.recipient,
          status,
          now,
        }),
      serviceChanged: parts.serviceChanged,
      restart: application.restart,
      leaveKiosk: application.leaveKiosk,
      lockAgain: application.lockAgain,
    },
  });
};
