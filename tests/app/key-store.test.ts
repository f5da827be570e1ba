import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DriverConfig } from '../../scanner-bridge/index.ts';
import { startDisplay, type Display } from '../../setup/display.mjs';
import { electronRuntime, type ElectronRuntime } from '../../setup/electron-runtime.mjs';
import { readableApplication } from '../../setup/staged-application.mjs';
import { ordinaryAccount } from '../../setup/test-account.mjs';
import { startDemoSite, type DemoSite } from './support/demo-site.ts';

// A kiosk that is no demo, with a real key store (gnome-keyring on a session bus of its own), with a credential, with none.

const scanner: DriverConfig = {
  driver: 'virtual',
  pageMs: 0,
  dpi: 75,
  sources: ['feeder'],
  duplex: false,
  sensesPaper: false,
  paper: { widthMm: 60, heightMm: 80 },
  stack: 1,
};
const account = ordinaryAccount();
let site: DemoSite;
let display: Display;
let runtime: ElectronRuntime;
let application: string;
let stopRunning: () => Promise<void> = () => Promise.resolve();

beforeAll(async () => {
  site = await startDemoSite(scanner, { demo: false });
  display = await startDisplay(account);
  runtime = await electronRuntime();
  application = await readableApplication(account);
});
afterEach(() => stopRunning());
afterAll(async () => {
  display.stop();
  await site.stop();
});

const logFile = (): string => join(site.kioskFolder, 'log', 'kiosk.jsonl');
const keyFile = (): string => join(site.kioskFolder, 'keys', 'device.jwk.json');
const clientKeyFile = (): string => join(site.kioskFolder, 'keys', 'client.key.pem');

/** A folder that belongs to the account alone. */
const ownFolder = (path: string): string => {
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o700);
  if (account.uid !== null && account.gid !== null) chownSync(path, account.uid, account.gid);
  return path;
};

interface Run {
  readonly ended: Promise<number | null>;
  readonly said: () => string;
}

/** Starts the kiosk as its service would: nobody drives it. */
const start = (env: Readonly<Record<string, string>>, before: readonly string[] = []): Run => {
  rmSync(logFile(), { force: true });
  const [program, ...args] = [
    ...account.prefix,
    ...before,
    runtime.path,
    application,
    `--data=${site.kioskFolder}`,
  ];
  const child = spawn(program, args, {
    env: { ...account.env, ...env, DISPLAY: display.name },
    cwd: account.home,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    said += text.toString();
  });
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  stopRunning = async () => {
    stopRunning = () => Promise.resolve();
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    await ended;
  };
  return { ended, said: () => said };
};

const log = (): string => (existsSync(logFile()) ? readFileSync(logFile(), 'utf8') : '');
const within = { timeout: 90_000, interval: 100 };
const started = () => expect.poll(log, within).toContain('"event":"kiosk-started"');

/** A session bus with an unlocked key store on it, as logging in makes one. */
const withKeyring = () => {
  const home = ownFolder(join(site.kioskFolder, 'keyring'));
  const env = { XDG_DATA_HOME: home, XDG_RUNTIME_DIR: home };
  const unlock =
    'printf kiosk | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null 2>&1; exec "$@"';
  return [env, ['dbus-run-session', '--', 'sh', '-c', unlock, 'sh']] as const;
};

describe('the device key of a kiosk in use', () => {
  it('is not read from a plain file: without a key store the kiosk refuses to start, and says why', async () => {
    const run = start({});
    expect(await run.ended).toBe(64);
    expect(run.said()).toContain('Einwurf does not start: this kiosk is not a demo');
    expect(log()).toContain('"problem":"no-key-store"');
    expect(existsSync(keyFile())).toBe(true);
  });

  it('comes from the service manager’s credential', async () => {
    const folder = mkdtempSync('/dev/shm/einwurf-credentials-');
    try {
      writeFileSync(join(ownFolder(folder), 'einwurf-device-key'), readFileSync(keyFile()), {
        mode: 0o644,
      });
      start({ CREDENTIALS_DIRECTORY: folder });
      await started();
      expect(log()).toContain('"keeper":"service-credential"');
    } finally {
      await stopRunning();
      rmSync(folder, { recursive: true });
    }
  });

  it('goes into the key store with the plain file erased, and comes from there from then on', async () => {
    const { d } = JSON.parse(readFileSync(keyFile(), 'utf8')) as { d: string };
    start(...withKeyring());
    await started();
    expect(log()).toContain('"keeper":"secret-service"');
    expect(existsSync(keyFile())).toBe(false);
    expect(readFileSync(`${keyFile()}.sealed`, 'utf8')).not.toContain(d);
    // So does the key of the client certificate; the uploader is told it and starts.
    expect(existsSync(clientKeyFile())).toBe(false);
    expect(existsSync(`${clientKeyFile()}.sealed`)).toBe(true);
    await expect.poll(log, within).toContain('"event":"uploader-status","status":"started"');
    await stopRunning();
    start(...withKeyring());
    await started();
    expect(log()).toContain('"keeper":"secret-service"');
    await expect.poll(log, within).toContain('"event":"uploader-status","status":"started"');
  });
});
