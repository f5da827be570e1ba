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

type Deviation = readonly [
  what: string,
  change: Partial<Deviations>,
  where: string,
  device?: EsclSimulatorOptions['device'],
];

/** How real device families differ, and where it was reported. */
const reported: readonly Deviation[] = [
  // Brother.
  ['Location as a path only', { location: 'relative' }, 'github.com/cyanfish/naps2/pull/267'],
  // HP names localhost, others their mDNS name.
  [
    'Location with another host and port',
    { location: 'wrong-host' },
    'github.com/buldezir/lemmary/pull/60',
  ],
  // HP ScanJet Pro 4500 fn1.
  [
    'Location with a slash at the end',
    { location: 'trailing-slash' },
    'github.com/manuc66/node-hp-scan-to/pull/1331',
  ],
  // HP LaserJet MFP M234sdw.
  [
    '503 while a page is still warming up',
    { warmingUp: 2 },
    'github.com/manuc66/node-hp-scan-to/issues/1427',
  ],
  // Kyocera ECOSYS M5526cdw.
  [
    '503 for a new job while another tablet scans',
    { busyJobs: 2 },
    'github.com/alexpevzner/sane-airscan/issues/179',
  ],
  // HP OfficeJet Pro 8270 and 9010.
  [
    '409 for a new job while another tablet scans',
    { busyJobs: 2, busyStatus: 409 },
    'github.com/manuc66/node-hp-scan-to/issues/548',
  ],
  // Brother MFC-L2710DW.
  [
    '404 although more sheets are coming',
    { earlyEnds: 1 },
    'github.com/alexpevzner/sane-airscan/issues/39',
  ],
  ['the end said by 409', { endStatus: 409 }, 'github.com/SimulPiscator/AirSane/pull/135'],
  // Canon MF628Cw labels nothing.
  [
    'pages labelled as something else',
    { wrongLabel: true },
    'github.com/Chrisimx/ScanBridge/issues/65',
  ],
  [
    'no word about the feeder in the status',
    { tellsFeeder: false },
    'github.com/alexpevzner/sane-airscan/issues/389',
  ],
  // NAPS2's own server.
  [
    "the feeder's state misspelt",
    { feederPrefix: 'ScannedAdf' },
    'github.com/cyanfish/naps2/issues/699',
  ],
  // Epson XP-7100.
  [
    'JPEG and PDF only',
    {},
    'github.com/alexpevzner/sane-airscan/issues/126',
    { formats: ['application/pdf', 'image/jpeg'] },
  ],
  // Brother DS-940DW.
  ['no format named at all', {}, 'github.com/Chrisimx/ScanBridge/issues/112', { formats: [] }],
  ['a feeder without a glass', {}, 'github.com/Chrisimx/ScanBridge/issues/112', { glass: false }],
  // AirSane before a scanner with a list.
  [
    'a range of resolutions instead of a list',
    {},
    'github.com/SimulPiscator/AirSane/issues/23',
    { resolutionRange: true },
  ],
];

/** What HTTP allows, though nobody has reported a scanner that does it. */
const allowed: readonly Deviation[] = [
  ['the end said by 410', { endStatus: 410 }, 'RFC 9110, section 15.5.11'],
  ['a job confirmed by 200 instead of 201', { jobStatus: 200 }, 'RFC 9110, section 9.3.3'],
  ['pages without Content-Length', { noContentLength: true }, 'RFC 9112, section 6.3'],
];

describe('eSCL devices differ', () => {
  test.for([...reported, ...allowed])('%s', async ([, change, , device = {}]) => {
    const escl = await simulator({ device });
    escl.load(await twoPages(), change);
    const seen = await observe(scannerFor({ url: escl.url }), settings);
    expect([seen.problem, seen.numbers]).toEqual([null, [1, 2]]);
  });

  test.each([503, 409] as const)(
    'told %i because another tablet scans, it says that it waits, and then no more',
    async (busyStatus) => {
      const escl = await simulator();
      escl.load(await twoPages(), { busyJobs: 2, busyStatus });
      const told: (boolean | 'page')[] = [];
      const seen = await observe(scannerFor({ url: escl.url }), settings, {
        onEvent: (event) => {
          if (event.kind === 'progress') told.push(event.waiting === true);
          if (event.kind === 'page') told.push('page');
        },
      });
      expect(seen.numbers).toEqual([1, 2]);
      expect(told.slice(0, 3)).toEqual([true, false, 'page']);
    },
  );

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

  test.each([true, false])(
    'double-feed detection is switched on where the feeder has it: %s (github.com/manuc66/node-hp-scan-to/pull/1331)',
    async (multipickDetection) => {
      const escl = await simulator({ device: { multipickDetection } });
      escl.load(await twoPages());
      await observe(scannerFor({ url: escl.url }), settings);
      expect(escl.jobs[0]?.includes('MultipickDetection>true<')).toBe(multipickDetection);
    },
  );

  test('a device at this machine is asked as localhost (github.com/alexpevzner/sane-airscan/issues/116)', async () => {
    const escl = await simulator();
    await scannerFor({ url: escl.url }).list();
    expect(new Set(escl.hosts)).toEqual(new Set([`localhost:${escl.port}`]));
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

/** Answers questions for scanners with the device at whatever port it has now. */
const announce = async (device: () => EsclSimulator): Promise<number> => {
  const responder = createSocket('udp4');
  await new Promise<void>((resolve) => responder.bind(0, '127.0.0.1', resolve));
  toClose.push(() => new Promise((resolve) => responder.close(() => resolve())));
  responder.on('message', (_question, from) => {
    const name = 'Simulated MFP._uscan._tcp.local';
    const answer = encode({
      type: 'response',
      answers: [
        { type: 'PTR', name: '_uscan._tcp.local', data: name },
        { type: 'SRV', name, data: { target: 'printer.local', port: device().port } },
        { type: 'TXT', name, data: ['rs=eSCL', `UUID=${uuid}`] },
        { type: 'A', name: 'printer.local', data: '127.0.0.1' },
      ],
    });
    responder.send(answer, from.port, from.address);
  });
  return responder.address().port;
};
const uuid = '4509a320-00a0-008f-00b6-002507510eca';

test('a scanner that announces itself by DNS-SD is found and scanned from, under its UUID', async () => {
  const escl = await simulator();
  escl.load(await twoPages());
  const port = await announce(() => escl);
  const scanner = scannerFor({ discoverMs: 300, discoveryTarget: { address: '127.0.0.1', port } });
  expect(await scanner.list()).toMatchObject([{ id: uuid }]);
  expect((await observe(scanner, settings)).numbers).toEqual([1, 2]);
});

test('a scanner that comes back under another port is found and used again', async () => {
  let escl = await startEsclSimulator();
  const port = await announce(() => escl);
  const scanner = scannerFor({ discoverMs: 300, discoveryTarget: { address: '127.0.0.1', port } });
  escl.load(await twoPages());
  expect((await observe(scanner, settings, { deviceId: uuid })).numbers).toEqual([1, 2]);
  await escl.close();
  escl = await simulator();
  escl.load(await twoPages());
  const first = await observe(scanner, settings, { deviceId: uuid });
  expect(first.problem?.kind).toBe('offline');
  expect((await observe(scanner, settings, { deviceId: uuid })).numbers).toEqual([1, 2]);
});
