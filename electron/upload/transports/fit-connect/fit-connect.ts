import type { X509Certificate } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { failed, ok, type Result } from '../../../domain/result.ts';
import type {
  Failure,
  Outcome,
  RefusalReason,
  Transport,
  UploadFile,
  UploadJob,
} from '../../transport.ts';
import { checkCertificateChain } from './certificate-chain.ts';
import { fitConnectApi, type FitConnectAccess, type FitConnectApi } from './api.ts';
import {
  verifySecurityEvent,
  type AuthenticationTags,
  type SecurityEvent,
} from './security-event.ts';

export interface FitConnectSettings extends FitConnectAccess {
  readonly destinationId: string;
  /** LeiKa key of the public service, `urn:de:fim:leika:leistung:…`, and its name. */
  readonly publicService: { readonly identifier: string; readonly name: string };
  /** How often to look for the authority's answer, in milliseconds. */
  readonly lookAgainMs: number;
  /** Authorities that the chain of the destination's key must lead to; it is not looked at where missing. */
  readonly authorities?: readonly X509Certificate[];
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
}

const METADATA = 'fit-connect-metadata.jwe';
const DATA = 'fit-connect-data.jwe';
const ROUTING = 'fit-connect-routing.json';
const MINIMUM_MODULUS_CHARACTERS = 683;
const EVENTS_PER_PAGE = 100;

const routingSchema = z.object({
  version: z.literal(1),
  recipientKid: z.string().min(1),
  attachments: z.record(z.string(), z.uuidv4()),
});
type Routing = z.infer<typeof routingSchema>;

const destinationSchema = z.looseObject({ status: z.string(), encryptionKid: z.string() });
const recipientKeySchema = z.looseObject({
  kty: z.literal('RSA'),
  alg: z.literal('RSA-OAEP-256'),
  kid: z.string(),
  key_ops: z.array(z.string()).refine((operations) => operations.includes('wrapKey')),
  n: z.string().min(MINIMUM_MODULUS_CHARACTERS),
  e: z.literal('AQAB'),
  x5c: z.array(z.string()).optional(),
});
const announcedSchema = z.looseObject({ submissionId: z.uuid(), caseId: z.uuid() });
const eventLogSchema = z.looseObject({ totalCount: z.number(), eventLog: z.array(z.string()) });
const keySetSchema = z.looseObject({ keys: z.array(z.looseObject({ kid: z.string() })) });
type Announced = z.infer<typeof announcedSchema>;

const refused = (reason: RefusalReason): Failure => ({ kind: 'refused', status: 422, reason });
const later = (
  reason: Extract<Failure, { kind: 'later' }>['reason'],
  scope: 'entry' | 'transport',
  retryAfterMs = 0,
): Failure => ({ kind: 'later', reason, scope, retryAfterMs });

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** A 4xx about this submission's place at the service, rather than about its content. */
const isGone = (failure: Failure): boolean =>
  failure.kind === 'refused' && (failure.status === 404 || failure.status === 410);

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

/** One job with everything the steps below need. */
interface Work {
  readonly api: FitConnectApi;
  readonly settings: FitConnectSettings;
  readonly job: UploadJob;
  readonly routing: Routing;
  readonly file: (name: string) => UploadFile;
  readonly signal: AbortSignal;
}

const startWork = async (
  api: FitConnectApi,
  settings: FitConnectSettings,
  job: UploadJob,
  signal: AbortSignal,
): Promise<Result<Work, Failure>> => {
  const files = new Map(job.files.map((file) => [file.name, file]));
  const routingFile = files.get(ROUTING);
  if (routingFile === undefined || !files.has(METADATA) || !files.has(DATA))
    return failed(refused('parts-missing'));
  const routing = routingSchema.safeParse(parseJson(await readFile(routingFile.path, 'utf8')));
  if (!routing.success || Object.keys(routing.data.attachments).some((name) => !files.has(name)))
    return failed(refused('parts-missing'));
  const file = (name: string): UploadFile => {
    const found = files.get(name);
    if (found === undefined) throw new Error(`part ${name} was checked and is not there`);
    return found;
  };
  return ok({ api, settings, job, routing: routing.data, file, signal });
};

/** The destination must be active, and the key everything is sealed to must still be its current, suitable one. */
const checkDestination = async ({
  api,
  settings,
  routing,
  signal,
}: Work): Promise<Failure | null> => {
  const path = `v2/destinations/${settings.destinationId}`;
  const answer = await api.get(path, signal);
  if (!answer.ok) return answer.problem;
  const destination = destinationSchema.safeParse(answer.value);
  if (!destination.success) return later('server-failed', 'transport');
  if (destination.data.status !== 'active') return later('server-busy', 'transport');
  if (destination.data.encryptionKid !== routing.recipientKid)
    return refused('recipient-key-replaced');
  const key = await api.get(`${path}/keys/${routing.recipientKid}`, signal);
  if (!key.ok) return key.problem;
  const suitable = recipientKeySchema.safeParse(key.value);
  if (!suitable.success || suitable.data.kid !== routing.recipientKid)
    return refused('recipient-key-unsuitable');
  const { authorities, now } = settings;
  return authorities === undefined ||
    checkCertificateChain(suitable.data, authorities, now()) === null
    ? null
    : refused('recipient-key-unsuitable');
};

