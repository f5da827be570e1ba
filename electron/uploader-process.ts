import { join } from 'node:path';
import type { KioskConfig } from '../kiosk-config/index.ts';
import type { ChildPort, SpawnChild } from './domain/child-port.ts';
import type { Log } from './log/events.ts';
import {
  parseUploaderReport,
  type UploaderCommand,
  type UploaderReport,
  type UploaderSettings,
} from './upload/uploader-messages.ts';

/** The uploader as the main process sees it: always there, started again when it ends. */
export interface UploaderProcess {
  /** Something new lies in the spool. */
  wake(): void;
  /** What it said last about its queue; null before it has said anything. */
  status(): UploaderStatus | null;
  /** Where a submission stands; `unreachable` also where the uploader does not answer in time. */
  lookUp(referenceNumber: string): Promise<Standing>;
  /** Lets it end in good order. */
  stop(): void;
}

/** What the uploader says about its queue. */
export type UploaderStatus = Extract<UploaderReport, { kind: 'status' }>['status'];
type Standing = Pick<Extract<UploaderReport, { kind: 'standing' }>, 'state' | 'at'>;

const RESTART_MS = 2_000;
/** Longer than the uploader itself waits for the intake. */
const LOOK_UP_MS = 8_000;

/** What the uploader must know, from the kiosk's configuration. */
export const uploaderSettings = (
  config: KioskConfig,
  spoolFolder: string,
  path: (file: string) => string,
): UploaderSettings => {
  const { transport, storage, upload, openingHours } = config;
  return {
    spoolFolder,
    graceMs: storage.keepDeliveredHours * 3_600_000,
    transport: {
      kind: 'intake',
      url: transport.url,
      caFile: path(transport.caFile),
      certFile: path(transport.certificateFile),
      keyFile: path(transport.keyFile),
      receiptKeyFiles: [path(transport.receiptKeyFile)],
    },
    schedule: { upload, openingHours },
  };
};

const quiet = new Set(['started', 'delivered', 'purged', 'stopped']);

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
  let lastRequest = 0;
  const asked = new Map<string, (standing: Standing) => void>();
  const tell = (command: UploaderCommand): void => child?.post(command);

  const hear = (message: unknown): void => {
    const report = parseUploaderReport(message);
    if (report?.kind === 'status') status = report.status;
    if (report?.kind === 'standing') {
      asked.get(report.requestId)?.({ state: report.state, at: report.at });
    }
    if (report?.kind !== 'event') return;
    log(quiet.has(report.event) ? 'uploader-status' : 'uploader-alarm', { event: report.event });
  };

  const start = (): void => {
    child = spawn('uploader');
    child.onMessage(hear);
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
    status: () => status,
    lookUp: (referenceNumber) =>
      new Promise((resolve) => {
        lastRequest += 1;
        const requestId = String(lastRequest);
        const answer = (standing: Standing): void => {
          asked.delete(requestId);
          resolve(standing);
        };
        asked.set(requestId, answer);
        after(LOOK_UP_MS, () => answer({ state: 'unreachable', at: null }));
        tell({ kind: 'look-up', requestId, referenceNumber });
      }),
    stop: () => {
      stopped = true;
      tell({ kind: 'stop' });
    },
  };
};

/** Where the spool lies in the kiosk's data folder. */
export const spoolFolderIn = (dataFolder: string): string => join(dataFolder, 'spool');
