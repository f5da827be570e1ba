import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runProgramHere } from '../../electron/receipt-printer.ts';

/** A CUPS of the test's own, and a network printer (AppSocket, port 9100's way) that remembers its paper. */
export interface PrintServer {
  /** For programs that should print here. */
  readonly env: Readonly<Record<string, string>>;
  readonly queue: string;
  /** What came out, in order. */
  readonly papers: readonly Buffer[];
  /** Files with anything of a job in them. */
  readonly spooled: () => readonly string[];
  readonly run: typeof runProgramHere;
  readonly stop: () => Promise<void>;
}

const QUEUE = 'Receipts';
const START_MS = 30_000;

/** As docs/operations/receipts-on-paper.md says: no copy of what was printed, no list of jobs. */
const daemonSettings = (socket: string, keep: boolean): string => `
Listen ${socket}
LogLevel warn
Browsing Off
WebInterface No
DefaultAuthType None
PreserveJobFiles ${keep ? 'Yes' : 'No'}
PreserveJobHistory ${keep ? 'Yes' : 'No'}
<Location />
  Order allow,deny
  Allow all
</Location>
<Location /admin>
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
`;

const folderSettings = (folder: string): string => `
ServerRoot ${folder}
RequestRoot ${join(folder, 'spool')}
TempDir ${join(folder, 'spool', 'tmp')}
CacheDir ${join(folder, 'cache')}
StateDir ${join(folder, 'state')}
ErrorLog ${join(folder, 'error.log')}
AccessLog ${join(folder, 'access.log')}
PageLog ${join(folder, 'page.log')}
`;

/** @param keep as CUPS is set where nobody thought of it: it keeps what was printed */
export const startPrintServer = async ({ keep = false } = {}): Promise<PrintServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'einwurf-cups-'));
  chmodSync(folder, 0o755);
  for (const name of ['spool', 'spool/tmp', 'cache', 'state'])
    mkdirSync(join(folder, name), { mode: 0o755 });
  const socket = join(folder, 'cups.sock');
  const papers: Buffer[] = [];
  const device = createServer((connection) => {
    const parts: Buffer[] = [];
    connection.on('data', (part) => parts.push(part));
    connection.on('end', () => papers.push(Buffer.concat(parts)));
    connection.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => device.listen(0, '127.0.0.1', resolve));
  const { port } = device.address() as AddressInfo;
  writeFileSync(join(folder, 'cupsd.conf'), daemonSettings(socket, keep));
  writeFileSync(join(folder, 'cups-files.conf'), folderSettings(folder));
  const daemon: ChildProcess = spawn(
    '/usr/sbin/cupsd',
    ['-f', '-c', join(folder, 'cupsd.conf'), '-s', join(folder, 'cups-files.conf')],
    { stdio: 'ignore' },
  );
  const env = { CUPS_SERVER: socket };
  const run: typeof runProgramHere = (program, args, input) =>
    runProgramHere(program, ['-h', socket, ...args], input);
  const deadline = Date.now() + START_MS;
  const made = async (): Promise<boolean> => {
    if (!existsSync(socket)) return false;
    const { code } = await run('lpadmin', [
      ...['-p', QUEUE, '-v', `socket://127.0.0.1:${port}`],
      ...['-o', 'printer-error-policy=retry-current-job', '-E'],
    ]);
    return code === 0;
  };
  while (!(await made())) {
    if (Date.now() > deadline) throw new Error('cupsd did not start');
    await delay(100);
  }
  return {
    env,
    queue: QUEUE,
    papers,
    spooled: () =>
      readdirSync(join(folder, 'spool'), { recursive: true, encoding: 'utf8' }).filter((name) =>
        /^[cd]\d/.test(name),
      ),
    run,
    stop: async () => {
      device.close();
      const ended = once(daemon, 'exit');
      daemon.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};
