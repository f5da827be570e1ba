import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startDemoIntake, type RunningIntake } from './demo-intake.ts';
import {
  driverOf,
  ensureDemoFiles,
  withDemoPages,
  writeDevice,
  type DemoFiles,
} from './demo-files.ts';
import { runtimeWarning, type ElectronRuntime } from './electron-runtime.mjs';
import { launchKiosk, openKiosk } from './launch-kiosk.ts';
import { openedSubmission } from './opened-submission.ts';
import { projectFolder } from './project-folder.mjs';
import type { StartOptions } from './start-options.mjs';
import { say, step } from './terminal.mjs';
import { ordinaryAccount, type Account } from './test-account.mjs';
import { walk } from './unattended-journey.ts';

interface Demo {
  readonly options: StartOptions;
  readonly runtime: ElectronRuntime;
  readonly files: DemoFiles;
  readonly intake: RunningIntake;
}

/** Whoever sits in front of the screen runs the kiosk as themselves. */
const oneself: Account = { prefix: [], env: process.env, uid: null, gid: null, home: '/' };

/**
 * Opens the kiosk with demo settings and its own intake; without a display it walks through one journey.
 * Returns the exit code.
 */
export const startDemo = async (
  options: StartOptions,
  runtime: ElectronRuntime,
): Promise<number> => {
  const scanner = driverOf(options.scanner);
  const account = options.unattended ? ordinaryAccount() : oneself;
  say('Starting');
  const files = await step('Demo keys', async () => {
    const value = await ensureDemoFiles(options.data, account);
    return { said: `in ${options.data}`, value };
  });
  const intake = await step('Intake', async () => {
    const value = await startDemoIntake(files.keys.intake.configFile);
    return { said: `listening on 127.0.0.1:${value.port}, own process`, value };
  });
  try {
    const driver = withDemoPages(scanner, files.kioskFolder);
    await writeDevice(files, account, driver, intake.port);
    const warning = runtimeWarning(runtime);
    if (warning !== null) say(`  ! ${warning}`);
    const demo = { options, runtime, files, intake };
    return await (options.unattended ? journeyAlone(demo) : kioskForPeople(demo));
  } finally {
    await intake.stop();
  }
};

const kioskForPeople = async ({ options, runtime, files, intake }: Demo): Promise<number> => {
  if (process.getuid?.() === 0)
    say('  ! You are root: Electron runs without its sandbox. For a look only.');
  const kiosk = openKiosk(runtime, projectFolder, files.kioskFolder);
  say(`Kiosk open, scanner "${options.scanner}", demo keys. Ctrl+C ends it.`);
  say(`Sealed submissions arrive in ${files.keys.intake.inboxFolder}.`);
  say('Open one with: npm run intake:open -- FOLDER');
  const end = (): void => {
    kiosk.kill('SIGTERM');
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  intake.onExit((code) => say(`  ! The intake ended (${String(code)}); submissions wait.`));
  return await new Promise((resolve) => {
    kiosk.once('exit', (code) => resolve(code ?? 0));
  });
};

/** A folder name that sorts by time: journey-2026-11-23T10-20-30. */
const journeyFolder = (data: string): string => {
  const now = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const folder = join(data, `journey-${now}`);
  mkdirSync(folder, { recursive: true });
  return folder;
};

const journeyAlone = async (demo: Demo): Promise<number> => {
  const folder = journeyFolder(demo.options.data);
  const received = await step('Journey', () => walkOnce(demo, folder));
  say('');
  say(`Reference number  ${received.reference}`);
  say(`Receipt           ${received.receipt}`);
  for (const document of received.documents) say(`Opened PDF        ${document}`);
  say(`Manifest          ${received.manifest}`);
  say(`Screenshots       ${folder} (${received.pictures})`);
  return 0;
};

const walkOnce = async (demo: Demo, folder: string) => {
  const { runtime, files } = demo;
  let output = '';
  const kiosk = await launchKiosk({
    runtime,
    kioskFolder: files.kioskFolder,
    onOutput: (text) => {
      output = `${output}${text}`.slice(-4000);
    },
  });
  let pictures = 0;
  try {
    const { reference, pageCount } = await walk(kiosk.page, {
      onScreen: async (name, page) => {
        pictures += 1;
        const file = `${String(pictures).padStart(2, '0')}-${name}.png`;
        await page.screenshot({ path: join(folder, file) });
      },
    });
    const opened = await openedSubmission(files.keys, reference, folder);
    const value = { ...opened, reference, pictures: `${pictures} pictures` };
    return { said: `${pageCount} handed in, delivered and opened`, value };
  } catch (problem) {
    if (output !== '') process.stderr.write(`\nThe kiosk's last words:\n${output}\n`);
    await kiosk.page.screenshot({ path: join(folder, 'failed.png') }).catch(() => undefined);
    throw problem;
  } finally {
    await kiosk.close();
  }
};
