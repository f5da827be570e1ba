import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { capabilitiesXml, statusXml, usualDevice, type SimulatedDevice } from './documents.ts';

/** One thing that lies in the feeder or happens there. */
export type FeedStep =
  | { readonly page: Uint8Array; readonly grey?: Uint8Array; readonly type: string }
  /** The feeder reports this state (after ScannerAdf…) and gives no more until the next job. */
  | { readonly adf: string }
  | { readonly brokenOff: Uint8Array }
  | { readonly cutConnection: true }
  | { readonly silent: true };

/** How a device deviates from the plain protocol. */
export interface Deviations {
  readonly location: 'absolute' | 'relative' | 'wrong-host' | 'trailing-slash';
  /** How the end of the documents is said. */
  readonly endStatus: 404 | 409 | 410;
  /** How a fault is said. */
  readonly faultStatus: 404 | 409 | 500 | 503;
  /** So many times 503 for a new job: in use by another. */
  readonly busyJobs: number;
  /** So many times 503 before each page: still warming up. */
  readonly warmingUp: number;
  readonly tellsFeeder: boolean;
  readonly jobStatus: 200 | 201;
  readonly noContentLength: boolean;
  readonly wrongLabel: boolean;
  readonly refusesJob: boolean;
  /** So many times 404 before each page but the first, although more are coming. */
  readonly earlyEnds: number;
  /** New jobs are refused with 409 while another one runs. */
  readonly busyStatus: 503 | 409;
  /** How ScannerStatus words the feeder's state. */
  readonly feederPrefix: 'ScannerAdf' | 'ScannedAdf';
  /** So many requests are cut off unanswered: switched off, or the cable is out. */
  readonly cutRequests: number;
  /** How long a page takes, ms: no scanner hands out paper faster than it moves. */
  readonly pageMs: number;
}

const plain: Deviations = {
  location: 'absolute',
  endStatus: 404,
  faultStatus: 409,
  busyJobs: 0,
  warmingUp: 0,
  tellsFeeder: true,
  jobStatus: 201,
  noContentLength: false,
  wrongLabel: false,
  refusesJob: false,
  earlyEnds: 0,
  busyStatus: 503,
  feederPrefix: 'ScannerAdf',
  cutRequests: 0,
  pageMs: 0,
};

/** A simulated eSCL scanner on 127.0.0.1. */
export interface EsclSimulator {
  readonly url: string;
  readonly port: number;
  /** Every job's ScanSettings, and what was requested, in order. */
  readonly jobs: readonly string[];
  readonly requests: readonly string[];
  /** Every request's Host header. */
  readonly hosts: readonly string[];
  load(steps: readonly FeedStep[], deviations?: Partial<Deviations>): void;
  /** How many sheets were taken since the stack was laid in. */
  taken(): number;
  /** Resolves when no job is running. */
  idle(): Promise<void>;
  /** Forgets a job somebody left behind. */
  powerCycle(): void;
  close(): Promise<void>;
}

