import { createPublicKey } from 'node:crypto';
import { compactVerify, decodeJwt, decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import { failed, ok, type Result } from '../../../domain/result.ts';

/** Why a Security Event Token is not believed. */
export type SecurityEventProblem =
  | 'unreadable'
  | 'wrong-type'
  | 'wrong-algorithm'
  | 'unknown-issuer'
  | 'unknown-key'
  | 'unsuitable-key'
  | 'bad-signature'
  | 'not-exactly-one-event'
  | 'other-submission'
  | 'replayed'
  | 'other-content';

/** The last segments (authentication tags) of our JWE files, as FIT-Connect repeats them in its events. */
export interface AuthenticationTags {
  readonly metadata: string;
  readonly data: string;
  readonly attachments: Readonly<Record<string, string>>;
}

/** What the token must be about. */
export interface OurSubmission {
  readonly submissionId: string;
  readonly caseId: string;
  readonly tags: AuthenticationTags;
  /** Base address of the Submission API (issuer of the delivery service) and the destination's id. */
  readonly serviceIssuer: string;
  readonly destinationId: string;
}

/** A believed event. `by` is the delivery service itself or the destination (the authority). */
export interface SecurityEvent {
  readonly name: string;
  readonly by: 'service' | 'destination';
  readonly jti: string;
  readonly issuedAt: number;
  readonly problemTypes: readonly string[];
}

/** Finds the public key (JWK) that an issuer signs with. */
export type IssuerKey = (issuer: string, kid: string) => Promise<unknown>;

const EVENTS = 'https://schema.fitko.de/fit-connect/events/';
const MINIMUM_MODULUS_CHARACTERS = 683;

const tagsSchema = z.looseObject({
  metadata: z.string().optional(),
  data: z.string().optional(),
  attachments: z.record(z.string(), z.string()).optional(),
});
const payloadSchema = z.looseObject({
  jti: z.string().min(1),
  iss: z.string().min(1),
  iat: z.number(),
  sub: z.string(),
  txn: z.string(),
  events: z.record(
    z.string(),
    z.looseObject({
      authenticationTags: tagsSchema.optional(),
      problems: z.array(z.looseObject({ type: z.string() })).optional(),
    }),
  ),
});
type Payload = z.infer<typeof payloadSchema>;

const keySchema = z.looseObject({
  kty: z.literal('RSA'),
  alg: z.literal('PS512'),
  kid: z.string(),
  key_ops: z.array(z.string()).refine((operations) => operations.includes('verify')),
  n: z.string().min(MINIMUM_MODULUS_CHARACTERS),
  e: z.string(),
});

const parsePayload = (jws: string): Payload | null => {
  try {
    const parsed = payloadSchema.safeParse(decodeJwt(jws));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
};

const parseHeader = (jws: string): { typ?: string; alg?: string; kid?: string } | null => {
  try {
    return decodeProtectedHeader(jws);
  } catch {
    return null;
  }
};

const verifySignature = async (
  jws: string,
  jwk: unknown,
  kid: string,
): Promise<SecurityEventProblem | null> => {
  const key = keySchema.safeParse(jwk);
  if (!key.success || key.data.kid !== kid) return 'unsuitable-key';
  const { kty, n, e } = key.data;
  try {
    const publicKey = createPublicKey({ key: { kty, n, e }, format: 'jwk' });
    await compactVerify(jws, publicKey, { algorithms: ['PS512'] });
    return null;
  } catch {
    return 'bad-signature';
  }
};

/** Every tag the event names must be ours; an event that acknowledges content must name all of them. */
const sameContent = (
  named: z.infer<typeof tagsSchema> | undefined,
  ours: AuthenticationTags,
  mustBeComplete: boolean,
): boolean => {
  if (named === undefined) return !mustBeComplete;
  const theirs = Object.entries(named.attachments ?? {});
  const complete =
    named.metadata !== undefined &&
    named.data !== undefined &&
    theirs.length === Object.keys(ours.attachments).length;
  return (
    (complete || !mustBeComplete) &&
    (named.metadata ?? ours.metadata) === ours.metadata &&
    (named.data ?? ours.data) === ours.data &&
    theirs.every(([id, tag]) => ours.attachments[id] === tag)
  );
};

/** Events that acknowledge the content and so must carry every authentication tag. */
const ACKNOWLEDGING = ['submit-submission', 'accept-submission'];

/**
 * Verifies a Security Event Token of FIT-Connect (RFC 8417): type, algorithm PS512, issuer, key, signature, exactly one
 * event, our submission and case, a fresh `jti`, and every authentication tag equal to ours.
 * @param seen ids of events of this submission that were believed before
 */
export const verifySecurityEvent = async (
  jws: string,
  ours: OurSubmission,
  issuerKey: IssuerKey,
  seen: ReadonlySet<string>,
): Promise<Result<SecurityEvent, SecurityEventProblem>> => {
  const header = parseHeader(jws);
  if (header === null) return failed('unreadable');
  if (header.typ !== 'secevent+jwt') return failed('wrong-type');
  if (header.alg !== 'PS512') return failed('wrong-algorithm');
  const payload = parsePayload(jws);
  if (payload === null || header.kid === undefined) return failed('unreadable');
  const byService = payload.iss === ours.serviceIssuer;
  if (!byService && payload.iss !== ours.destinationId) return failed('unknown-issuer');
  const jwk = await issuerKey(payload.iss, header.kid);
  if (jwk === null || jwk === undefined) return failed('unknown-key');
  const signature = await verifySignature(jws, jwk, header.kid);
  if (signature !== null) return failed(signature);
  const [entry, ...more] = Object.entries(payload.events);
  if (entry === undefined || more.length > 0 || !entry[0].startsWith(EVENTS))
    return failed('not-exactly-one-event');
  if (payload.sub !== `submission:${ours.submissionId}` || payload.txn !== `case:${ours.caseId}`)
    return failed('other-submission');
  if (seen.has(payload.jti)) return failed('replayed');
  const name = entry[0].slice(EVENTS.length);
  if (!sameContent(entry[1].authenticationTags, ours.tags, ACKNOWLEDGING.includes(name)))
    return failed('other-content');
  return ok({
    name,
    by: byService ? 'service' : 'destination',
    jti: payload.jti,
    issuedAt: payload.iat,
    problemTypes: (entry[1].problems ?? []).map(({ type }) => type),
  });
};
