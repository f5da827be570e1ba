import { createReadStream } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { failed, ok, type Result } from '../domain/result.ts';
import { connectionProblem } from './http-outcome.ts';
import { paced, type Pace } from './pace.ts';
import type { LaterReason } from './transport.ts';

/** A complete answer. Header names in lower case. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface HttpQuestion {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A file as body, instead of `body`. */
  readonly file?: { readonly path: string; readonly size: number };
  /** TLS and agent options, as for `node:https`. */
  readonly options: RequestOptions;
  /** Waits until so many bytes may be sent; for files. */
  readonly pace?: Pace;
  /** Silence longer than this ends the exchange. */
  readonly idleMs: number;
  readonly signal: AbortSignal;
}

const MAXIMUM_BODY = 4 * 1024 * 1024;

/** One HTTP exchange with a bounded answer. Redirects are not followed: nobody sends documents elsewhere. */
export const exchange = (question: HttpQuestion): Promise<Result<HttpAnswer, LaterReason>> =>
  new Promise((done) => {
    const { method, url, headers, body, file, options, idleMs, signal } = question;
    const length = file === undefined ? {} : { 'Content-Length': String(file.size) };
    const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = start(url, { ...options, method, headers: { ...headers, ...length }, signal });
    request.setTimeout(idleMs, () => {
      request.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }));
    });
    request.once('error', (error) =>
      done(failed(signal.aborted ? 'stopped' : connectionProblem(error))),
    );
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > MAXIMUM_BODY) response.destroy(new Error('the answer is too long'));
      });
      response.once('error', (error) => done(failed(connectionProblem(error))));
      response.once('end', () =>
        done(
          ok({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        ),
      );
    });
    if (file === undefined) {
      request.end(body);
      return;
    }
    const source = createReadStream(file.path);
    source.once('error', () => {
      done(failed('storage-failed'));
      request.destroy();
    });
    pipeline(source, paced(question.pace), request).catch(() => undefined);
  });
