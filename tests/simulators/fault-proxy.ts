import { once } from 'node:events';
import { createServer, request, Agent, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What the line does to one exchange. */
export const faults = [
  'none',
  'cut-before',
  'cut-midway',
  'drop-reply',
  'delay',
  'duplicate',
  'silence',
  'answer-500',
  'answer-502',
  'answer-503',
  'answer-429',
  'answer-404',
  'answer-422',
] as const;
export type Fault = (typeof faults)[number];

/** PEM texts of one end of a TLS connection. */
interface Identity {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca: Buffer;
}

export interface FaultProxySettings {
  /** The intake's port; asked anew for each exchange, because the intake is restarted. */
  readonly target: () => number;
  /** The proxy stands in the middle as only a test can: it holds the intake's and the kiosk's keys. */
  readonly asServer: Identity;
  readonly asClient: Identity;
  /** Certificate of a stranger, shown when `swapCertificate` says so. */
  readonly stranger: Identity;
  readonly nextFault: (request: IncomingMessage) => Fault;
  readonly swapCertificate: () => boolean;
}

export interface FaultProxy {
  readonly port: number;
  /** How often each fault was dealt. */
  readonly dealt: ReadonlyMap<Fault | 'swapped-certificate', number>;
  stop(): Promise<void>;
}

const readAll = async (source: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Sends a buffered request on; `bytes` less than the body cuts the connection there. */
const forward = (
  settings: FaultProxySettings,
  agent: Agent,
  incoming: IncomingMessage,
  body: Buffer,
  bytes = body.length,
): Promise<Reply> =>
  new Promise((done, fail) => {
    const upstream = request({
      agent,
      host: '127.0.0.1',
      port: settings.target(),
      method: incoming.method,
      path: incoming.url,
      headers: { ...incoming.headers, 'content-length': String(body.length) },
    });
    upstream.once('error', fail);
    upstream.once('response', (response) => {
      readAll(response).then(
        (content) =>
          done({ status: response.statusCode ?? 0, headers: response.headers, body: content }),
        fail,
      );
    });
    if (bytes >= body.length) upstream.end(body);
    else upstream.write(body.subarray(0, bytes), () => upstream.destroy(new Error('cut')));
  });

const answer = (response: ServerResponse, { status, headers, body }: Reply): void => {
  response.writeHead(status, headers);
  response.end(body);
};

const handle = async (
  settings: FaultProxySettings,
  agent: Agent,
  fault: Fault,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  if (fault === 'cut-before') {
    incoming.socket.destroy();
    return;
  }
  if (fault.startsWith('answer-')) {
    incoming.resume();
    response.writeHead(Number(fault.slice('answer-'.length)), { 'content-length': '0' });
    response.end();
    return;
  }
  const body = await readAll(incoming);
  if (fault === 'delay') await delay(30);
  if (fault === 'cut-midway') await forward(settings, agent, incoming, body, body.length >> 1);
  if (fault === 'duplicate') await forward(settings, agent, incoming, body);
  const reply = await forward(settings, agent, incoming, body);
  if (fault === 'drop-reply') incoming.socket.destroy();
  else if (fault !== 'silence') answer(response, reply);
};

const listen = async (server: ReturnType<typeof createTcpServer>): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

/** Starts a line between kiosk and intake that misbehaves on demand, on a port of its own. */
export const startFaultProxy = async (settings: FaultProxySettings): Promise<FaultProxy> => {
  const dealt = new Map<Fault | 'swapped-certificate', number>();
  const count = (name: Fault | 'swapped-certificate'): void =>
    void dealt.set(name, (dealt.get(name) ?? 0) + 1);
  const agent = new Agent({ ...settings.asClient, keepAlive: false });
  const https = (identity: Identity): Server =>
    createServer(
      { ...identity, requestCert: true, rejectUnauthorized: false },
      (incoming, response) => {
        const fault = settings.nextFault(incoming);
        count(fault);
        handle(settings, agent, fault, incoming, response).catch(() => incoming.socket.destroy());
      },
    ).on('tlsClientError', () => undefined);
  const genuine = https(settings.asServer);
  const strange = https(settings.stranger);
  const sockets = new Set<Socket>();
  const tcp = createTcpServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    const swapped = settings.swapCertificate();
    if (swapped) count('swapped-certificate');
    (swapped ? strange : genuine).emit('connection', socket);
  });
  return {
    port: await listen(tcp),
    dealt,
    async stop() {
      for (const socket of sockets) socket.destroy();
      tcp.close();
      await once(tcp, 'close');
    },
  };
};
