import { createSocket } from 'node:dgram';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'dns-packet';
import { afterEach, describe, expect, test } from 'vitest';
import {
  createHostedScanner,
  parseDriverConfig,
  type Scanner,
  type ScanSettings,
} from '../../../scanner-bridge/index.ts';
import {
  startEsclSimulator,
  type Deviations,
  type EsclSimulator,
  type EsclSimulatorOptions,
  type FeedStep,
} from '../../simulators/escl/escl-simulator.ts';
import { spawnInProcess } from '../../support/in-process-host.ts';
import { encodedPage } from '../../support/scanner-pages.ts';
import { observe } from './observe.ts';

const settings: ScanSettings = {
  source: 'feeder',
  duplex: false,
  mode: 'colour',
  dpi: 100,
  maxPages: 50,
};
const toClose: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

const simulator = async (options: EsclSimulatorOptions = {}): Promise<EsclSimulator> => {
  const device = await startEsclSimulator(options);
  toClose.push(() => device.close());
  return device;
};
const scannerFor = (config: object): Scanner => {
  const driver = parseDriverConfig({ driver: 'escl', busyMs: 3000, idleMs: 2000, ...config });
  if (!driver.ok) throw new Error(driver.problem);
  const scanner = createHostedScanner({ spawn: spawnInProcess, driver: driver.value });
  toClose.push(() => scanner.close());
  return scanner;
};
const twoPages = async (): Promise<readonly FeedStep[]> => [
  { page: await encodedPage(1, 'jpeg'), type: 'image/jpeg' },
  { page: await encodedPage(2, 'jpeg'), type: 'image/jpeg' },
];

/** How real device families differ, and where it was reported. */
const deviations: readonly (readonly [
  what: string,
  change: Partial<Deviations>,
  device?: EsclSimulatorOptions['device'],
])[] = [
  // Mopria eSCL 2.97 allows both; most devices send an absolute one.
  ['Location as a path only', { location: 'relative' }],
  // OpenPrinting/ipp-usb: over USB the Location names a host that is not the one asked.
  ['Location with another host and port', { location: 'wrong-host' }],
  ['Location with a slash at the end', { location: 'trailing-slash' }],
  // alexpevzner/sane-airscan retries on 503 while a device warms up.
  ['503 while a page is still warming up', { warmingUp: 3 }],
  ['503 for a new job while another tablet scans', { busyJobs: 2 }],
  ['the end said by 410', { endStatus: 410 }],
  ['the end said by 409', { endStatus: 409 }],
  ['a job confirmed by 200 instead of 201', { jobStatus: 200 }],
  ['pages without Content-Length', { noContentLength: true }],
  ['pages labelled as something else', { wrongLabel: true }],
  ['no word about the feeder in the status', { tellsFeeder: false }],
  ['JPEG only', {}, { formats: ['image/jpeg'] }],
  ['a range of resolutions instead of a list', {}, { resolutionRange: true }],
  ['a feeder without a glass', {}, { glass: false }],
];

