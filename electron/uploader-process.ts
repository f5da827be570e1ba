import { join } from 'node:path';
import type { KioskConfig } from '../kiosk-config/index.ts';
import type { ChildPort, SpawnChild } from './domain/child-port.ts';
import type { Log } from './log/events.ts';
import {
  parseUploaderReport,
  type UploaderCommand,
  type UploaderSettings,
} from './upload/uploader-messages.ts';

/** The uploader as the main process sees it: always there, started again when it ends. */
export interface UploaderProcess {
  /** Something new lies in the spool. */
  wake(): void;
  /** Lets it end in good order. */
  stop(): void;
}

const RESTART_MS = 2_000;

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
): UploaderProcess => {
  let child: ChildPort | null = null;
  let stopped = false;
  const tell = (command: UploaderCommand): void => child?.post(command);

  const hear = (message: unknown): void => {
    const report = parseUploaderReport(message);
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
      after(RESTART_MS, start);
    });
    tell({ kind: 'start', settings });
    log('uploader-started');
  };

  start();
  return {
    wake: () => tell({ kind: 'wake' }),
    stop: () => {
      stopped = true;
      tell({ kind: 'stop' });
    },
  };
};

/** Where the spool lies in the kiosk's data folder. */
export const spoolFolderIn = (dataFolder: string): string => join(dataFolder, 'spool');
