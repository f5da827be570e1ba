import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startDisplay } from '../../../setup/display.mjs';
import { electronRuntime } from '../../../setup/electron-runtime.mjs';
import { readableApplication } from '../../../setup/staged-application.mjs';
import { ordinaryAccount } from '../../../setup/test-account.mjs';

/** A kiosk as the operating system's service manager runs it: nobody drives it, somebody watches over it. */
export interface SupervisedKiosk {
  /** Waits for the next event that begins with this word; gives the rest of its line. */
  readonly next: (event: 'started' | 'ready' | 'watched' | 'silent' | 'ended') => Promise<string>;
  readonly stop: () => Promise<void>;
}

const DEADLINE_MS = 60_000;

const linesOf = (child: ChildProcess) => {
  const lines: string[] = [];
  const waiting: (() => void)[] = [];
  if (child.stdout === null) throw new Error('the service manager has no output');
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const wake of waiting.splice(0)) wake();
  });
  return {
    async next(event: string): Promise<string> {
      const deadline = Date.now() + DEADLINE_MS;
      for (;;) {
        const line = lines.shift();
        if (line?.split(' ')[0] === event) return line.slice(event.length + 1);
        if (line !== undefined) continue;
        if (Date.now() > deadline) throw new Error(`the kiosk was never "${event}"`);
        await new Promise<void>((wake) => {
          const timer = setTimeout(wake, 1000);
          waiting.push(() => {
            clearTimeout(timer);
            wake();
          });
        });
      }
    },
  };
};

/** @param silentForS seconds without a sign of life until the kiosk is ended and started again */
export const superviseKiosk = async (
  kioskFolder: string,
  silentForS: number,
): Promise<SupervisedKiosk> => {
  const account = ordinaryAccount();
  const runtime = await electronRuntime();
  const application = await readableApplication(account);
  const display = await startDisplay(account);
  const folder = mkdtempSync(join(tmpdir(), 'einwurf-service-'));
  chmodSync(folder, 0o755);
  const kiosk = [...account.prefix, runtime.path, application, `--data=${kioskFolder}`];
  const manager = spawn(
    'python3',
    [
      join(import.meta.dirname, '../../support/service-manager.py'),
      ...[join(folder, 'notify'), String(silentForS), '6', '--', ...kiosk],
    ],
    {
      env: { ...account.env, DISPLAY: display.name },
      cwd: account.home,
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const ended = new Promise<void>((resolve) => manager.once('exit', () => resolve()));
  return {
    ...linesOf(manager),
    stop: async () => {
      manager.kill('SIGTERM');
      await ended;
      display.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
