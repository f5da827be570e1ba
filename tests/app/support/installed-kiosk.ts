import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { cacheFolder } from '../../../setup/cache-folder.mjs';
import type { Display } from '../../../setup/display.mjs';
import { electronRuntime } from '../../../setup/electron-runtime.mjs';
import { packagedApplication } from '../../../setup/packaged-application.mjs';
import { projectFolder } from '../../../setup/project-folder.mjs';
import { commandAs, ordinaryAccount } from '../../../setup/test-account.mjs';

/** The folder of the application as it is installed on a kiosk; packaged where that has not been done yet. */
export const installedApplication = async (): Promise<string> => {
  const name = createHash('sha256').update(projectFolder).digest('hex').slice(0, 12);
  return packagedApplication(
    await electronRuntime(),
    join(cacheFolder(), 'staged', `installed-${name}`),
  );
};

export interface InstalledStart {
  readonly installed: string;
  readonly display: Display;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface StartedProgram {
  readonly child: ChildProcess;
  /** Exit code, or null where a signal ended it. */
  readonly ended: Promise<number | null>;
  readonly output: () => string;
}

/** Starts a program as the ordinary account on a display. */
export const startAsAccount = (
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): StartedProgram => {
  const account = ordinaryAccount();
  const command = commandAs(account, program, args);
  const child = spawn(command.program, command.args, {
    cwd: account.home,
    env: { ...account.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own group, so that a power cut can end all of it.
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => {
      output = `${output}${text.toString()}`.slice(-100_000);
    });
  const ended = new Promise<number | null>((resolve) => {
    // Closed, not only ended: all that it said has been read.
    child.once('close', (code) => resolve(code));
  });
  return { child, ended, output: () => output };
};

/** Starts the installed kiosk, fuses and all. */
export const startInstalled = ({
  installed,
  display,
  args,
  env = {},
}: InstalledStart): StartedProgram =>
  startAsAccount(join(installed, 'einwurf'), args, { ...env, DISPLAY: display.name });
