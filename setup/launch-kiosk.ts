import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { startDisplay, type Display } from './display.mjs';
import type { ElectronRuntime } from './electron-runtime.mjs';
import { readableApplication } from './staged-application.mjs';
import { ordinaryAccount, type Account } from './test-account.mjs';

/** What the kiosk application takes on its command line. */
const kioskArguments = (kioskFolder: string): readonly string[] => [`--data=${kioskFolder}`];

export interface LaunchOptions {
  readonly runtime: ElectronRuntime;
  /** The kiosk's folder with device.json; must belong to the account (ordinaryAccount()). */
  readonly kioskFolder: string;
  /** Another built application than this project's; readable for the account. */
  readonly applicationFolder?: string;
  /** More arguments for the application. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A display that is already there; otherwise one is started for this launch. */
  readonly display?: Display;
  readonly size?: { readonly width: number; readonly height: number };
  /** Told what the application writes to stderr and stdout. */
  readonly onOutput?: (text: string) => void;
}

/** A real kiosk, driven from outside. */
export interface LaunchedKiosk {
  readonly application: ElectronApplication;
  readonly page: Page;
  /** Process id of Electron's main process. */
  readonly pid: number;
  /** Ends the kiosk in good order, and the display that was started for it. */
  readonly close: () => Promise<void>;
  /** SIGKILL to the whole application, as a power cut would end it. */
  readonly kill: () => Promise<void>;
}

/** Playwright starts one program; this one becomes the account first and then Electron (same process id). */
const writeStarter = (account: Account, runtime: ElectronRuntime): string => {
  const folder = mkdtempSync(join(tmpdir(), 'einwurf-start-'));
  const file = join(folder, 'electron');
  const words = [...account.prefix, runtime.path].map((word) => `'${word}'`).join(' ');
  writeFileSync(file, `#!/bin/sh\nexec ${words} "$@"\n`);
  chmodSync(file, 0o755);
  return folder;
};

const textEnvironment = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

const gone = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()));

/** Starts the built application sandboxed, as an ordinary account, and waits for its window. */
export const launchKiosk = async (options: LaunchOptions): Promise<LaunchedKiosk> => {
  const account = ordinaryAccount();
  const applicationFolder = options.applicationFolder ?? (await readableApplication(account));
  const display = options.display ?? (await startDisplay(account, options.size));
  const starter = writeStarter(account, options.runtime);
  const cleanUp = (): void => {
    rmSync(starter, { recursive: true, force: true });
    if (options.display === undefined) display.stop();
  };
  try {
    const application = await _electron.launch({
      executablePath: join(starter, 'electron'),
      chromiumSandbox: true,
      args: [applicationFolder, ...kioskArguments(options.kioskFolder), ...(options.args ?? [])],
      cwd: account.home,
      env: textEnvironment({ ...account.env, ...options.env, DISPLAY: display.name }),
      timeout: 60_000,
    });
    const child = application.process();
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text: Buffer) => options.onOutput?.(text.toString()));
    const page = await application.firstWindow();
    return {
      application,
      page,
      pid: child.pid ?? 0,
      close: async () => {
        await application.close();
        cleanUp();
      },
      kill: async () => {
        // Playwright starts Electron as the leader of an own group, so this ends its helpers, too.
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        await gone(child);
        cleanUp();
      },
    };
  } catch (problem) {
    cleanUp();
    throw problem;
  }
};

/** Opens the kiosk on the display that is there, for a person in front of it. */
export const openKiosk = (
  runtime: ElectronRuntime,
  applicationFolder: string,
  kioskFolder: string,
): ChildProcess => {
  // Chromium's sandbox refuses to run as root. For a demo on a developer's machine only.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return spawn(runtime.path, [applicationFolder, ...asRoot, ...kioskArguments(kioskFolder)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
};
