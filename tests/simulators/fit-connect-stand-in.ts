// DERIVED stand-in for the FIT-Connect Submission API v2: written from public texts and third-party code, no official
// OpenAPI file was at hand. It is strict about everything those say, so that the transport is held to them; it is
// not the authority's own server.
import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { CompactSign } from 'jose';

const EVENTS = 'https://schema.fitko.de/fit-connect/events/';

interface Submission {
  readonly submissionId: string;
  readonly caseId: string;
  readonly announced: readonly string[];
  readonly attachments: Map<string, Buffer>;
  metadata: string | null;
  data: string | null;
  readonly events: string[];
}

/** A key pair that signs Security Event Tokens. */
interface EventKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: object;
}

export interface FitConnectStandIn {
  readonly tokenUrl: URL;
  readonly apiUrl: URL;
  readonly destinationId: string;
  readonly submissions: ReadonlyMap<string, Submission>;
  readonly requests: readonly string[];
  /** What service and destination sign their events with, as they publish it. */
  readonly publishedKeys: { readonly keys: readonly object[] };
  /** Faults on demand. */
  readonly faults: {
    destinationStatus: string;
    encryptionKid: string;
    /** Answers the next so many authorised requests with this status. */
    answer: { status: number; times: number } | null;
    /** The last reply of the next submit is lost. */
    loseSubmitReply: boolean;
    /** Changes a token before it goes into the event log. */
    forge: ((parts: TokenParts) => TokenParts) | null;
    tokenLifeSeconds: number;
    /** What the destination takes. */
    metadataVersions: readonly string[];
    service: string;
    schema: string;
  };
  /** The authority takes the submission into the file. */
  accept(submissionId: string): Promise<void>;
  /** Rejected: by the authority, or by the service itself on day 14. */
  reject(submissionId: string, by: 'destination' | 'service'): Promise<void>;
  /** The service deletes an incomplete submission after a day. */
  expire(submissionId: string): void;
  stop(): Promise<void>;
}

/** Everything a token consists of, before it is signed. */
export interface TokenParts {
  readonly header: { typ: string; alg: string; kid: string };
  readonly payload: Record<string, unknown>;
  readonly signWith: 'right' | 'stranger';
}

const eventKey = (): EventKey => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 4096 });
  const kid = randomUUID();
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'PS512', key_ops: ['verify'] };
  return { kid, privateKey, jwk };
};

let madeKeys: Readonly<Record<'serviceKey' | 'destinationKey' | 'strangerKey', EventKey>> | null =
  null;

/** Made once per process: keys of this length take a while. */
const eventKeys = () =>
  (madeKeys ??= {
    serviceKey: eventKey(),
    destinationKey: eventKey(),
    strangerKey: eventKey(),
  });

const tagOf = (jwe: string | Buffer): string => jwe.toString().split('.').at(-1) ?? '';

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

class Problem extends Error {
  readonly status: number;

  constructor(status: number, title: string) {
    super(title);
    this.status = status;
  }
}

const demand = (condition: boolean, status: number, title: string): void => {
  if (!condition) throw new Problem(status, title);
};

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const checkJwe = (jwe: string, kid: string, contentTypes: readonly string[] | null): void => {
  const segments = jwe.split('.');
  demand(segments.length === 5, 422, 'not a JWE in compact serialization');
  const header = JSON.parse(Buffer.from(segments[0] ?? '', 'base64url').toString()) as Record<
    string,
    string
  >;
  demand(header['alg'] === 'RSA-OAEP-256' && header['enc'] === 'A256GCM', 422, 'algorithms');
  demand(header['kid'] === kid, 422, 'encrypted to another key');
  demand(header['zip'] === undefined, 422, 'compressed');
  demand(contentTypes?.includes(header['cty'] ?? '') ?? true, 422, 'cty');
};

