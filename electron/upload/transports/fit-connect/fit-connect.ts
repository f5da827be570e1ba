import { readFile } from 'node:fs/promises';
import { failed, ok, type Result } from '../../../domain/result.ts';
import type { Failure, Outcome, Transport, UploadFile, UploadJob } from '../../transport.ts';
import { fitConnectApi, type FitConnectApi } from './api.ts';
import { checkDestination } from './destination.ts';
import { readEvents } from './event-log.ts';
import type { SecurityEvent } from './security-event.ts';
import {
  announcedSchema,
  DATA,
  later,
  METADATA,
  refused,
  ROUTING,
  routingSchema,
  type Announced,
  type FitConnectSettings,
  type Work,
} from './work.ts';

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

/** Under this key a job remembers when the service signed that it has everything (R1); empty: not any more. */
const RECEIVED = 'received';

const isReceived = (job: UploadJob): boolean => (job.recall(RECEIVED) ?? '') !== '';

/** Forgets the place at the service, so that the next attempt announces the same stored files again. */
const forget = async (job: UploadJob): Promise<void> => {
  await job.remember('announced', '');
  if (isReceived(job)) await job.remember(RECEIVED, '');
};

const PROBLEM_WORD = /^[A-Za-z0-9-]{1,60}$/;

/** What the authority found wrong, as the last words of its problem types; its free texts could name a person. */
const problemWords = ({ problemTypes }: SecurityEvent): readonly string[] =>
  problemTypes
    .map((type) => type.split('/').at(-1) ?? '')
    .filter((word) => PROBLEM_WORD.test(word));

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
      : refused('rejected-by-authority', problemWords(rejected.event));
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
