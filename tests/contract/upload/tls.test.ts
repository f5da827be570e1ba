import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectionAgent } from '../../../electron/upload/connection-agent.ts';
import { exchange } from '../../../electron/upload/https-request.ts';
import type { Intake } from '../../../intake/server.ts';
import { createSite, type Site } from '../../support/delivery-site.ts';

// What BSI TR-02102-2 leaves of TLS, tried from both ends against a peer that offers one thing only.

let folder = '';
let site: Site;
let intake: Intake;
let ca = '';
let identity: { readonly cert: string; readonly key: string };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'einwurf-tls-'));
  site = await createSite(folder);
  intake = await site.startIntake();
  ca = await readFile(site.keys.kiosk.caFile, 'utf8');
  const [cert, key] = await Promise.all(
    ['server.pem', 'server.key.pem'].map((name) =>
      readFile(join(site.keys.intake.keysFolder, name), 'utf8'),
    ),
  );
  identity = { cert: cert ?? '', key: key ?? '' };
});
afterAll(async () => {
  await intake.stop();
  await rm(folder, { recursive: true, force: true });
});

const V12 = { maxVersion: 'TLSv1.2' } as const;
const V13 = { minVersion: 'TLSv1.3' } as const;

/** Version and suite that the intake agrees to, or null where it hangs up. */
const agreed = (offer: ConnectionOptions): Promise<string | null> =>
  new Promise((done) => {
    const socket = connect({ host: '127.0.0.1', port: intake.port, ca, ...offer });
    socket.once('secureConnect', () => {
      done(`${socket.getProtocol() ?? ''} ${socket.getCipher().name}`);
      socket.destroy();
    });
    socket.once('error', () => done(null));
  });

describe('the intake', () => {
  test.each<[string, ConnectionOptions, string]>([
    ['1.3', {}, 'TLSv1.3 TLS_AES_256_GCM_SHA384'],
    [
      '1.3 from a client that would rather have ChaCha20',
      { ...V13, ciphers: 'TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256' },
      'TLSv1.3 TLS_AES_128_GCM_SHA256',
    ],
    ['1.2', V12, 'TLSv1.2 ECDHE-ECDSA-AES256-GCM-SHA384'],
  ])('speaks TLS %s', async (_what, offer, expected) => {
    expect(await agreed(offer)).toBe(expected);
  });

  test.each<[string, ConnectionOptions]>([
    ['ChaCha20 alone', { ...V13, ciphers: 'TLS_CHACHA20_POLY1305_SHA256' }],
    ['ChaCha20 alone in 1.2', { ...V12, ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305' }],
    ['block chaining (CBC)', { ...V12, ciphers: 'ECDHE-ECDSA-AES256-SHA384' }],
    ['a curve that is not on the list', { ecdhCurve: 'X25519' }],
    ['1.1', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }],
  ])('refuses %s', async (_what, offer) => {
    expect(await agreed(offer)).toBeNull();
  });
});

/** What the kiosk makes of a server that can do one thing only. */
const ask = async (only: ServerOptions) => {
  const server = createServer({ ...identity, ...only }, (_request, response) => response.end('ok'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const agent = connectionAgent({ ca });
  const answer = await exchange({
    method: 'GET',
    url: new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    options: { agent },
    idleMs: 5_000,
    signal: new AbortController().signal,
  });
  agent.destroy();
  server.close();
  return answer;
};

describe('the kiosk', () => {
  test.each<[string, ServerOptions]>([
    ['1.3', V13],
    ['1.2', V12],
  ])('speaks TLS %s', async (_what, only) => {
    expect(await ask(only)).toMatchObject({ ok: true, value: { status: 200, body: 'ok' } });
  });

  test.each<[string, ServerOptions]>([
    ['ChaCha20 alone', { ...V12, ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305' }],
    ['block chaining (CBC)', { ...V12, ciphers: 'ECDHE-ECDSA-AES256-SHA384' }],
    ['a curve that is not on the list', { ecdhCurve: 'X25519' }],
    ['1.1', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }],
  ])('refuses %s, and says that it is the other side’s TLS', async (_what, only) => {
    expect(await ask(only)).toEqual({ ok: false, problem: 'certificate-refused' });
  });
});
