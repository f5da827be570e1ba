import type { Failure, LaterReason } from './transport.ts';

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNKNOWN_CA|ERR_TLS|ERR_SSL|EPROTO/;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** What a failed connection means; TLS refusals are told apart because site IT must act on them. */
export const connectionProblem = (error: unknown): LaterReason => {
  const code = codeOf(error);
  if (CERTIFICATE.test(code)) return 'certificate-refused';
  return code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT' ? 'timeout' : 'unreachable';
};

/** An attempt that failed before any answer. */
export const connectionOutcome = (error: unknown): Failure => ({
  kind: 'later',
  reason: connectionProblem(error),
  scope: 'transport',
});

/** `Retry-After` in milliseconds (RFC 9110 section 10.2.3; seconds form), 0 where absent or unreadable. */
const retryAfterMs = (header: string | undefined): number => {
  const seconds = Number(header);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
};

/**
 * What an HTTP status other than success means for the submission: come back later, or a person must look.
 * @param retryAfter the `Retry-After` header
 */
export const statusOutcome = (status: number, retryAfter?: string): Failure => {
  const later = (reason: LaterReason, scope: 'entry' | 'transport'): Failure => ({
    kind: 'later',
    reason,
    scope,
    retryAfterMs: retryAfterMs(retryAfter),
  });
  if (status === 401 || status === 403 || status === 407)
    return later('not-authorised', 'transport');
  if ([408, 413, 423, 425, 429].includes(status)) return later('server-busy', 'entry');
  if (status >= 400 && status < 500) return { kind: 'refused', status };
  return later(
    'server-failed',
    status === 502 || status === 503 || status === 504 ? 'transport' : 'entry',
  );
};
