import { createWriteStream } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FileStore } from '@tus/file-store';
import { Server as TusServer } from '@tus/server';

// The floor beside the intake, with the same TLS: `PUT` writes a file and fsyncs it, `/files` is @tus/server as it comes.
// argv: folder for files; certificate, key and authority (PEM). Prints "READY <port>".
const [folder = '', certFile = '', keyFile = '', caFile = ''] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const tus = new TusServer({
  path: '/files',
  relativeLocation: true,
  datastore: new FileStore({ directory: join(folder, 'tus') }),
});

const put = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const path = join(folder, 'put');
  await pipeline(request, createWriteStream(path));
  const handle = await open(path, 'r+');
  await handle.sync();
  await handle.close();
  response.writeHead(201).end();
};

const server = createServer(
  {
    cert: await readFile(certFile),
    key: await readFile(keyFile),
    ca: await readFile(caFile),
    requestCert: true,
    minVersion: 'TLSv1.2',
    ecdhCurve: 'P-256:P-384:P-521',
  },
  (request, response) => {
    const answered =
      request.method === 'PUT' ? put(request, response) : tus.handle(request, response);
    answered.catch(() => response.destroy());
  },
);
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`READY ${(server.address() as AddressInfo).port}\n`),
);