describe('eSCL devices differ', () => {
  test.for(deviations)('%s', async ([, change, device = {}]) => {
    const escl = await simulator({ device });
    escl.load(await twoPages(), change);
    const seen = await observe(scannerFor({ url: escl.url }), settings);
    expect([seen.problem, seen.numbers]).toEqual([null, [1, 2]]);
  });

  test.each([404, 409, 500, 503] as const)(
    'a jam said by %i after the first page is a jam',
    async (faultStatus) => {
      const escl = await simulator();
      const [first, second] = await twoPages();
      escl.load([first, { adf: 'Jam' }, second] as FeedStep[], { faultStatus });
      const seen = await observe(scannerFor({ url: escl.url }), settings);
      expect([seen.problem?.kind, seen.numbers]).toEqual(['jam', [1]]);
    },
  );

  test.each([
    ['Jam', 'jam'],
    ['Mispick', 'jam'],
    ['HatchOpen', 'cover-open'],
    ['MultipickDetected', 'double-feed'],
    ['DuplexPageTooShort', 'jam'],
  ])('ScannerAdf%s is %s', async (adf, kind) => {
    const escl = await simulator();
    escl.load([{ adf }, ...(await twoPages())]);
    expect((await observe(scannerFor({ url: escl.url }), settings)).problem?.kind).toBe(kind);
  });

  test('404 before the first page, from a device silent about its feeder, is nothing loaded and not a good end', async () => {
    const escl = await simulator();
    escl.load([], { tellsFeeder: false });
    expect((await observe(scannerFor({ url: escl.url }), settings)).problem?.kind).toBe(
      'nothing-loaded',
    );
  });

  test('a refused job is refused settings', async () => {
    const escl = await simulator();
    escl.load(await twoPages(), { refusesJob: true });
    expect((await observe(scannerFor({ url: escl.url }), settings)).problem?.kind).toBe(
      'refused-settings',
    );
  });

  test('with an empty feeder the glass is chosen by itself', async () => {
    const escl = await simulator();
    escl.load([]);
    await observe(scannerFor({ url: escl.url }), { ...settings, source: 'auto' });
    expect(escl.jobs[0]).toContain('Platen');
  });

  test('a cancelled job is deleted at the device', async () => {
    const escl = await simulator();
    escl.load(await twoPages());
    const abort = new AbortController();
    const scanner = scannerFor({ url: escl.url });
    await observe(scanner, settings, {
      signal: abort.signal,
      onEvent: ({ kind }) => kind === 'page' && abort.abort(),
    });
    await scanner.capabilities('any');
    expect(escl.requests.some((request) => request.startsWith('DELETE'))).toBe(true);
  });
});

describe('https', () => {
  const folder = mkdtempSync(join(tmpdir(), 'escl-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=printer',
      '-keyout',
      key,
      '-out',
      cert,
    ],
    { stdio: 'ignore' },
  );
  const tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(folder, { recursive: true });
  const pin = new X509Certificate(tls.cert).fingerprint256;

  test('a pinned certificate is accepted', async () => {
    const escl = await simulator({ tls });
    escl.load(await twoPages());
    const seen = await observe(scannerFor({ url: escl.url, certificateSha256: pin }), settings);
    expect([seen.problem, seen.numbers]).toEqual([null, [1, 2]]);
  });

  test.each([
    ['another certificate than the pinned one', { certificateSha256: 'ab'.repeat(32) }],
    ['a certificate nobody vouches for', {}],
  ])('%s is refused before anything is asked', async (_what, config) => {
    const escl = await simulator({ tls });
    escl.load(await twoPages());
    const seen = await observe(scannerFor({ url: escl.url, ...config }), settings);
    expect(['offline', 'no-scanner']).toContain(seen.problem?.kind);
    expect(escl.requests).toEqual([]);
  });
});

test('a scanner that announces itself by DNS-SD is found and scanned from, under its UUID', async () => {
  const escl = await simulator();
  escl.load(await twoPages());
  const responder = createSocket('udp4');
  await new Promise<void>((resolve) => responder.bind(0, '127.0.0.1', resolve));
  toClose.push(() => new Promise((resolve) => responder.close(() => resolve())));
  responder.on('message', (_question, from) => {
    const name = 'Simulated MFP._uscan._tcp.local';
    const answer = encode({
      type: 'response',
      answers: [
        { type: 'PTR', name: '_uscan._tcp.local', data: name },
        { type: 'SRV', name, data: { target: 'printer.local', port: escl.port } },
        { type: 'TXT', name, data: ['rs=eSCL', 'UUID=4509a320-00a0-008f-00b6-002507510eca'] },
        { type: 'A', name: 'printer.local', data: '127.0.0.1' },
      ],
    });
    responder.send(answer, from.port, from.address);
  });
  const { port } = responder.address();
  const scanner = scannerFor({ discoverMs: 300, discoveryTarget: { address: '127.0.0.1', port } });
  expect(await scanner.list()).toMatchObject([{ id: '4509a320-00a0-008f-00b6-002507510eca' }]);
  expect((await observe(scanner, settings)).numbers).toEqual([1, 2]);
});
