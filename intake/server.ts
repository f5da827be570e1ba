import { AsyncLocalStorage } from 'node:async_hooks';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { createServer, type Server as HttpsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { ERRORS, Server as TusServer } from '@tus/server';
import { noCheckpoint, type Checkpoint } from '../electron/domain/checkpoint.ts';
import { tlsPolicy } from '../electron/domain/tls-policy.ts';
import { parseSigningKey, type SigningKey } from '../electron/envelope/signing-key.ts';
import { answer, send, type AnswerSettings } from './answers.ts';
import { newCounters, type Counters } from './counters.ts';
import type { IntakeConfig } from './intake-config.ts';
import { isRegistered } from './kiosk-register.ts';
import { startMonitoring } from './monitoring.ts';
import { openStore } from './open-store.ts';
import { announcementReader, mayBegin, receive, type ReceptionSettings } from './reception.ts';
import { Refusal } from './refusal.ts';
import type { SubmissionStore } from './submission-store.ts';
import { endingOrOver, validityOf, type Validity } from './validity.ts';

/** A running intake. */
export interface Intake {
  /** The TCP port it listens on. */
  readonly port: number;
  /** The port of health and metrics; null where none is configured. */
  readonly monitoringPort: number | null;
  /** Reads certificates and the revocation list again; a connection that exists ends with its next answer. */
  reload(): Promise<void>;
  /** Which of these run out soon or have run out, and when. */
  runsOut(): readonly Validity[];
  /** Stops taking connections, lets running requests end, and closes. */
  stop(): Promise<void>;
}

export interface IntakeSurroundings {
  readonly now?: () => number;
  readonly checkpoint?: Checkpoint;
  /** Where credentials are that the configuration does not name a file for. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

const STOP_PATIENCE_MS = 10_000;
const TIDY_EVERY_MS = 6 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

/** The kiosk that the request under way comes from. */
const requestingKiosk = new AsyncLocalStorage<string>();

const kioskOf = (request: IncomingMessage): string => {
  const name = (request.socket as unknown as TLSSocket).getPeerCertificate().subject.CN;
  return (Array.isArray(name) ? name[0] : name) ?? '';
};

/** What the answer to a failed upload says: refusals as they are, everything else is not the kiosk's fault. */
const answerTo = (
  error: Error | { status_code: number; body: string },
  failureStatus: number,
): { status_code: number; body: string } => {
  if (!('status_code' in error))
    return { status_code: failureStatus, body: 'it could not be stored\n' };
  // Another connection of this kiosk took the upload over, or the lock was in doubt: asked again, it goes on.
  const isCutShort = error === ERRORS.ABORTED || error === ERRORS.ERR_LOCK_TIMEOUT;
  return isCutShort ? { status_code: 423, body: error.body } : error;
};

const tusServer = (
  config: IntakeConfig,
  reception: ReceptionSettings,
  counters: Counters,
): TusServer => {
  const { store } = reception;
  const { datastore, naming, locker } = store.uploads;
  return new TusServer({
    path: '/files',
    relativeLocation: true,
    maxSize: config.maximumPartBytes,
    datastore,
    ...naming,
    ...(locker === undefined ? {} : { locker }),
    onUploadCreate: async (_request, upload) => {
      if (!(await store.hasRoom())) throw new Refusal(507, 'the disk of the intake is nearly full');
      await mayBegin(reception, requestingKiosk.getStore() ?? '', upload.metadata);
      return {};
    },
    onUploadFinish: async (_request, upload) => {
      await receive(reception, requestingKiosk.getStore() ?? '', upload.metadata, upload.id);
      counters.parts += 1;
      counters.bytes += upload.size ?? 0;
      return {};
    },
    onResponseError: (_request, error) => {
      const said = answerTo(error, store.failureStatus);
      counters.refusals.set(said.status_code, (counters.refusals.get(said.status_code) ?? 0) + 1);
      return said;
    },
  });
};

/** Connections that were let in by certificates and lists read before the last reload. */
type Outdated = WeakSet<object>;

/** Lets in who shows a certificate of the authority and is in the register; everything else is answered 403. */
const listener =
  (
    config: IntakeConfig,
    settings: AnswerSettings,
    counters: Counters,
    outdated: Outdated,
  ): RequestListener =>
  (request, response) => {
    // The next connection shows its certificate to the new list.
    if (outdated.has(request.socket)) response.setHeader('Connection', 'close');
    const serve = async (): Promise<void> => {
      const authorized = (request.socket as unknown as TLSSocket).authorized;
      const kiosk = authorized ? kioskOf(request) : '';
      if (!authorized || !(await isRegistered(config.kiosksFolder, kiosk))) {
        counters.refusals.set(403, (counters.refusals.get(403) ?? 0) + 1);
        send(response, 403, 'text/plain', 'no certificate of a kiosk registered here\n');
        return;
      }
      await requestingKiosk.run(kiosk, () => answer(settings, request, response));
    };
    serve().catch(() => {
      counters.failures += 1;
      if (response.headersSent) response.destroy();
      else
        send(
          response,
          settings.store.failureStatus,
          'text/plain',
          'the intake could not store it; try again later\n',
        );
    });
  };

interface Credentials {
  readonly options: ServerOptions;
  readonly validity: readonly Validity[];
}

const readCredentials = async ({ tls }: IntakeConfig): Promise<Credentials> => {
  const shown = {
    cert: await readFile(tls.certFile, 'utf8'),
    ca: await readFile(tls.clientCaFile, 'utf8'),
    ...(tls.revocationListFile === undefined
      ? {}
      : { crl: await readFile(tls.revocationListFile, 'utf8') }),
  };
  return {
    options: {
      ...shown,
      key: await readFile(tls.keyFile),
      requestCert: true,
      // Refused with an answer instead: a connection that just breaks would look like a broken line to the kiosk.
      rejectUnauthorized: false,
      ...tlsPolicy,
      honorCipherOrder: true,
    },
    validity: validityOf(shown),
  };
};

const listen = (server: HttpsServer, { host, port }: IntakeConfig): Promise<number> =>
  new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, () => done((server.address() as AddressInfo).port));
  });

