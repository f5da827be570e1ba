import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DriverConfig } from '../../../scanner-bridge/index.ts';
import { ensureDemoFiles, writeDevice } from '../../../setup/demo-files.ts';
import { startDemoIntake } from '../../../setup/demo-intake.ts';
import { electronRuntime } from '../../../setup/electron-runtime.mjs';
import { launchKiosk, type LaunchedKiosk } from '../../../setup/launch-kiosk.ts';
import { openedSubmission, type OpenedSubmission } from '../../../setup/opened-submission.ts';
import { ordinaryAccount } from '../../../setup/test-account.mjs';

/** A kiosk and its intake in a folder of their own, as `npm start` makes them. */
export interface DemoSite {
  readonly dataFolder: string;
  readonly kioskFolder: string;
  /** Starts the kiosk, sandboxed, as the ordinary account. */
  readonly launch: (options?: {
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  }) => Promise<LaunchedKiosk>;
  /** What the kiosk has written to stdout and stderr so far. */
  readonly output: () => string;
  /** Waits for the submission at the intake and opens it. */
  readonly open: (reference: string) => Promise<OpenedSubmission>;
  readonly stop: () => Promise<void>;
}

/** Makes a site whose kiosk has the given scanner. */
export const startDemoSite = async (driver: DriverConfig): Promise<DemoSite> => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'einwurf-app-'));
  chmodSync(dataFolder, 0o755);
  const account = ordinaryAccount();
  const files = await ensureDemoFiles(dataFolder, account);
  const intake = await startDemoIntake(files.keys.intake.configFile);
  await writeDevice(files, account, driver, intake.port);
  const runtime = await electronRuntime();
  let output = '';
  return {
    dataFolder,
    kioskFolder: files.kioskFolder,
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
    stop: async () => {
      await intake.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
};
