import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { noCheckpoint } from '../../electron/domain/checkpoint.ts';
import { runUploader } from '../../electron/run-uploader.ts';
import { openSpool, type Spool } from '../../electron/spool/spool.ts';
import {
  parseUploaderReport,
  type UploaderReport,
  type UploaderSettings,
} from '../../electron/upload/uploader-messages.ts';
import { readIntakeConfig, type IntakeConfig } from '../../intake/intake-config.ts';
import { startIntake, type Intake, type IntakeSurroundings } from '../../intake/server.ts';
import { ensureDemoKeys, type DemoKeys } from '../../setup/demo-keys.ts';
import { fastClock } from './delivery-clock.ts';
import { acceptDocument, expectOk } from './delivery-submission.ts';

type IntakeSettings = Extract<UploaderSettings['transport'], { kind: 'intake' }>;

/** A kiosk and its intake on one machine, in this process. */
export interface Site {
  readonly folder: string;
  readonly keys: DemoKeys;
  readonly spool: Spool;
  readonly spoolFolder: string;
  accept(pdf?: Uint8Array): Promise<string>;
  startIntake(
    port?: number,
    surroundings?: IntakeSurroundings,
    change?: Partial<IntakeConfig>,
  ): Promise<Intake>;
  startUploader(port: number, change?: Partial<IntakeSettings>): RunningUploader;
}

export interface RunningUploader {
  readonly reports: readonly UploaderReport[];
  /** Resolves with the first report, past or future, that fits; fails after a bounded time. */
  until(fits: (report: UploaderReport) => boolean): Promise<UploaderReport>;
  event(name: string, detail?: string): Promise<UploaderReport>;
  wake(): void;
  lookUp(referenceNumber: string): Promise<{ state: string; at: string | null }>;
  stop(): Promise<void>;
}

const DEADLINE_MS = 45_000;

/** Starts the uploader in this process, with a clock that runs fifty times faster. */
export const startTestUploader = (settings: UploaderSettings): RunningUploader => {
  const reports: UploaderReport[] = [];
  const listeners = new Set<(report: UploaderReport) => void>();
  let tell: (message: unknown) => void = () => undefined;
  runUploader(
    {
      post(message) {
        const report = parseUploaderReport(message);
        if (report === null) throw new Error(`unknown report ${JSON.stringify(message)}`);
        reports.push(report);
        for (const listener of listeners) listener(report);
      },
      onMessage: (listener) => {
        tell = listener;
      },
    },
    { clock: fastClock(50), checkpoint: noCheckpoint },
  );
  tell({ kind: 'start', settings });
  const until: RunningUploader['until'] = (fits) =>
    new Promise((found, fail) => {
      const earlier = reports.find(fits);
      if (earlier !== undefined) {
        found(earlier);
        return;
      }
      const deadline = setTimeout(
        () => fail(new Error(`not reported; reports were ${JSON.stringify(reports.slice(-8))}`)),
        DEADLINE_MS,
      );
      const listener = (report: UploaderReport): void => {
        if (!fits(report)) return;
        clearTimeout(deadline);
        listeners.delete(listener);
        found(report);
      };
      listeners.add(listener);
    });
  const event: RunningUploader['event'] = (name, detail) =>
    until(
      (report) =>
        report.kind === 'event' &&
        report.event === name &&
        (detail === undefined || report.detail === detail),
    );
  return {
    reports,
    until,
    event,
    wake: () => tell({ kind: 'wake' }),
    async lookUp(referenceNumber) {
      const requestId = randomUUID();
      tell({ kind: 'look-up', requestId, referenceNumber });
      const report = await until((r) => r.kind === 'standing' && r.requestId === requestId);
      if (report.kind !== 'standing') throw new Error('not a standing');
      return { state: report.state, at: report.at };
    },
    async stop() {
      tell({ kind: 'stop' });
      await event('stopped');
    },
  };
};

const INTAKE_FOLDERS = [
  'uploads',
  'staging',
  'inbox',
  'receipts',
  'references',
  'confirmations',
  'archive',
  'refused',
];

/** Removes everything but the keys. */
export const clearSite = async (folder: string): Promise<void> => {
  for (const name of ['kiosk/spool', 'opened', ...INTAKE_FOLDERS.map((n) => `demo-intake/${n}`)])
    await rm(join(folder, name), { recursive: true, force: true });
};

/** Makes keys and spool below a folder. */
export const createSite = async (folder: string): Promise<Site> => {
  const keys = await ensureDemoKeys(folder);
  const spoolFolder = join(folder, 'kiosk', 'spool');
  const spool = expectOk(await openSpool({ folder: spoolFolder, reserveBytes: 1, now: Date.now }));
  const config = expectOk(await readIntakeConfig(keys.intake.configFile));
  const { certFile, keyFile, caFile, receiptKeyFiles } = keys.kiosk;
  return {
    folder,
    keys,
    spool,
    spoolFolder,
    accept: (pdf = Buffer.from('%PDF-1.7 a document')) => acceptDocument(spool, keys.kiosk, pdf),
    startIntake: (port = 0, surroundings = {}, change = {}) =>
      startIntake({ ...config, ...change, port }, surroundings),
    startUploader: (port, change = {}) =>
      startTestUploader({
        spoolFolder,
        graceMs: 1e9,
        recipientsFolder: keys.kiosk.recipientsFolder,
        transport: {
          kind: 'intake',
          url: `https://127.0.0.1:${port}/`,
          certFile,
          keyFile,
          caFile,
          receiptKeyFiles: [...receiptKeyFiles],
          ...change,
        },
      }),
  };
};
