// The certificate library wants this polyfill before it.
import 'reflect-metadata';
import { X509CrlGenerator, X509Certificate, PemConverter } from '@peculiar/x509';
import { webcrypto } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { Agent, request } from 'node:https';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startIntake, type Intake } from '../../../intake/server.ts';
import { readIntakeConfig } from '../../../intake/intake-config.ts';
import { removeUnfinished } from '../../../intake/tidy.ts';
import { ensureDemoKeys } from '../../../setup/demo-keys.ts';
import {
  clearSite,
  createSite,
  type RunningUploader,
  type Site,
} from '../../support/delivery-site.ts';
import { expectOk } from '../../support/delivery-submission.ts';

let folder = '';
let site: Site;
let intake: Intake | null = null;
let uploader: RunningUploader | null = null;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'einwurf-admin-'));
  await ensureDemoKeys(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  await clearSite(folder);
  site = await createSite(folder);
});
afterEach(async () => {
  await uploader?.stop();
  await intake?.stop();
  [uploader, intake] = [null, null];
});

const inbox = (): Promise<string[]> => readdir(site.keys.intake.inboxFolder);
const fetchText = (port: number, path: string): Promise<{ status: number; body: string }> =>
  new Promise((done, fail) => {
    get({ host: '127.0.0.1', port, path }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.once('end', () => done({ status: response.statusCode ?? 0, body }));
    }).once('error', fail);
  });

/** A list by the demo authority that revokes the kiosk's certificate, or none yet; it counts for so many ms from now. */
const revocationList = async (revokes = true, countsMs = 3_600_000): Promise<string> => {
  const pem = await readFile(join(site.keys.intake.keysFolder, 'ca.key.pem'), 'utf8');
  const [der = new ArrayBuffer(0)] = PemConverter.decode(pem);
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const signingKey = await webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
  const kiosk = new X509Certificate(await readFile(site.keys.kiosk.certFile, 'utf8'));
  const list = await X509CrlGenerator.create({
    issuer: kiosk.issuer,
    thisUpdate: new Date(Date.now() - 60_000),
    nextUpdate: new Date(Date.now() + countsMs),
    entries: revokes ? [{ serialNumber: kiosk.serialNumber, revocationDate: new Date() }] : [],
    signingAlgorithm: algorithm,
    signingKey,
  });
  return PemConverter.encode(list.rawData, 'X509 CRL');
};

describe('shutting a kiosk out', () => {
  test('by taking it from the register works at once; its documents wait and come when it is back', async () => {
    intake = await site.startIntake();
    const first = await site.accept();
    uploader = site.startUploader(intake.port);
    await uploader.event('delivered');
    const file = join(site.keys.intake.kiosksFolder, `${site.keys.kiosk.id}.jwk.json`);
    await rename(file, `${file}.revoked`);
    const second = await site.accept();
    uploader.wake();
    await uploader.event('attempt-failed', 'not-authorised');
    expect(await inbox()).toEqual([first]);
    expect(await readdir(join(site.spoolFolder, 'ready'))).toEqual([second]);
    await rename(`${file}.revoked`, file);
    uploader.wake();
    await uploader.until((r) => r.kind === 'status' && r.status.delivered === 2);
    expect((await inbox()).sort()).toEqual([first, second].sort());
  });

  test('by a revocation list that is read again ends the connections that exist', async () => {
    const config = expectOk(await readIntakeConfig(site.keys.intake.configFile));
    const revocationListFile = join(folder, 'revoked-later.pem');
    await writeFile(revocationListFile, await revocationList(false));
    const running = await startIntake({ ...config, tls: { ...config.tls, revocationListFile } });
    intake = running;
    const { certFile, keyFile, caFile } = site.keys.kiosk;
    const [ca, cert, key] = await Promise.all([caFile, certFile, keyFile].map((f) => readFile(f)));
    const agent = new Agent({ ca, cert, key, keepAlive: true, maxSockets: 1 });
    const connections: Socket[] = [];
    const ask = (): Promise<number> =>
      new Promise((done, fail) => {
        const path = '/receipts/0b9a3a6e-4c5d-4d0e-9d7c-8f6b7a5e4d3c';
        request({ host: '127.0.0.1', port: running.port, path, agent }, (answer) => {
          connections.push(answer.socket);
          answer.resume();
          answer.once('end', () => done(answer.statusCode ?? 0));
        })
          .once('error', fail)
          .end();
      });
    expect([await ask(), await ask()]).toEqual([404, 404]);
    const [first, same] = connections;
    expect(same).toBe(first);
    await writeFile(revocationListFile, await revocationList());
    const ended = new Promise((done) => first?.once('close', done));
    await running.reload();
    await ended;
    expect(await ask()).toBe(403);
    agent.destroy();
  });

  test('by the revocation list of the authority works from the start', async () => {
    const config = expectOk(await readIntakeConfig(site.keys.intake.configFile));
    const revocationListFile = join(folder, 'revoked.pem');
    await writeFile(revocationListFile, await revocationList());
    intake = await startIntake({ ...config, tls: { ...config.tls, revocationListFile } });
    await site.accept();
    uploader = site.startUploader(intake.port);
    await uploader.event('attempt-failed', 'not-authorised');
    expect(await inbox()).toEqual([]);
  });
});