export interface EsclSimulatorOptions {
  readonly device?: Partial<SimulatedDevice>;
  readonly port?: number;
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** Starts the simulator. Its pages wait in one stack; a fault stays until the next job, which goes on after it. */
export const startEsclSimulator = async (
  options: EsclSimulatorOptions = {},
): Promise<EsclSimulator> => {
  const device = { ...usualDevice, ...options.device };
  const jobs: string[] = [];
  const requests: string[] = [];
  const hosts: string[] = [];
  let steps: FeedStep[] = [];
  let deviations = plain;
  let adfFault: string | null = null;
  let job: {
    readonly id: number;
    readonly source: 'Feeder' | 'Platen';
    readonly grey: boolean;
    given: number;
  } | null = null;
  const idleListeners: (() => void)[] = [];
  let warming = 0;
  let taken = 0;
  let busy = 0;
  let elsewhere = false;
  let cuts = 0;
  let early = 0;
  let base = '';

  const send = (
    response: ServerResponse,
    status: number,
    body: string,
    type = 'text/xml',
  ): void => {
    response.writeHead(status, { 'content-type': type }).end(body);
  };
  const adfState = (): string | null => {
    if (!deviations.tellsFeeder || !device.feeder) return null;
    const state = adfFault ?? (steps.length > 0 ? 'Loaded' : 'Empty');
    return `${deviations.feederPrefix}${state}`;
  };
  const locationOf = (id: number): string => {
    const path = `/eSCL/ScanJobs/${id}`;
    switch (deviations.location) {
      case 'absolute':
        return `${base}/ScanJobs/${id}`;
      case 'relative':
        return path;
      case 'wrong-host':
        return `http://printer.invalid:60000${path}`;
      case 'trailing-slash':
        return `${base}/ScanJobs/${id}/`;
    }
  };
  const createJob = (body: string, response: ServerResponse): void => {
    elsewhere = busy > 0;
    if (busy > 0 || job !== null) {
      busy -= 1;
      response.writeHead(deviations.busyStatus, { 'retry-after': '0' }).end();
      return;
    }
    if (deviations.refusesJob) {
      send(response, 409, '');
      return;
    }
    jobs.push(body);
    adfFault = null;
    const source = body.includes('Platen') ? 'Platen' : 'Feeder';
    job = { id: jobs.length, source, grey: body.includes('Grayscale'), given: 0 };
    warming = deviations.warmingUp;
    response.writeHead(deviations.jobStatus, { location: locationOf(job.id) }).end();
  };
  const sendPage = (response: ServerResponse, data: Uint8Array, type: string): void => {
    const label = deviations.wrongLabel ? 'application/octet-stream' : type;
    response.writeHead(200, {
      'content-type': label,
      ...(deviations.noContentLength ? {} : { 'content-length': data.length }),
    });
    response.end(data);
  };
  const endJob = (): void => {
    job = null;
    idleListeners.splice(0).forEach((listener) => listener());
  };
  const end = (response: ServerResponse, status: number): void => {
    endJob();
    send(response, status, '');
  };
  const nextDocument = (response: ServerResponse): void => {
    if (job === null) {
      send(response, 404, '');
      return;
    }
    if (warming > 0) {
      warming -= 1;
      response.writeHead(503, { 'retry-after': '0' }).end();
      return;
    }
    warming = deviations.warmingUp;
    if (job.source === 'Platen' && job.given > 0) {
      end(response, deviations.endStatus);
      return;
    }
    if (early > 0 && job.given > 0 && steps.length > 0) {
      early -= 1;
      send(response, 404, '');
      return;
    }
    early = deviations.earlyEnds;
    const step = steps.shift();
    if (step === undefined) {
      end(response, deviations.endStatus);
      return;
    }
    job.given += 1;
    taken += 1;
    if ('page' in step) {
      sendPage(response, job.grey ? (step.grey ?? step.page) : step.page, step.type);
      return;
    }
    if ('brokenOff' in step) {
      sendPage(response, step.brokenOff, 'image/jpeg');
      return;
    }
    if ('adf' in step) {
      adfFault = step.adf;
      end(response, deviations.faultStatus);
      return;
    }
    if ('silent' in step) {
      // A device notices when nobody listens any more.
      response.on('close', endJob);
      return;
    }
    endJob();
    response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': 100_000 });
    response.write(Buffer.alloc(1000));
    setImmediate(() => response.destroy());
  };
  const handle = (request: IncomingMessage, body: string, response: ServerResponse): void => {
    const path = (request.url ?? '').replace(/\/+/g, '/');
    requests.push(`${request.method ?? ''} ${path}`);
    hosts.push(request.headers.host ?? '');
    if (cuts > 0) {
      cuts -= 1;
      response.destroy();
      return;
    }
    if (path === '/eSCL/ScannerCapabilities') {
      send(response, 200, capabilitiesXml(device));
      return;
    }
    if (path === '/eSCL/ScannerStatus') {
      send(
        response,
        200,
        statusXml(job === null && !elsewhere ? 'Idle' : 'Processing', adfState()),
      );
      return;
    }
    if (path === '/eSCL/ScanJobs' && request.method === 'POST') {
      createJob(body, response);
      return;
    }
    const of = /^\/eSCL\/ScanJobs\/(\d+)(\/NextDocument)?\/?$/.exec(path);
    if (of === null || job?.id !== Number(of[1])) {
      send(response, 404, '');
      return;
    }
    if (request.method === 'DELETE') {
      endJob();
      send(response, 200, '');
      return;
    }
    if (of[2] === undefined) send(response, 404, '');
    else if (deviations.pageMs === 0) nextDocument(response);
    else
      setTimeout(() => {
        // The job may have been given up meanwhile.
        if (job?.id === Number(of[1])) nextDocument(response);
        else send(response, 404, '');
      }, deviations.pageMs);
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => handle(request, Buffer.concat(chunks).toString(), response));
  };
  const server =
    options.tls === undefined
      ? createHttpServer(listener)
      : createHttpsServer(options.tls, listener);
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  base = `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/eSCL`;
  return {
    url: base,
    port,
    jobs,
    requests,
    hosts,
    load: (newSteps, changes = {}) => {
      steps = [...newSteps];
      deviations = { ...plain, ...changes };
      busy = deviations.busyJobs;
      cuts = deviations.cutRequests;
      early = deviations.earlyEnds;
      adfFault = null;
      taken = 0;
    },
    taken: () => taken,
    powerCycle: endJob,
    idle: () =>
      job === null ? Promise.resolve() : new Promise((resolve) => idleListeners.push(resolve)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