/** Starts the stand-in on 127.0.0.1. `recipient` is the destination's public encryption key (JWK with kid). */
export const startFitConnectStandIn = async (
  recipient: { readonly kid: string },
  tls: { readonly cert: Buffer; readonly key: Buffer } | null = null,
): Promise<FitConnectStandIn> => {
  const destinationId = randomUUID();
  const client = { id: 'einwurf', secret: randomUUID() };
  const submissions = new Map<string, Submission>();
  const tokens = new Map<string, number>();
  const requests: string[] = [];
  const { serviceKey, destinationKey, strangerKey } = eventKeys();
  const faults: FitConnectStandIn['faults'] = {
    destinationStatus: 'active',
    encryptionKid: recipient.kid,
    answer: null,
    loseSubmitReply: false,
    forge: null,
    tokenLifeSeconds: 1800,
    metadataVersions: ['2.0.0', '2.1.0'],
    service: 'urn:de:fim:leika:leistung:99108030080000',
    schema: 'https://example.org/einwurf.schema.json',
  };
  let base = '';

  const record = async (
    submission: Submission,
    name: string,
    by: 'service' | 'destination',
    more: object = {},
  ): Promise<void> => {
    const key = by === 'service' ? serviceKey : destinationKey;
    const attachments = Object.fromEntries(
      [...submission.attachments].map(([id, jwe]) => [id, tagOf(jwe)]),
    );
    const { metadata, data } = submission;
    const authenticationTags =
      metadata === null || data === null
        ? {}
        : { authenticationTags: { metadata: tagOf(metadata), data: tagOf(data), attachments } };
    let parts: TokenParts = {
      header: { typ: 'secevent+jwt', alg: 'PS512', kid: key.kid },
      payload: {
        $schema: 'https://schema.fitko.de/fit-connect/set-payload/1.0.0/set-payload.schema.json',
        jti: randomUUID(),
        iss: by === 'service' ? base : destinationId,
        iat: Math.floor(Date.now() / 1000),
        sub: `submission:${submission.submissionId}`,
        txn: `case:${submission.caseId}`,
        events: { [`${EVENTS}${name}`]: { ...authenticationTags, ...more } },
      },
      signWith: 'right',
    };
    if (faults.forge !== null) parts = faults.forge(parts);
    const signer = parts.signWith === 'right' ? key : strangerKey;
    submission.events.push(
      await new CompactSign(Buffer.from(JSON.stringify(parts.payload)))
        .setProtectedHeader(parts.header)
        .sign(signer.privateKey),
    );
  };

  const find = (id: string): Submission => {
    const submission = submissions.get(id);
    if (submission === undefined) throw new Problem(404, 'no such submission');
    return submission;
  };

  const announce = async (body: Buffer): Promise<object> => {
    const {
      destinationId: to,
      announcedAttachments,
      publicService,
    } = JSON.parse(body.toString()) as {
      destinationId: string;
      announcedAttachments: string[];
      publicService: { identifier: string; name: string };
    };
    demand(to === destinationId, 422, 'unknown destination');
    demand(faults.destinationStatus === 'active', 422, 'destination not active');
    demand(announcedAttachments.length <= 100, 422, 'too many attachments');
    demand(
      announcedAttachments.every((id) => UUID_V4.test(id)),
      422,
      'attachment ids',
    );
    demand(publicService.identifier === faults.service, 422, 'service');
    const submission: Submission = {
      submissionId: randomUUID(),
      caseId: randomUUID(),
      announced: announcedAttachments,
      attachments: new Map(),
      metadata: null,
      data: null,
      events: [],
    };
    submissions.set(submission.submissionId, submission);
    await record(submission, 'create-submission', 'service');
    return { submissionId: submission.submissionId, caseId: submission.caseId };
  };

  const putAttachment = (submission: Submission, id: string, type: string, body: Buffer): void => {
    demand(type === 'application/jose', 415, 'content type');
    demand(submission.announced.includes(id), 422, 'attachment was not announced');
    demand(submission.metadata === null, 409, 'already submitted');
    checkJwe(body.toString(), faults.encryptionKid, null);
    submission.attachments.set(id, body);
  };

  const submit = async (submission: Submission, body: Buffer): Promise<object> => {
    demand(submission.metadata === null, 409, 'already submitted');
    demand(
      submission.announced.every((id) => submission.attachments.has(id)),
      422,
      'announced attachments are missing',
    );
    const { encryptedMetadata, encryptedData } = JSON.parse(body.toString()) as Record<
      string,
      string
    >;
    for (const jwe of [encryptedMetadata, encryptedData])
      checkJwe(jwe ?? '', faults.encryptionKid, ['application/json', 'application/xml']);
    submission.metadata = encryptedMetadata ?? '';
    submission.data = encryptedData ?? '';
    await record(submission, 'submit-submission', 'service');
    return { submissionId: submission.submissionId, caseId: submission.caseId };
  };

  const events = (caseId: string, query: URLSearchParams): object => {
    const all = [...submissions.values()].find(
      (submission) => submission.caseId === caseId,
    )?.events;
    if (all === undefined) throw new Problem(404, 'no such case');
    const offset = Number(query.get('offset') ?? 0);
    const eventLog = all.slice(offset, offset + Number(query.get('limit') ?? 100));
    return { offset, count: eventLog.length, totalCount: all.length, eventLog };
  };

  const issueToken = (request: IncomingMessage, body: Buffer): object => {
    demand(request.headers['content-type'] === 'application/x-www-form-urlencoded', 400, 'form');
    demand(request.headers.authorization === undefined, 400, 'client_secret_post, not Basic');
    const form = new URLSearchParams(body.toString());
    demand(form.get('grant_type') === 'client_credentials', 400, 'grant_type');
    demand(form.get('client_id') === client.id, 401, 'client');
    const token = randomUUID();
    tokens.set(token, Date.now() + faults.tokenLifeSeconds * 1000);
    return {
      access_token: token,
      token_type: 'Bearer',
      expires_in: faults.tokenLifeSeconds,
      scope: 'send:region:DE',
    };
  };

  const demandToken = (request: IncomingMessage): void => {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    demand((tokens.get(token) ?? 0) > Date.now(), 401, 'token missing or expired');
    if (faults.answer === null || faults.answer.times === 0) return;
    faults.answer.times -= 1;
    throw new Problem(faults.answer.status, 'fault on demand');
  };

  const route = async (
    request: IncomingMessage,
  ): Promise<{ status: number; content: object | null }> => {
    const url = new URL(request.url ?? '', base);
    const path = `${request.method ?? ''} ${url.pathname}`;
    const body = await readBody(request);
    requests.push(path);
    demand((request.headers['user-agent'] ?? '') !== '', 403, 'User-Agent');
    if (path === 'POST /token') return { status: 200, content: issueToken(request, body) };
    if (path === 'GET /api/.well-known/jwks.json')
      return { status: 200, content: { keys: [serviceKey.jwk] } };
    demandToken(request);
    const destination = `GET /api/v2/destinations/${destinationId}`;
    if (path === destination)
      return {
        status: 200,
        content: {
          destinationId,
          status: faults.destinationStatus,
          encryptionKid: faults.encryptionKid,
          metadataVersions: faults.metadataVersions,
          publicServices: [
            {
              identifier: faults.service,
              regions: ['DE'],
              submissionSchemas: [{ schemaUri: faults.schema, mimeType: 'application/json' }],
            },
          ],
        },
      };
    if (path === `${destination}/keys/${recipient.kid}`)
      return {
        status: 200,
        content: { ...recipient, alg: 'RSA-OAEP-256', key_ops: ['wrapKey'] },
      };
    if (path === `${destination}/keys/${destinationKey.kid}`)
      return { status: 200, content: destinationKey.jwk };
    if (path === 'POST /api/v2/submissions') return { status: 201, content: await announce(body) };
    const attachment = /^PUT \/api\/v2\/submissions\/([^/]+)\/attachments\/([^/]+)$/.exec(path);
    if (attachment !== null) {
      const type = request.headers['content-type'] ?? '';
      putAttachment(find(attachment[1] ?? ''), attachment[2] ?? '', type, body);
      return { status: 204, content: null };
    }
    const submission = /^PUT \/api\/v2\/submissions\/([^/]+)$/.exec(path);
    if (submission !== null)
      return { status: 200, content: await submit(find(submission[1] ?? ''), body) };
    const log = /^GET \/api\/v2\/cases\/([^/]+)\/events$/.exec(path);
    if (log !== null) return { status: 200, content: events(log[1] ?? '', url.searchParams) };
    throw new Problem(404, 'no such resource');
  };

  const answer = (response: ServerResponse, status: number, content: object | null): void => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(content === null ? undefined : JSON.stringify(content));
  };

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    route(request).then(
      ({ status, content }) => {
        if (
          faults.loseSubmitReply &&
          requests.at(-1)?.match(/^PUT [^ ]+submissions\/[^/]+$/) !== null
        ) {
          faults.loseSubmitReply = false;
          request.socket.destroy();
        } else answer(response, status, content);
      },
      (error: unknown) => {
        const status = error instanceof Problem ? error.status : 500;
        const title = error instanceof Error ? error.message : 'unknown';
        answer(response, status, { type: 'https://schema.fitko.de/problem', title, status });
      },
    );
  };
  const server = tls === null ? createServer(listener) : createTlsServer(tls, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `${tls === null ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}/api`;

  return {
    tokenUrl: new URL(base.replace('/api', '/token')),
    apiUrl: new URL(`${base}/`),
    destinationId,
    submissions,
    requests,
    publishedKeys: { keys: [serviceKey.jwk, destinationKey.jwk] },
    faults,
    accept: (id) => record(find(id), 'accept-submission', 'destination'),
    reject: (id, by) =>
      record(find(id), 'reject-submission', by, {
        problems: [{ type: 'https://schema.fitko.de/fit-connect/events/problems/other-error' }],
      }),
    expire: (id) => void submissions.delete(id),
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