test('a revocation list that has run out shuts every kiosk out, and nothing is lost', async () => {
  const config = expectOk(await readIntakeConfig(site.keys.intake.configFile));
  const revocationListFile = join(folder, 'long-over.pem');
  await writeFile(revocationListFile, await revocationList(false, -30_000));
  const monitoring = { host: '127.0.0.1', port: 0 };
  const tls = { ...config.tls, revocationListFile };
  intake = await startIntake({ ...config, tls, monitoring });
  const id = await site.accept();
  uploader = site.startUploader(intake.port);
  await uploader.event('attempt-failed', 'not-authorised');
  expect((await fetchText(intake.monitoringPort ?? 0, '/health')).status).toBe(503);
  expect(intake.runsOut().map(({ what }) => what)).toEqual(['revocation-list']);
  expect(await readdir(join(site.spoolFolder, 'ready'))).toEqual([id]);
});

describe('watching over the intake', () => {
  test('health and metrics answer on their own port, and count', async () => {
    const config = expectOk(await readIntakeConfig(site.keys.intake.configFile));
    intake = await startIntake({ ...config, monitoring: { host: '127.0.0.1', port: 0 } });
    const port = intake.monitoringPort ?? 0;
    expect(await fetchText(port, '/health')).toEqual({
      status: 200,
      body: '{"healthy":true,"problems":[],"runsOutSoon":[]}',
    });
    await site.accept();
    uploader = site.startUploader(intake.port);
    await uploader.event('delivered');
    const { body } = await fetchText(port, '/metrics');
    expect(body).toContain('einwurf_intake_submissions_total 1\n');
    expect(body).toContain('einwurf_intake_parts_total 3\n');
    expect(body).toContain('einwurf_intake_inbox 1\n');
    expect((await fetchText(port, '/elsewhere')).status).toBe(404);
  });

  test('a revocation list is announced before it runs out, and unhealthy once it has; a new one mends it', async () => {
    const config = expectOk(await readIntakeConfig(site.keys.intake.configFile));
    const revocationListFile = join(folder, 'runs-out.pem');
    await writeFile(revocationListFile, await revocationList(false));
    const listed = { ...config, tls: { ...config.tls, revocationListFile } };
    const monitoring = { host: '127.0.0.1', port: 0 };
    let at = Date.now();
    intake = await startIntake({ ...listed, monitoring }, { now: () => at });
    const port = intake.monitoringPort ?? 0;
    const health = async (): Promise<unknown> => {
      const { status, body } = await fetchText(port, '/health');
      return { status, ...(JSON.parse(body) as object) };
    };
    expect(await health()).toEqual({ status: 200, healthy: true, problems: [], runsOutSoon: [] });
    at += 50 * 60_000;
    const soon = { what: 'revocation-list', until: expect.any(String) as string };
    expect(await health()).toEqual({
      status: 200,
      healthy: true,
      problems: [],
      runsOutSoon: [soon],
    });
    at += 15 * 60_000;
    const problems = ['revocation-list-expired'];
    expect(await health()).toEqual({ status: 503, healthy: false, problems, runsOutSoon: [] });
    const { body } = await fetchText(port, '/metrics');
    expect(body).toContain('einwurf_intake_problem{problem="revocation-list-expired"} 1\n');
    await writeFile(revocationListFile, await revocationList(false, 3 * 3_600_000));
    await intake.reload();
    expect(await health()).toEqual({ status: 200, healthy: true, problems: [], runsOutSoon: [] });
  });

  test('a disk below the reserve is unhealthy, takes nothing new, and loses nothing', async () => {
    const config = expectOk(await readIntakeConfig(site.keys.intake.configFile));
    intake = await startIntake({
      ...config,
      reserveBytes: Number.MAX_SAFE_INTEGER,
      monitoring: { host: '127.0.0.1', port: 0 },
    });
    expect(await fetchText(intake.monitoringPort ?? 0, '/health')).toEqual({
      status: 503,
      body: '{"healthy":false,"problems":["disk-nearly-full"],"runsOutSoon":[]}',
    });
    const id = await site.accept();
    uploader = site.startUploader(intake.port);
    await uploader.event('attempt-failed', 'server-failed');
    expect(await readdir(join(site.spoolFolder, 'ready'))).toEqual([id]);
  });

  test('what was begun long ago and never finished is removed, what is young stays', async () => {
    intake = await site.startIntake();
    const at = (name: string): string => join(folder, 'demo-intake', name);
    await writeFile(at('uploads/old'), 'x');
    await mkdir(at('staging/old-job'));
    await writeFile(at('uploads/new'), 'x');
    const longAgo = new Date(Date.now() - 40 * 24 * 3_600_000);
    await utimes(at('uploads/old'), longAgo, longAgo);
    await utimes(at('staging/old-job'), longAgo, longAgo);
    expect(await removeUnfinished(at(''), Date.now() - 30 * 24 * 3_600_000)).toBe(2);
    expect(await readdir(at('uploads'))).toEqual(['new']);
  });
});
