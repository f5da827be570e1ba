import { createPublicKey, type KeyObject } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compactVerify, decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import { failed, ok, type Result } from '../electron/domain/result.ts';
import type { StatementProblem } from '../electron/envelope/statement.ts';

/** Finds the public key that FIT-Connect or an authority signs its events with, by its key id. */
export type EventKeyFor = (kid: string) => KeyObject | undefined;

/** A Security Event Token that proves something to the sender. */
export interface FitConnectReceipt {
  readonly level: 'R1' | 'R2';
  readonly meaning: string;
  readonly content: Readonly<Record<string, unknown>>;
}

const EVENTS = 'https://schema.fitko.de/fit-connect/events/';
const PROOFS: Readonly<Record<string, Pick<FitConnectReceipt, 'level' | 'meaning'>>> = {
  'submit-submission': { level: 'R1', meaning: 'received by the FIT-Connect delivery service' },
  'accept-submission': { level: 'R2', meaning: 'accepted by the authority over FIT-Connect' },
};

const eventKeySchema = z.looseObject({
  kty: z.literal('RSA'),
  alg: z.literal('PS512'),
  kid: z.string().min(1),
  n: z.string().min(683),
  e: z.string(),
});
const keyFileSchema = z.union([
  z.looseObject({ keys: z.array(z.unknown()) }).transform(({ keys }) => keys),
  z.unknown().transform((key) => [key]),
]);

/** The keys for events in the text of a JWK or a set of JWKs (as the service and the destinations publish them). */
export const parseEventKeys = (text: string): ReadonlyMap<string, KeyObject> => {
  const keys = new Map<string, KeyObject>();
  try {
    for (const one of keyFileSchema.parse(JSON.parse(text))) {
      const jwk = eventKeySchema.safeParse(one);
      if (!jwk.success) continue;
      const { kty, n, e, kid } = jwk.data;
      keys.set(kid, createPublicKey({ key: { kty, n, e }, format: 'jwk' }));
    }
  } catch {
    return new Map();
  }
  return keys;
};

const tagsSchema = z.looseObject({
  metadata: z.string(),
  data: z.string(),
  attachments: z.record(z.string(), z.string()),
});
const payloadSchema = z.looseObject({
  sub: z.string(),
  txn: z.string(),
  iat: z.number(),
  events: z.record(z.string(), z.looseObject({ authenticationTags: tagsSchema })),
});

const contentOf = (payload: Uint8Array): Result<FitConnectReceipt, StatementProblem> => {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return failed('unknown-content');
  }
  const parsed = payloadSchema.safeParse(json);
  if (!parsed.success) return failed('unknown-content');
  const [[name, event] = ['', undefined], ...more] = Object.entries(parsed.data.events);
  const proof = name.startsWith(EVENTS) ? PROOFS[name.slice(EVENTS.length)] : undefined;
  if (proof === undefined || event === undefined || more.length > 0)
    return failed('unknown-content');
  const { sub, txn, iat } = parsed.data;
  const at = new Date(iat * 1000).toISOString();
  return ok({ ...proof, content: { sub, txn, at, authenticationTags: event.authenticationTags } });
};

/**
 * Checks a Security Event Token as a receipt (RFC 8417; PS512, exactly one event, one that acknowledges all content).
 * `unknown-content` for every other kind of text.
 */
export const verifyFitConnectReceipt = async (
  jws: string,
  keyFor: EventKeyFor,
): Promise<Result<FitConnectReceipt, StatementProblem>> => {
  let header: { typ?: string; kid?: string };
  try {
    header = decodeProtectedHeader(jws);
  } catch {
    return failed('unreadable');
  }
  if (header.typ !== 'secevent+jwt') return failed('unknown-content');
  const key = header.kid === undefined ? undefined : keyFor(header.kid);
  if (key === undefined) return failed('unknown-signer');
  try {
    const { payload } = await compactVerify(jws, key, { algorithms: ['PS512'] });
    return contentOf(payload);
  } catch {
    return failed('bad-signature');
  }
};

const announcedSchema = z.object({
  event: z.literal('upload-url'),
  data: z.object({ key: z.literal('announced'), value: z.string().min(1) }),
});

/** The submission's last place at the service, as its journal has it; null where it has none. */
const announcedAs = async (folder: string): Promise<string | null> => {
  const text = await readFile(join(folder, 'journal.jsonl'), 'utf8').catch(() => '');
  const places = text.split('\n').flatMap((line) => {
    try {
      const noted = announcedSchema.safeParse(JSON.parse(line));
      if (!noted.success) return [];
      const { submissionId } = z
        .looseObject({ submissionId: z.string() })
        .parse(JSON.parse(noted.data.data.value));
      return [submissionId];
    } catch {
      return [];
    }
  });
  return places.at(-1) ?? null;
};

/**
 * Whether a verified token belongs to a submission in the kiosk's spool: its journal names the same submission, and the
 * tag of every sealed file that is still there is one that the token names.
 */
export const isOfSubmission = async (
  { content }: FitConnectReceipt,
  folder: string,
): Promise<boolean> => {
  const submissionId = await announcedAs(folder);
  if (submissionId === null || content['sub'] !== `submission:${submissionId}`) return false;
  const { metadata, data, attachments } = tagsSchema.parse(content['authenticationTags']);
  const named = new Set([metadata, data, ...Object.values(attachments)]);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jwe'));
  const tags = names.map(
    async (name) => (await readFile(join(folder, name), 'latin1')).split('.').at(-1) ?? '',
  );
  return (await Promise.all(tags)).every((tag) => named.has(tag));
};
