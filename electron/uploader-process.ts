import { dirname, join } from 'node:path';
import type { KioskConfig } from '../kiosk-config/index.ts';
import type { ChildPort, SpawnChild } from './domain/child-port.ts';
import type { ReferenceNumber } from './domain/reference-number.ts';
import type { Standing } from './domain/standing.ts';
import type { Log, LogFields } from './log/events.ts';
import { isLogWord } from './log/words.ts';
import type { TransportSecrets } from './transport-secrets.ts';
import {
  parseUploaderReport,
  type UploaderCommand,
  type UploaderReport,
  type UploaderSettings,
  type UploaderStatus,
} from './upload/uploader-messages.ts';

/** The uploader as the main process sees it: always there, started again when it ends. */
export interface UploaderProcess {
  /** Something new lies in the spool. */
  wake(): void;
  /** Where the submission with this number stands; `unreachable` where nobody answers in time. Never fails. */
  lookUp(reference: ReferenceNumber): Promise<Standing>;
  /** What the uploader last said about the queue; null before its first report. Nothing personal. */
  status(): UploaderStatus | null;
  /** Lets it end in good order. */
  stop(): void;
}

const RESTART_MS = 2_000;
/** How often the uploader is asked whether it is there, and how many questions it may leave unanswered. */
const PING_MS = 20_000;
const MOST_UNANSWERED = 3;
/** Longer than the uploader itself waits for the receiving side. */
const LOOK_UP_PATIENCE_MS = 8_000;

type Transport = UploaderSettings['transport'];

const optional = <Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): Partial<Record<Key, Value>> =>
  value === undefined ? {} : ({ [key]: value } as Record<Key, Value>);

const transportSettings = (
  set: KioskConfig['transport'],
  path: (file: string) => string,
  secrets: TransportSecrets,
): Transport => {
  switch (set.kind) {
    case 'intake':
      return {
        kind: 'intake',
        url: set.url,
        caFile: path(set.caFile),
        certFile: path(set.certificateFile),
        keyFile: path(set.keyFile),
        ...optional('key', secrets.get(set.keyFile)?.text),
        receiptKeyFiles: [set.receiptKeyFile].flat().map(path),
        ...optional('pinnedFingerprints', set.pinnedFingerprints),
        ...optional('proxy', set.proxy),
      };
    case 'folder':
      return { kind: 'folder', folder: path(set.folder) };
    case 'fit-connect': {
      const { authorityFile, caFile, proxy, ...rest } = set;
      return {
        ...rest,
        clientSecretFile: path(rest.clientSecretFile),
        ...optional('clientSecret', secrets.get(rest.clientSecretFile)?.text),
        ...optional('authorityFile', authorityFile === undefined ? undefined : path(authorityFile)),
        ...optional('caFile', caFile === undefined ? undefined : path(caFile)),
        ...optional('proxy', proxy),
      };
    }
  }
};

/** What the uploader must know, from the kiosk's configuration. */
export const uploaderSettings = (
  config: KioskConfig,
  spoolFolder: string,
  path: (file: string) => string,
  secrets: TransportSecrets = new Map(),
): UploaderSettings => {
  const { transport, otherTransports, storage, upload, openingHours, recipient } = config;
  return {
    spoolFolder,
    graceMs: storage.keepDeliveredHours * 3_600_000,
    keepProofMs: storage.keepProofDays * 24 * 3_600_000,
    transport: transportSettings(transport, path, secrets),
    others: otherTransports.map(({ name, transport: other }) => ({
      name,
      transport: transportSettings(other, path, secrets),
    })),
    recipientsFolder: dirname(path(recipient.keyFile)),
    schedule: { upload, openingHours },
  };
};

/** What the log says of an event of the uploader: why, how many, and the status where the other side refused. */
const logFields = ({
  event,
  detail = '',
  count,
}: Extract<UploaderReport, { kind: 'event' }>): LogFields => {
  const http = /^status (\d{3})$/.exec(detail)?.[1];
  return {
    status: event,
    ...(isLogWord(detail) ? { reason: detail } : {}),
    ...(http === undefined ? {} : { reason: 'refused', http: Number(http) }),
    ...(count === undefined ? {} : { count }),
  };
};

const quiet = new Set(['started', 'delivered', 'purged', 'forgotten', 'stopped']);

/** Starts the uploader and keeps it running. */
export const startUploaderProcess = (
  spawn: SpawnChild,
  settings: UploaderSettings,
  after: (ms: number, callback: () => void) => unknown,
  log: Log,
  crashed: () => void = () => undefined,
): UploaderProcess => {
  let child: ChildPort | null = null;
  let stopped = false;
  let status: UploaderStatus | null = null;
  let asked = 0;
  let unanswered = 0;
  const waitingForStanding = new Map<string, (standing: Standing) => void>();
  const tell = (command: UploaderCommand): void => child?.post(command);

  const answerStanding = (requestId: string, { state, at, sendsAt }: Standing): void => {
    waitingForStanding.get(requestId)?.({ state, at, sendsAt });
    waitingForStanding.delete(requestId);
  };

  const hear = (message: unknown): void => {
    // Whatever it says is a sign of life.
    unanswered = 0;
    const report = parseUploaderReport(message);
    if (report?.kind === 'standing') answerStanding(report.requestId, report);
    if (report?.kind === 'status') status = report.status;
    if (report?.kind !== 'event') return;
    log(quiet.has(report.event) ? 'uploader-status' : 'uploader-alarm', logFields(report));
  };

  /** Asks again and again whether it is there; ends one that says nothing, so that the next one takes over. */
  const watch = (mine: ChildPort): void => {
    after(PING_MS, () => {
      if (stopped || child !== mine) return;
      if (unanswered >= MOST_UNANSWERED) {
        log('uploader-silent');
        mine.kill();
        return;
      }
      unanswered += 1;
      tell({ kind: 'ping' });
      watch(mine);
    });
  };

  const start = (): void => {
    child = spawn('uploader');
    unanswered = 0;
    child.onMessage(hear);
    watch(child);
    child.onExit(() => {
      child = null;
      if (stopped) return;
      log('uploader-gone');
      status = null;
      crashed();
      after(RESTART_MS, start);
    });
    tell({ kind: 'start', settings });
    log('uploader-started');
  };

  start();
  return {
    wake: () => tell({ kind: 'wake' }),
    lookUp: (referenceNumber) =>
      new Promise((known) => {
        asked += 1;
        const requestId = String(asked);
        waitingForStanding.set(requestId, known);
        tell({ kind: 'look-up', requestId, referenceNumber });
        const nobody: Standing = { state: 'unreachable', at: null, sendsAt: null };
        after(LOOK_UP_PATIENCE_MS, () => answerStanding(requestId, nobody));
      }),
    status: () => status,
    stop: () => {
      stopped = true;
      tell({ kind: 'stop' });
    },
  };
};

/** Where the spool lies in the kiosk's data folder. */
export const spoolFolderIn = (dataFolder: string): string => join(dataFolder, 'spool');
