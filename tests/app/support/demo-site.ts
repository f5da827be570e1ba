import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DriverConfig } from '../../../scanner-bridge/index.ts';
import { ensureDemoFiles, writeDevice } from '../../../setup/demo-files.ts';
import type { DemoKeys } from '../../../setup/demo-keys.ts';
import { startDemoIntake } from '../../../setup/demo-intake.ts';
import { electronRuntime } from '../../../setup/electron-runtime.mjs';
import {
  launchKiosk,
  type LaunchedKiosk,
  type LaunchOptions,
} from '../../../setup/launch-kiosk.ts';
import { openedSubmission, type OpenedSubmission } from '../../../setup/opened-submission.ts';
import { ordinaryAccount } from '../../../setup/test-account.mjs';
import { collectionFolder, collectPdf } from '../../support/pdf-collection.ts';
import { openArrived } from './open-arrived.ts';

type Settings = Readonly<Record<string, unknown>>;

/** Tests crash a kiosk on purpose and again and again; only the watchdog's own want it to halt then. */
const manyCrashes = { crashes: 10_000 };

/** Hands every document that came to the intake to the collection of the test run. */
const collectArrived = async (keys: DemoKeys): Promise<void> => {
  if (collectionFolder === undefined || !existsSync(keys.intake.inboxFolder)) return;
  await openArrived(keys, ({ documents }) => {
    for (const file of documents) collectPdf(readFileSync(file));
  });
};

/** A kiosk and its intake in a folder of their own, as `npm start` makes them. */
export interface DemoSite {
  readonly dataFolder: string;
  readonly kioskFolder: string;
  readonly keys: DemoKeys;
  /** Starts the kiosk, sandboxed, as the ordinary account. */
  readonly launch: (
    options?: Omit<LaunchOptions, 'runtime' | 'kioskFolder' | 'onOutput'>,
  ) => Promise<LaunchedKiosk>;
  /** What the kiosk has written to stdout and stderr so far. */
  readonly output: () => string;
  /** Waits for the submission at the intake and opens it. */
  readonly open: (reference: string) => Promise<OpenedSubmission>;
  readonly stopIntake: () => Promise<void>;
  /** Starts the intake again and tells the kiosk's configuration where; the kiosk reads it when it starts. */
  readonly startIntake: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Makes a site whose kiosk has the given scanner; `settings` go over the demo's device.json, whole entries. */
export const startDemoSite = async (
  driver: DriverConfig,
  settings: Settings = {},
): Promise<DemoSite> => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'einwurf-app-'));
  chmodSync(dataFolder, 0o755);
  const account = ordinaryAccount();
  const files = await ensureDemoFiles(dataFolder, account);
  const deviceFile = join(files.kioskFolder, 'device.json');
  const startIntake = async () => {
    const running = await startDemoIntake(files.keys.intake.configFile);
    await writeDevice(files, account, driver, running.port);
    const device = JSON.parse(readFileSync(deviceFile, 'utf8')) as Settings;
    writeFileSync(deviceFile, JSON.stringify({ ...device, watchdog: manyCrashes, ...settings }));
    return running;
  };
  let intake = await startIntake();
  const runtime = await electronRuntime();
  let output = '';
  return {
    dataFolder,
    kioskFolder: files.kioskFolder,
    keys: files.keys,
    launch: (options = {}) =>
      launchKiosk({
        runtime,
        kioskFolder: files.kioskFolder,
        onOutput: (text) => {
          output += text;
        },
        ...options,
      }),
    output: () => output,
    open: (reference) => openedSubmission(files.keys, reference, dataFolder),
    stopIntake: () => intake.stop(),
    startIntake: async () => {
      intake = await startIntake();
    },
    stop: async () => {
      await intake.stop();
      try {
        await collectArrived(files.keys);
      } finally {
        rmSync(dataFolder, { recursive: true, force: true });
      }
    },
  };
};
