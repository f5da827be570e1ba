import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import type { Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';

import { scanProblem, type ScanProblem } from '../../scan-problem.ts';

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly location: string | null;
  readonly retryAfterMs: number | null;
  readonly type: string;
  readonly body: Uint8Array;
}

/** One request to a device. */
export interface Ask {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: URL;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** Without a byte for so long, the device counts as offline. */
  readonly idleMs: number;
  readonly maxBytes: number;
  /** SHA-256 fingerprint that an https device's certificate must have; without one, the system's authorities decide. */
  readonly pin: string | undefined;
  /** The Host header, where a device wants another one than HTTP's own. */
  readonly host?: string | undefined;
  readonly onBytes?: (received: number, expected: number | null) => void;
}

const plainFingerprint = (text: string): string => text.replace(/[^\da-f]/gi, '').toLowerCase();

/** Connects and looks at the certificate before a single byte of the request is sent. */
const secureSocket = ({ url, pin, signal, idleMs }: Ask): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const socket = tlsConnect({
      host,
      port: Number(url.port || 443),
      ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
      rejectUnauthorized: pin === undefined,
    });
    const stop = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    socket.setTimeout(idleMs, () => stop(new Error('no answer')));
    signal.addEventListener('abort', () => stop(new Error('cancelled')), { once: true });
    socket.on('error', stop).on('secureConnect', () => {
      const { fingerprint256 } = socket.getPeerCertificate();
      if (pin !== undefined && plainFingerprint(fingerprint256) !== plainFingerprint(pin))
        stop(
          new Error(`the certificate has the fingerprint ${fingerprint256}, not the pinned one`),
        );
      else resolve(socket);
    });
  });

const retryAfter = (header: string | undefined): number | null =>
  header !== undefined && /^\d{1,4}$/.test(header) ? Number(header) * 1000 : null;

const collect = (ask: Ask, response: IncomingMessage): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const declared = Number(response.headers['content-length']);
    const expected = Number.isSafeInteger(declared) ? declared : null;
    const chunks: Buffer[] = [];
    let received = 0;
    response.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received > ask.maxBytes) response.destroy(new Error(`more than ${ask.maxBytes} bytes`));
      else chunks.push(chunk);
      ask.onBytes?.(received, expected);
    });
    response.on('error', reject).on('aborted', () => reject(new Error('the transfer broke off')));
    response.on('end', () =>
      resolve({
        status: response.statusCode ?? 0,
        location: response.headers.location ?? null,
        retryAfterMs: retryAfter(response.headers['retry-after']),
        type: (response.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
        body: Buffer.concat(chunks, received),
      }),
    );
  });

const exchange = (ask: Ask, socket: Socket | null): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const { method, url, body, signal, idleMs, host } = ask;
    const options: RequestOptions = {
      method,
      signal,
      timeout: idleMs,
      // Small printers' servers know little of the protocol: no keep-alive, no transfer codings.
      headers: {
        connection: 'close',
        ...(host === undefined ? {} : { host }),
        ...(body === undefined
          ? {}
          : { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) }),
      },
      ...(socket === null ? { agent: false } : { createConnection: () => socket }),
    };
    const target = new URL(url);
    target.protocol = 'http:';
    const request = httpRequest(target, options, (response) => {
      collect(ask, response).then(resolve, reject);
    });
    request.on('timeout', () => request.destroy(new Error(`no answer in ${idleMs} ms`)));
    request.on('error', reject).end(body);
  });

/** Asks a device. A device that cannot be reached or breaks off is 'offline'; an aborted request is 'cancelled'. */
export const ask = async (question: Ask): Promise<Reply | ScanProblem> => {
  const cancelled = (): boolean => question.signal.aborted;
  if (cancelled()) return scanProblem('cancelled', 'cancelled');
  try {
    const socket = question.url.protocol === 'https:' ? await secureSocket(question) : null;
    return await exchange(question, socket);
  } catch (error) {
    if (cancelled()) return scanProblem('cancelled', 'cancelled');
    const detail = error instanceof Error ? error.message : 'unreachable';
    return scanProblem('offline', `${question.url.host}: ${detail}`);
  }
};
