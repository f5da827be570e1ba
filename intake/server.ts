import { AsyncLocalStorage } from 'node:async_hooks';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { FileStore } from '@tus/file-store';
import { Server as TusServer } from '@tus/server';
import { noCheckpoint, type Checkpoint } from '../electron/domain/checkpoint.ts';
import { isReferenceNumber } from '../electron/domain/reference-number.ts';
import { submissionIdSchema } from '../electron/envelope/part.ts';
import { parseSigningKey } from '../electron/envelope/signing-key.ts';
import type { IntakeConfig } from './intake-config.ts';
import { announcementReader, mayBegin, receive, type ReceptionSettings } from './reception.ts';
import { referenceStanding } from './reference-register.ts';
import { openSubmissionStore, type SubmissionStore } from './submission-store.ts';

/** A running intake. */
export interface Intake {
  /** The TCP port it listens on. */
  readonly port: number;
  /** Stops taking connections, lets running requests end, and closes. */
  stop(): Promise<void>;
}

export interface IntakeSurroundings {
  readonly now?: () => number;
  readonly checkpoint?: Checkpoint;
}

const STOP_PATIENCE_MS = 10_000;

/** The kiosk that the request under way comes from. */
const requestingKiosk = new AsyncLocalStorage<string>();

const kioskOf = (request: IncomingMessage): string => {
  const name = (request.socket as unknown as TLSSocket).getPeerCertificate().subject.CN;
  return (Array.isArray(name) ? name[0] : name) ?? '';
};

const tusServer = (config: IntakeConfig, reception: ReceptionSettings): TusServer =>
  new TusServer({
    path: '/files',
    relativeLocation: true,
    maxSize: config.maximumPartBytes,
    datastore: new FileStore({ directory: reception.store.uploadsFolder }),
    onUploadCreate: async (_request, upload) => {
      await mayBegin(reception, requestingKiosk.getStore() ?? '', upload.metadata);
      return {};
    },
    onUploadFinish: async (_request, upload) => {
      await receive(reception, requestingKiosk.getStore() ?? '', upload.metadata, upload.id);
      return {};
    },
  });

const send = (response: ServerResponse, status: number, type: string, body: string): void => {
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
  dataFolder: string,
  number: string,
  response: ServerResponse,
): Promise<void> => {
  if (isReferenceNumber(number)) {
    const standing = await referenceStanding(dataFolder, number);
    send(response, 200, 'application/json', JSON.stringify(standing));
  } else {
    send(response, 400, 'text/plain', 'not a reference number\n');
  }
};

const route = async (
  tus: TusServer,
  store: SubmissionStore,
  dataFolder: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const path = request.url?.split('?')[0] ?? '';
  if (path === '/files' || path.startsWith('/files/')) return tus.handle(request, response);
  const [, folder, name = '', ...more] = path.split('/');
  if (request.method === 'GET' && more.length === 0) {
    if (folder === 'receipts') return answerReceipt(store, name, response);
    if (folder === 'references') return answerReference(dataFolder, name, response);
  }
  send(response, 404, 'text/plain', 'not found\n');
};

const listen = (server: HttpsServer, { host, port }: IntakeConfig): Promise<number> =>
  new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, () => done((server.address() as AddressInfo).port));
  });

const close = (server: HttpsServer): Promise<void> =>
  new Promise((done) => {
    const patience = setTimeout(() => server.closeAllConnections(), STOP_PATIENCE_MS);
    server.close(() => {
      clearTimeout(patience);
      done();
    });
    server.closeIdleConnections();
  });

/**
 * Starts the intake: tus 1.0 below `/files`, receipts below `/receipts`, client certificates required
 * (TLS 1.2 or 1.3, curves of BSI TR-02102-2). One process per data folder.
 */
export const startIntake = async (
  config: IntakeConfig,
  { now = Date.now, checkpoint = noCheckpoint }: IntakeSurroundings = {},
): Promise<Intake> => {
  const receiptKey = parseSigningKey(await readFile(config.receiptKeyFile, 'utf8'));
  if (!receiptKey.ok)
    throw new Error(`${config.receiptKeyFile}: not a private ES256 key in JWK form`);
  const readAnnouncement = announcementReader(config.kiosksFolder);
  const store = await openSubmissionStore({
    folder: config.dataFolder,
    intakeId: config.intakeId,
    receiptKey: receiptKey.value,
    now,
    readAnnouncement,
    checkpoint,
  });
  await store.recover();
  const tus = tusServer(config, { store, readAnnouncement, checkpoint });
  const server = createServer(
    {
      cert: await readFile(config.tls.certFile),
      key: await readFile(config.tls.keyFile),
      ca: await readFile(config.tls.clientCaFile),
      requestCert: true,
      // Refused below with an answer: a connection that just breaks would look like a broken line to the kiosk.
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      ecdhCurve: 'P-256:P-384:P-521',
    },
    (request, response) => {
      if (!(request.socket as unknown as TLSSocket).authorized) {
        send(response, 403, 'text/plain', 'client certificate missing or not accepted\n');
        return;
      }
      requestingKiosk
        .run(kioskOf(request), () => route(tus, store, config.dataFolder, request, response))
        .catch(() => {
          if (response.headersSent) response.destroy();
          else
            send(response, 500, 'text/plain', 'the intake could not store it; try again later\n');
        });
    },
  );
  const port = await listen(server, config);
  return { port, stop: () => close(server) };
};
