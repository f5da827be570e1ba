import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ChildPort } from '../../scanner-bridge/index.ts';
import { createFrameReader, encodeFrame } from '../../scanner-bridge/host/frames.ts';
import { bundleProgram } from '../../setup/bundler.mjs';
import { startDisplay } from '../../setup/display.mjs';
import { electronRuntime } from '../../setup/electron-runtime.mjs';
import { commandAs, ordinaryAccount } from '../../setup/test-account.mjs';
import { bundleScannerHost } from './bundle-scanner-host.ts';

/** What the test tells Electron's main process to do with a host. */
export type RelayOrder =
  | { readonly order: 'start'; readonly host: number }
  | { readonly order: 'kill'; readonly host: number }
  | { readonly order: 'post'; readonly host: number; readonly message: unknown };

/** What Electron's main process tells: that it is up, or of a host. */
export type RelayWord =
  | { readonly version: string | undefined }
  | { readonly host: number; readonly message: unknown }
  | { readonly host: number; readonly exitCode: number };

/** Hosts in Electron's utility processes, as the kiosk has them, for tests outside of Electron. */
export interface UtilityProcessHosts {
  readonly electron: string;
  spawn(): ChildPort;
  close(): Promise<void>;
}

const bundleMain = (folder: string): Promise<void> =>
  bundleProgram({
    entry: resolve('tests/support/utility-process-program.ts'),
    file: join(folder, 'main.cjs'),
    format: 'cjs',
    target: 'node18',
    external: ['electron'],
  });

interface Listeners {
  readonly onMessage: ((message: unknown) => void)[];
  readonly onExit: ((code: number | null) => void)[];
}

/** Starts Electron with nothing but a main process that starts hosts on demand. */
export const startUtilityProcessHosts = async (): Promise<UtilityProcessHosts> => {
  const folder = mkdtempSync(join(tmpdir(), 'einwurf-relay-'));
  chmodSync(folder, 0o755);
  await bundleMain(folder);
  const program = await bundleScannerHost(folder);
  writeFileSync(
    join(folder, 'package.json'),
    '{"name":"relay","version":"0.0.0","main":"main.cjs"}\n',
  );
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const account = ordinaryAccount();
  const display = await startDisplay(account);
  const runtime = await electronRuntime();
  const command = commandAs(account, runtime.path, [folder, String(port), program]);
  const env = { ...account.env, DISPLAY: display.name };
  const child = spawn(command.program, command.args, { env, stdio: 'ignore' });
  const socket = await new Promise<Socket>((done, refuse) => {
    server.once('connection', done);
    child.once('exit', (code) => refuse(new Error(`Electron ended with code ${code ?? 'none'}`)));
  });
  const hosts = new Map<number, Listeners>();
  const order = (what: RelayOrder): void => {
    for (const part of encodeFrame(what)) socket.write(part);
  };
  const electron = await new Promise<string>((done) => {
    const reader = createFrameReader();
    const hear = (word: RelayWord): void => {
      if ('version' in word) done(word.version ?? 'unknown');
      else if ('exitCode' in word) hosts.get(word.host)?.onExit.forEach((l) => l(word.exitCode));
      else hosts.get(word.host)?.onMessage.forEach((listener) => listener(word.message));
    };
    socket.on('data', (chunk: Buffer) => {
      const words = reader.push(chunk);
      if (typeof words !== 'string') (words as readonly RelayWord[]).forEach(hear);
    });
  });
  return {
    electron,
    spawn: () => {
      const host = hosts.size;
      const listeners: Listeners = { onMessage: [], onExit: [] };
      hosts.set(host, listeners);
      order({ order: 'start', host });
      return {
        post: (message) => order({ order: 'post', host, message }),
        onMessage: (listener) => void listeners.onMessage.push(listener),
        onExit: (listener) => void listeners.onExit.push(listener),
        kill: () => order({ order: 'kill', host }),
      };
    },
    close: async () => {
      const ended = new Promise((done) => child.once('exit', done));
      socket.end();
      server.close();
      await ended;
      display.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
