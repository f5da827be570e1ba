import type { RequestOptions } from 'node:https';
import { z } from 'zod';
import { failed, ok, type Result } from '../../../domain/result.ts';
import { exchange, type HttpAnswer, type HttpQuestion } from '../../https-request.ts';
import { statusOutcome } from '../../http-outcome.ts';
import type { Pace } from '../../pace.ts';
import type { Failure } from '../../transport.ts';

/** Where and as whom to speak to FIT-Connect. */
export interface FitConnectAccess {
  /** Address of the token end point and base address of the Submission API, e.g. `https://…/submission-api/`. */
  readonly tokenUrl: URL;
  readonly apiUrl: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly options: RequestOptions;
  readonly idleMs: number;
  /** Waits until so many bytes of an attachment may be sent. */
  readonly pace?: Pace;
  /** Milliseconds on a clock that never goes back. */
  readonly elapsed: () => number;
}

/** The Submission API v2 as far as a sender uses it. Every call gives a failure of the closed list, never throws. */
export interface FitConnectApi {
  get(path: string, signal: AbortSignal): Promise<Result<unknown, Failure>>;
  /** Keys are public: no token is sent. */
  getPublic(url: URL, signal: AbortSignal): Promise<Result<unknown, Failure>>;
  send(
    method: 'POST' | 'PUT',
    path: string,
    content:
      | { readonly type: string; readonly body: string }
      | { readonly type: string; readonly file: { path: string; size: number } },
    signal: AbortSignal,
  ): Promise<Result<unknown, Failure>>;
}

const USER_AGENT = 'Einwurf/1.0';
const TOKEN_MARGIN_MS = 60_000;

const tokenSchema = z.looseObject({
  access_token: z.string().min(1),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.number().positive(),
});

const later = (reason: 'server-failed' | 'not-authorised'): Failure => ({
  kind: 'later',
  reason,
  scope: 'transport',
});

const parseBody = (body: string): unknown => {
  try {
    return body === '' ? null : JSON.parse(body);
  } catch {
    return undefined;
  }
};

const judge = ({ status, headers, body }: HttpAnswer): Result<unknown, Failure> => {
  if (status >= 200 && status < 300) {
    const content = parseBody(body);
    return content === undefined ? failed(later('server-failed')) : ok(content);
  }
  const retryAfter = headers['retry-after'];
  return failed(statusOutcome(status, typeof retryAfter === 'string' ? retryAfter : undefined));
};

/** Opens a connection; the access token is fetched when needed and again when refused or nearly expired. */
export const fitConnectApi = (access: FitConnectAccess): FitConnectApi => {
  let token: { readonly text: string; readonly until: number } | null = null;

  const ask = async (
    question: Omit<HttpQuestion, 'options' | 'idleMs'>,
  ): Promise<Result<HttpAnswer, Failure>> => {
    const { options, idleMs, pace } = access;
    const headers = { 'User-Agent': USER_AGENT, ...question.headers };
    const answer = await exchange({
      ...question,
      headers,
      options,
      idleMs,
      ...(pace === undefined ? {} : { pace }),
    });
    if (answer.ok) return answer;
    return failed({ kind: 'later', reason: answer.problem, scope: 'transport' });
  };

  const fetchToken = async (signal: AbortSignal): Promise<Result<string, Failure>> => {
    if (token !== null && access.elapsed() < token.until) return ok(token.text);
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: access.clientId,
      client_secret: access.clientSecret,
    });
    const answer = await ask({
      method: 'POST',
      url: access.tokenUrl,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
      signal,
    });
    if (!answer.ok) return answer;
    if (answer.value.status === 400) return failed(later('not-authorised'));
    const content = judge(answer.value);
    if (!content.ok) return content;
    const parsed = tokenSchema.safeParse(content.value);
    if (!parsed.success) return failed(later('server-failed'));
    const { access_token: text, expires_in: seconds } = parsed.data;
    token = { text, until: access.elapsed() + Math.max(0, seconds * 1000 - TOKEN_MARGIN_MS) };
    return ok(text);
  };

  const authorised = async (
    question: Omit<HttpQuestion, 'options' | 'idleMs'>,
  ): Promise<Result<unknown, Failure>> => {
    const bearer = await fetchToken(question.signal);
    if (!bearer.ok) return bearer;
    const headers = { ...question.headers, Authorization: `Bearer ${bearer.value}` };
    const answer = await ask({ ...question, headers });
    if (!answer.ok) return answer;
    if (answer.value.status === 401) token = null;
    return judge(answer.value);
  };

  return {
    get: (path, signal) => authorised({ method: 'GET', url: new URL(path, access.apiUrl), signal }),
    async getPublic(url, signal) {
      const answer = await ask({ method: 'GET', url, signal });
      return answer.ok ? judge(answer.value) : answer;
    },
    send: (method, path, content, signal) =>
      authorised({
        method,
        url: new URL(path, access.apiUrl),
        headers: { 'Content-Type': content.type },
        ...('body' in content ? { body: content.body } : { file: content.file }),
        signal,
      }),
  };
};