const announce = async (work: Work): Promise<Result<Announced, Failure>> => {
  const { api, settings, job, routing, signal } = work;
  const problem = await checkDestination(work);
  if (problem !== null) return failed(problem);
  const body = JSON.stringify({
    destinationId: settings.destinationId,
    announcedAttachments: Object.values(routing.attachments),
    publicService: settings.publicService,
  });
  const answer = await api.send(
    'POST',
    'v2/submissions',
    { type: 'application/json', body },
    signal,
  );
  if (!answer.ok) return answer;
  const announced = announcedSchema.safeParse(answer.value);
  if (!announced.success) return failed(later('server-failed', 'transport'));
  await job.remember('announced', JSON.stringify(announced.data));
  return ok(announced.data);
};

const uploadAttachments = async (
  work: Work,
  { submissionId }: Announced,
): Promise<Failure | null> => {
  const { api, job, routing, file, signal } = work;
  for (const [name, id] of Object.entries(routing.attachments)) {
    const key = `attachment ${submissionId} ${id}`;
    if (job.recall(key) === 'there') continue;
    const content = { type: 'application/jose', file: file(name) };
    const path = `v2/submissions/${submissionId}/attachments/${id}`;
    const answer = await api.send('PUT', path, content, signal);
    if (!answer.ok) return answer.problem;
    await job.remember(key, 'there');
  }
  return null;
};

const submit = async (work: Work, { submissionId }: Announced): Promise<Failure | null> => {
  const { api, job, file, signal } = work;
  const body = JSON.stringify({
    encryptedMetadata: await readFile(file(METADATA).path, 'latin1'),
    encryptedData: await readFile(file(DATA).path, 'latin1'),
  });
  const path = `v2/submissions/${submissionId}`;
  const answer = await api.send('PUT', path, { type: 'application/json', body }, signal);
  if (!answer.ok) return answer.problem;
  await job.remember(`submitted ${submissionId}`, 'yes');
  return null;
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
const readEvents = async (
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

/** Under this key a job remembers when the service signed that it has everything (R1); empty: not any more. */
const RECEIVED = 'received';

const isReceived = (job: UploadJob): boolean => (job.recall(RECEIVED) ?? '') !== '';

/** Forgets the place at the service, so that the next attempt announces the same stored files again. */
const forget = async (job: UploadJob): Promise<void> => {
  await job.remember('announced', '');
  if (isReceived(job)) await job.remember(RECEIVED, '');
};

const look = async (work: Work, announced: Announced): Promise<Outcome> => {
  const events = await readEvents(work, announced);
  if (!events.ok) return events.problem;
  const last = (name: string) => events.value.filter(({ event }) => event.name === name).at(-1);
  const accepted = last('accept-submission');
  if (accepted?.event.by === 'destination') return { kind: 'delivered', receipt: accepted.jws };
  const rejected = last('reject-submission') ?? last('delete-submission');
  if (rejected !== undefined) {
    await forget(work.job);
    // The service rejects by itself what nobody fetched: announced again. The authority's own no needs a person.
    return rejected.event.by === 'service'
      ? later('server-busy', 'entry')
      : refused('rejected-by-authority');
  }
  const submitted = last('submit-submission');
  if (submitted === undefined) return later('receipt-missing', 'entry');
  if (!isReceived(work.job))
    await work.job.remember(RECEIVED, new Date(submitted.event.issuedAt * 1000).toISOString());
  return later('awaiting-acceptance', 'entry', work.settings.lookAgainMs);
};

const recallAnnounced = (job: UploadJob): Announced | null => {
  const parsed = announcedSchema.safeParse(parseJson(job.recall('announced') ?? ''));
  return parsed.success ? parsed.data : null;
};

/** Whether the service has all of a submission; then it is only asked after. */
export const isSubmitted = (job: UploadJob): boolean => {
  const announced = recallAnnounced(job);
  return announced !== null && job.recall(`submitted ${announced.submissionId}`) === 'yes';
};

const sendAll = async (work: Work, announced: Announced): Promise<Failure | null> => {
  if (work.job.recall(`submitted ${announced.submissionId}`) === 'yes') return null;
  return (await uploadAttachments(work, announced)) ?? (await submit(work, announced));
};

/** The reply to an earlier attempt may have been lost: the event log says whether everything is there after all. */
const wasSubmitted = async (work: Work, announced: Announced): Promise<boolean> => {
  const events = await readEvents(work, announced);
  if (!events.ok || !events.value.some(({ event }) => event.name === 'submit-submission'))
    return false;
  await work.job.remember(`submitted ${announced.submissionId}`, 'yes');
  return true;
};

const deliver = async (work: Work): Promise<Outcome> => {
  const known = recallAnnounced(work.job);
  const announced = known === null ? await announce(work) : ok(known);
  if (!announced.ok) return announced.problem;
  const failure = await sendAll(work, announced.value);
  const outcome =
    failure === null || (failure.kind === 'refused' && (await wasSubmitted(work, announced.value)))
      ? await look(work, announced.value)
      : failure;
  if (outcome.kind === 'delivered' || known === null || !isGone(outcome)) return outcome;
  // An incomplete submission is deleted after a day: begin anew with the same stored files.
  await forget(work.job);
  return later('server-busy', 'entry');
};

/**
 * Transport to an authority over FIT-Connect, Submission API v2 (derived from public texts). The stored JWE files are
 * sent as they are. `delivered` only when the destination's signed `accept-submission` was verified against every one
 * of our authentication tags; until then the submission stays in the spool and can be announced again.
 */
export const fitConnectTransport = (settings: FitConnectSettings): Transport => {
  const api = fitConnectApi(settings);
  return {
    async deliver(job, signal) {
      const work = await startWork(api, settings, job, signal);
      return work.ok ? deliver(work.value) : work.problem;
    },
    close: () => undefined,
  };
};
