import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';

import type { ScanimageConfig } from '../driver-config.ts';

const maxOutputBytes = 1024 * 1024;
const setpriv = '/usr/bin/setpriv';

/** What a finished run of the program said; `code` is null if it could not be started or was killed. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Starts scanimage with an argument array, never through a shell. On Linux the kernel ends it with this process, so
 * that no killed host leaves a program behind that holds the device.
 */
export const startProgram = (
  config: ScanimageConfig,
  args: readonly string[],
): ChildProcessWithoutNullStreams => {
  const tied = process.platform === 'linux' && existsSync(setpriv);
  const command = tied ? [setpriv, '--pdeathsig', 'KILL', '--', config.program] : [config.program];
  const [program = config.program, ...before] = command;
  return spawn(program, [...before, ...args], {
    env: {
      ...process.env,
      LC_ALL: 'C',
      ...(config.configDir === undefined ? {} : { SANE_CONFIG_DIR: config.configDir }),
    },
  });
};

/** Runs the program to its end and collects what it prints, up to 1 MiB. */
export const runProgram = (config: ScanimageConfig, args: readonly string[]): Promise<Finished> =>
  new Promise((resolve) => {
    const child = startProgram(config, args);
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        if (output[stream].length < maxOutputBytes) output[stream] += text;
      });
    }
    child.stdin.on('error', () => undefined).end();
    child.on('error', (error) => resolve({ ...output, code: null, stderr: error.message }));
    child.on('close', (code) => resolve({ ...output, code }));
  });