/** Every connection of a server, so that a peer that vanished without a word cannot hold up its end. */
const socketsOn = (
  server: HttpsServer | Server,
  event: 'connection' | 'secureConnection',
): ReadonlySet<Socket> => {
  const sockets = new Set<Socket>();
  server.on(event, (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
};

const close = (server: HttpsServer | Server, sockets: ReadonlySet<Socket>): Promise<void> =>
  new Promise((done) => {
    const patience = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, STOP_PATIENCE_MS);
    server.close(() => {
      clearTimeout(patience);
      done();
    });
    server.closeIdleConnections();
  });

const readReceiptKey = async (file: string): Promise<SigningKey> => {
  const key = parseSigningKey(await readFile(file, 'utf8'));
  if (!key.ok) throw new Error(`${file}: not a private ES256 key in JWK form`);
  return key.value;
};

/** Makes up for cuts and clears away what was abandoned, now and again. */
const tidyRegularly = (
  config: IntakeConfig,
  store: SubmissionStore,
  now: () => number,
): NodeJS.Timeout => {
  const tidy = (): void => {
    void store.tidy(now() - config.keepUnfinishedDays * DAY_MS).catch(() => undefined);
  };
  tidy();
  return setInterval(tidy, TIDY_EVERY_MS).unref();
};

const openReception = async (
  config: IntakeConfig,
  counters: Counters,
  { now = Date.now, checkpoint = noCheckpoint, environment = {} }: IntakeSurroundings,
): Promise<ReceptionSettings> => {
  const readAnnouncement = announcementReader(config.kiosksFolder);
  const store = await openStore(
    config,
    {
      intakeId: config.intakeId,
      receiptKey: await readReceiptKey(config.receiptKeyFile),
      now,
      readAnnouncement,
      checkpoint,
      onComplete: () => (counters.submissions += 1),
    },
    environment,
  );
  return { store, readAnnouncement, checkpoint };
};

/**
 * Starts the intake: tus 1.0 below `/files`, receipts below `/receipts`, standing below `/references`, client
 * certificates required (TLS 1.2 or 1.3, curves of BSI TR-02102-2). One process per data folder; several may share an
 * object store.
 */
export const startIntake = async (
  config: IntakeConfig,
  surroundings: IntakeSurroundings = {},
): Promise<Intake> => {
  const now = surroundings.now ?? Date.now;
  const counters = newCounters();
  const reception = await openReception(config, counters, surroundings);
  const { store } = reception;
  const settings: AnswerSettings = { tus: tusServer(config, reception, counters), store };
  const outdated: Outdated = new WeakSet();
  let credentials = await readCredentials(config);
  const validity = (): readonly Validity[] => credentials.validity;
  const server = createServer(credentials.options, listener(config, settings, counters, outdated));
  const secured = socketsOn(server, 'secureConnection');
  const sockets = socketsOn(server, 'connection');
  const port = await listen(server, config);
  const { monitoring, dataFolder } = config;
  const monitor =
    monitoring === undefined
      ? null
      : await startMonitoring(monitoring, { store, dataFolder, counters, validity, now });
  const monitorSockets =
    monitor === null ? new Set<Socket>() : socketsOn(monitor.server, 'connection');
  const tidying = tidyRegularly(config, store, now);
  return {
    port,
    monitoringPort: monitor?.port ?? null,
    async reload() {
      credentials = await readCredentials(config);
      server.setSecureContext(credentials.options);
      for (const socket of secured) outdated.add(socket);
      server.closeIdleConnections();
    },
    runsOut: () => endingOrOver(validity(), now()),
    async stop() {
      clearInterval(tidying);
      await close(server, sockets);
      if (monitor !== null) await close(monitor.server, monitorSockets);
      await store.close();
    },
  };
};
