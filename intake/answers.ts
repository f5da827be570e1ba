import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server as TusServer } from '@tus/server';
import { isReferenceNumber } from '../electron/domain/reference-number.ts';
import { submissionIdSchema } from '../electron/envelope/part.ts';
import type { SubmissionStore } from './submission-store.ts';

/** What the routes need. */
export interface AnswerSettings {
  readonly tus: TusServer;
  readonly store: SubmissionStore;
}

/** Sends a short answer that nobody caches. */
export const send = (
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
): void => {
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' });
  response.end(body);
};

/** `GET /receipts/{jobId}`: the signed receipt, or 404 with the parts held so far. */
const answerReceipt = async (
  store: SubmissionStore,
  jobId: string,
  response: ServerResponse,
): Promise<void> => {
  if (!submissionIdSchema.safeParse(jobId).success) {
    send(response, 400, 'text/plain', 'not a submission id\n');
    return;
  }
  const receipt = await store.receipt(jobId);
  if (receipt !== null) send(response, 200, 'application/jose', receipt);
  else
    send(response, 404, 'application/json', JSON.stringify({ parts: await store.staged(jobId) }));
};

/** `GET /references/{number}`: how far the submission with this reference number has come; nothing personal. */
const answerReference = async (
  store: SubmissionStore,
  number: string,
  response: ServerResponse,
): Promise<void> => {
  if (isReferenceNumber(number)) {
    const standing = await store.standing(number);
    send(response, 200, 'application/json', JSON.stringify(standing));
  } else {
    send(response, 400, 'text/plain', 'not a reference number\n');
  }
};

/** Answers one request of a kiosk that was let in. */
export const answer = async (
  { tus, store }: AnswerSettings,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const path = request.url?.split('?')[0] ?? '';
  if (path === '/files' || path.startsWith('/files/')) return tus.handle(request, response);
  const [, folder, name = '', ...more] = path.split('/');
  if (request.method === 'GET' && more.length === 0) {
    if (folder === 'receipts') return answerReceipt(store, name, response);
    if (folder === 'references') return answerReference(store, name, response);
  }
  send(response, 404, 'text/plain', 'not found\n');
};
