import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Name of the local socket that stands for owning a spool: a pipe on Windows, a socket file elsewhere. */
const socketPath = (spool: string): string => {
  const name = createHash('sha256').update(resolve(spool)).digest('hex').slice(0, 32);
  if (process.platform === 'win32') return `\\\\.\\pipe\\einwurf-uploader-${name}`;
  const inside = join(resolve(spool), 'owner.sock');
  // sun_path holds 107 bytes.
  return Buffer.byteLength(inside) < 104 ? inside : join(tmpdir(), `einwurf-${name}.sock`);
};

const listen = (path: string): Promise<Server | null> =>
  new Promise((done) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => done(null));
    server.listen(path, () => {
      server.unref();
      done(server);
    });
  });

const answers = (path: string): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });

/**
 * Becomes the only process that sends from a spool, or gives null where another one does. The operating system
 * lets go of it when the process ends, however it ends; no port is opened.
 */
export const ownSpool = async (spool: string): Promise<{ release(): void } | null> => {
  const path = socketPath(spool);
  let server = await listen(path);
  if (server === null && !(await answers(path))) {
    await rm(path, { force: true });
    server = await listen(path);
  }
  return server === null ? null : { release: () => server.close() };
};
