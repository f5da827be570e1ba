import { execFile } from 'node:child_process';
import { accessSync, constants, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { app, webContents } from 'electron';
import type { LockdownGap } from '../domain/lockdown-gap.ts';
import { linuxGaps, type LinuxMachine } from './lockdown-linux.ts';
import { windowsGaps } from './lockdown-windows.ts';

/** A value read from the system, or null where it cannot be read. */
const orNull = <Value>(read: () => Value): Value | null => {
  try {
    return read();
  } catch {
    return null;
  }
};

const isWritable = (path: string): boolean =>
  orNull(() => {
    accessSync(path, constants.W_OK);
    return true;
  }) ?? false;

const linuxMachine = (dataFolder: string, env: LinuxMachine['env']): LinuxMachine => ({
  read: (path) => orNull(() => readFileSync(path, 'utf8')),
  list: (path) => orNull(() => readdirSync(path)) ?? [],
  link: (path) => orNull(() => readlinkSync(path)),
  env,
  user: process.getuid?.() ?? 0,
  programFilesWritable: isWritable(app.getAppPath()) || isWritable(process.execPath),
  dataFolderMode: orNull(() => statSync(dataFolder).mode) ?? 0,
  processes: app.getAppMetrics().map(({ pid }) => pid),
  screens: webContents
    .getAllWebContents()
    .map((contents) => contents.getOSProcessId())
    .filter((pid) => pid > 0),
});

/** What a program of the system prints, or null where it fails. */
const output = (program: string, args: readonly string[]): Promise<string | null> =>
  new Promise((resolve) => {
    execFile(program, args, { timeout: 10_000, windowsHide: true }, (error, stdout) =>
      resolve(error === null ? stdout : null),
    );
  });

/**
 * What the operating system around this kiosk should do and does not, for the status and the log.
 * @param dataFolder the kiosk's own folder
 * @param env the environment the kiosk was started with
 */
export const inspectLockdown = (
  dataFolder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly LockdownGap[]> => {
  if (process.platform === 'linux')
    return Promise.resolve(linuxGaps(linuxMachine(dataFolder, env)));
  if (process.platform !== 'win32') return Promise.resolve(['could-not-look']);
  return windowsGaps({
    registry: (key, name) => output('reg', ['query', key, '/v', name]),
    groups: () => output('whoami', ['/groups']),
    programFilesWritable: isWritable(app.getAppPath()),
  });
};
