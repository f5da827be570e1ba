import { open } from 'node:fs/promises';
import { z } from 'zod';
import { failed, ok, type Result } from '../../../domain/result.ts';
import type { Failure, UploadFile } from '../../transport.ts';
import {
  verifySecurityEvent,
  type AuthenticationTags,
  type SecurityEvent,
} from './security-event.ts';
import { DATA, later, METADATA, type Announced, type Work } from './work.ts';

const EVENTS_PER_PAGE = 100;

const eventLogSchema = z.looseObject({ totalCount: z.number(), eventLog: z.array(z.string()) });
const keySetSchema = z.looseObject({ keys: z.array(z.looseObject({ kid: z.string() })) });

const TAG_TAIL_BYTES = 64;

/** The authentication tag of a stored JWE: its last segment, read from the end of the file. */
const tagOf = async ({ path, size }: UploadFile): Promise<string> => {
  const handle = await open(path, 'r');
  try {
    const tail = Buffer.alloc(Math.min(TAG_TAIL_BYTES, size));
    await handle.read(tail, 0, tail.length, size - tail.length);
    return tail.toString('latin1').split('.').at(-1) ?? '';
  } finally {
    await handle.close();
  }
};

const tagsOf = async ({ routing, file }: Work): Promise<AuthenticationTags> => {
  const attachments: Record<string, string> = {};
  for (const [name, id] of Object.entries(routing.attachments))
    attachments[id] = await tagOf(file(name));
  return { metadata: await tagOf(file(METADATA)), data: await tagOf(file(DATA)), attachments };
};

/** Where an issuer's public keys are: the service's key set, or the destination's own key. */
const issuerKey =
  ({ api, settings, signal }: Work) =>
  async (issuer: string, kid: string): Promise<unknown> => {
    if (issuer === settings.destinationId) {
      const key = await api.get(
        `v2/destinations/${issuer}/keys/${encodeURIComponent(kid)}`,
        signal,
      );
      return key.ok ? key.value : null;
    }
    const answer = await api.getPublic(new URL('.well-known/jwks.json', settings.apiUrl), signal);
    const keys = keySetSchema.safeParse(answer.ok ? answer.value : null);
    return keys.success ? (keys.data.keys.find((key) => key.kid === kid) ?? null) : null;
  };

/** What the event log says: believed events with their tokens, oldest first. Tokens not believed are left out. */
export const readEvents = async (
  work: Work,
  announced: Announced,
): Promise<Result<readonly { event: SecurityEvent; jws: string }[], Failure>> => {
  const { api, settings, signal } = work;
  const ours = {
    ...announced,
    tags: await tagsOf(work),
    serviceIssuer: settings.apiUrl.href.replace(/\/$/, ''),
    destinationId: settings.destinationId,
  };
  const believed: { event: SecurityEvent; jws: string }[] = [];
  const seen = new Set<string>();
  for (let offset = 0, total = 1; offset < total; offset += EVENTS_PER_PAGE) {
    const path = `v2/cases/${announced.caseId}/events?offset=${offset}&limit=${EVENTS_PER_PAGE}`;
    const answer = await api.get(path, signal);
    if (!answer.ok) return answer;
    const log = eventLogSchema.safeParse(answer.value);
    if (!log.success) return failed(later('server-failed', 'entry'));
    total = log.data.totalCount;
    for (const jws of log.data.eventLog) {
      const event = await verifySecurityEvent(jws, ours, issuerKey(work), seen);
      if (!event.ok) continue;
      seen.add(event.value.jti);
      believed.push({ event: event.value, jws });
    }
  }
  return ok(believed);
};
