import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { decodeJwt } from 'jose';
import { announcementName } from '../../electron/envelope/part.ts';
import type { DriverConfig } from '../../scanner-bridge/index.ts';
import { ensureBuilt } from '../../setup/build.mjs';
import { startDisplay } from '../../setup/display.mjs';
import { electronRuntime } from '../../setup/electron-runtime.mjs';
import { commandAs, ordinaryAccount } from '../../setup/test-account.mjs';
import { startDemoSite, type DemoSite } from '../app/support/demo-site.ts';
import { visitableApplication } from '../app/support/killable-application.ts';
import type { Ask, HeldByMain, KioskProcess, VisitAsk, VisitOutcome } from './protocol.ts';

/** A real kiosk with its intake, and customers that come one after the other as fast as it can take them. */
export interface VisitedKiosk {
  readonly pid: number;
  readonly site: DemoSite;
  readonly visit: (ask: Omit<VisitAsk, 'do'>) => Promise<VisitOutcome>;
  readonly sample: () => Promise<{
    readonly processes: readonly KioskProcess[];
    readonly main: HeldByMain;
  }>;
  /** The kiosk's log, oldest line first, as far as the file that is being written goes. */
  readonly log: () => readonly Readonly<Record<string, unknown>>[];
  /** Waits until nothing is left to be sent. */
  readonly emptied: () => Promise<void>;
  /** Reference numbers of the submissions that lie at the intake. */
  readonly delivered: () => readonly string[];
  readonly stop: () => Promise<void>;
}

const EMPTIED_MS = 120_000;

const logFile = (site: DemoSite): string => join(site.kioskFolder, 'log', 'kiosk.jsonl');
const lastLog = (site: DemoSite): string =>
  readFileSync(logFile(site), 'utf8').trimEnd().split('\n').slice(-12).join('\n');

/** A folder with what the kiosk calls by name, and nothing else. */
const programsWithoutTesseract = (applicationFolder: string): string => {
  const folder = join(applicationFolder, 'programs');
  mkdirSync(folder);
  for (const name of ['prlimit', 'setpriv', 'nice', 'env'])
    symlinkSync(join('/usr/bin', name), join(folder, name));
  return folder;
};

const queueIsEmpty = (spoolFolder: string): boolean =>
  ['ready', 'delivered', 'tmp'].every(
    (folder) =>
      !readdirSync(spoolFolder).includes(folder) ||
      readdirSync(join(spoolFolder, folder)).length === 0,
  );

/**
 * Starts a kiosk whose delivered submissions are purged at once. It has no tesseract: reading pages is a program of its
 * own that takes more time than all the rest.
 */
export const startVisitedKiosk = async (driver: DriverConfig): Promise<VisitedKiosk> => {
  await ensureBuilt();
  const account = ordinaryAccount();
  const applicationFolder = await visitableApplication();
  const site = await startDemoSite(driver, {
    storage: { keepDeliveredHours: 0 },
    scanner: { driver, dpi: 75, duplex: false },
  });
  const display = await startDisplay(account);
  const { path } = await electronRuntime();
  // Tied to this process: whoever breaks off a long run leaves no kiosk behind.
  const command = commandAs(account, 'setpriv', [
    ...['--pdeathsig', 'KILL', '--', path],
    ...[applicationFolder, `--data=${site.kioskFolder}`],
  ]);
  const child = spawn(command.program, command.args, {
    cwd: account.home,
    env: {
      ...account.env,
      DISPLAY: display.name,
      PATH: programsWithoutTesseract(applicationFolder),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('the kiosk does not start');
  const gone = new Promise<never>((_, reject) => {
    child.once('exit', (code, signal) =>
      reject(new Error(`the kiosk ended (${code ?? signal ?? 'unknown'}):\n${lastLog(site)}`)),
    );
  });
  gone.catch(() => undefined);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const endGroup = (): void => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has gone.
    }
  };
  process.once('exit', endGroup);
  const waiting: ((line: string) => void)[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (/^(ANSWER|FAILED) /.test(line)) waiting.shift()?.(line);
  });
  child.stdin.on('error', () => undefined);
  const ask = async (what: Ask): Promise<unknown> => {
    const line = await Promise.race([
      gone,
      new Promise<string>((resolve) => {
        waiting.push(resolve);
        child.stdin.write(`${JSON.stringify(what)}\n`);
      }),
    ]);
    if (line.startsWith('FAILED ')) throw new Error(line.slice(7));
    return JSON.parse(line.slice(7)) as unknown;
  };
  const inbox = site.keys.intake.inboxFolder;
  return {
    pid,
    site,
    visit: (wish) => ask({ do: 'visit', ...wish }) as Promise<VisitOutcome>,
    sample: () => ask({ do: 'sample' }) as ReturnType<VisitedKiosk['sample']>,
    log: () =>
      readFileSync(logFile(site), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    emptied: async () => {
      const until = Date.now() + EMPTIED_MS;
      while (!queueIsEmpty(join(site.kioskFolder, 'spool'))) {
        if (Date.now() > until) throw new Error('the queue does not become empty');
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    delivered: () =>
      readdirSync(inbox).map((id) =>
        String(
          decodeJwt(readFileSync(join(inbox, id, announcementName), 'utf8'))['referenceNumber'],
        ),
      ),
    stop: async () => {
      endGroup();
      process.off('exit', endGroup);
      await ended;
      display.stop();
      await site.stop();
      rmSync(applicationFolder, { recursive: true, force: true });
    },
  };
};
