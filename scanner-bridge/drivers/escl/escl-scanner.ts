import { maxPageBytes } from '../../page-image.ts';
import { scanProblem, type ScanProblem } from '../../scan-problem.ts';
import {
  anyDevice,
  type PageImage,
  type PaperSource,
  type ScanEvent,
  type Scanner,
  type ScannerDevice,
  type ScanSettings,
} from '../../scanner.ts';
import { chooseSource, refusalOf } from '../../settings.ts';
import type { DriverContext } from '../driver-context.ts';
import type { EsclConfig } from '../driver-config.ts';
import { parseCapabilities, type EsclDevice } from './device.ts';
import { discover, multicastDns } from './discovery.ts';
import { ask, type Ask, type Reply } from './http.ts';
import { formatFor, jobUrl, scanSettingsXml } from './scan-job.ts';
import { parseStatus, problemInStatus, type EsclStatus } from './status.ts';

interface Found {
  readonly base: URL;
  readonly escl: EsclDevice;
}

const pollMs = 500;
// A page may be missing for a moment while the next sheet is still on its way.
const betweenPagesMs = 5000;
const documentBytes = 1024 * 1024;
const never = new AbortController().signal;
const isReply = (answer: Reply | ScanProblem): answer is Reply => 'status' in answer;
const textOfReply = ({ body }: Reply): string => new TextDecoder().decode(body);

const imageFrom = (reply: Reply): PageImage => {
  const data = reply.body;
  // Believe the bytes rather than the label: some devices call every page image/jpeg.
  const png = data[0] === 0x89 && data[1] === 0x50;
  const tiff = (data[0] === 0x49 && data[1] === 0x49) || (data[0] === 0x4d && data[1] === 0x4d);
  return { format: png ? 'png' : tiff ? 'tiff' : 'jpeg', data };
};

/**
 * What a device wants in the Host header: Epson's build the job's place from it and need the port (sane-airscan #136);
 * HP's behind ipp-usb answer only to localhost (sane-airscan #116).
 */
const hostHeader = (url: URL, manufacturer: string): string | undefined => {
  if (/^127\.|^\[::1\]$/.test(url.hostname)) return `localhost:${url.port || '80'}`;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return /epson/i.test(manufacturer) ? `${url.hostname}:${port}` : undefined;
};

/** Driverless scanners by eSCL (AirScan) over the network, or over USB through ipp-usb. */
export const createEsclScanner = (config: EsclConfig, context: DriverContext): Scanner => {
  const found = new Map<string, Found>();
  const request = (
    method: Ask['method'],
    url: URL,
    signal: AbortSignal,
    more: Partial<Ask> = {},
  ): Promise<Reply | ScanProblem> => {
    const device = [...found.values()].find(({ base }) => base.host === url.host);
    return ask({
      method,
      url,
      signal,
      idleMs: config.idleMs,
      maxBytes: documentBytes,
      pin: config.certificateSha256,
      host: hostHeader(url, device?.escl.manufacturer ?? ''),
      ...more,
    });
  };
  const under = (base: URL, path: string): URL =>
    new URL(`${base.href.replace(/\/+$/, '')}/${path}`);

  const look = async (url: string): Promise<Found | ScanProblem> => {
    const base = new URL(url);
    const reply = await request('GET', under(base, 'ScannerCapabilities'), never);
    if (!isReply(reply)) return reply;
    const escl = reply.status === 200 ? parseCapabilities(textOfReply(reply)) : null;
    return escl === null
      ? scanProblem('offline', `${base.host}: no scanner capabilities (status ${reply.status})`)
      : { base, escl };
  };
  const idOf = ({ base, escl }: Found): string => escl.identity ?? base.href;
  const listFound = async (): Promise<readonly Found[]> => {
    const urls =
      config.url === undefined
        ? (await discover(config.discoverMs, config.discoveryTarget ?? multicastDns)).map(
            (a) => a.url,
          )
        : [config.url];
    const looks = await Promise.all(urls.map(look));
    const devices = looks.filter((device) => 'base' in device);
    devices.forEach((device) => found.set(idOf(device), device));
    return devices;
  };
  /** A device by its identity, at whatever address it has now. */
  const find = async (id: string): Promise<Found | ScanProblem> => {
    const known = found.get(id);
    if (known !== undefined) return known;
    const fits = (entry: Found): boolean =>
      id === anyDevice || idOf(entry) === id || entry.base.href === id;
    if (config.url === undefined)
      return (
        (await listFound()).find(fits) ?? scanProblem('no-scanner', `no scanner ${id} was found`)
      );
    const seen = await look(config.url);
    if ('kind' in seen) return seen;
    found.set(idOf(seen), seen);
    return fits(seen) ? seen : scanProblem('no-scanner', `${config.url} is not ${id}`);
  };
  const statusOf = async (base: URL, signal: AbortSignal): Promise<EsclStatus | ScanProblem> => {
    const reply = await request('GET', under(base, 'ScannerStatus'), signal);
    if (!isReply(reply)) return reply;
    // Devices that do not answer here are not broken for it.
    return parseStatus(textOfReply(reply)) ?? { state: 'Idle', feeder: null };
  };

  /** Waits for paper where the device senses it; the status read last. */
  const awaitPaper = async (
    base: URL,
    waitMs: number,
    signal: AbortSignal,
  ): Promise<EsclStatus | ScanProblem> => {
    let status = await statusOf(base, signal);
    for (let waited = 0; waited < waitMs; waited += pollMs) {
      if ('kind' in status || status.feeder !== 'Empty' || signal.aborted) break;
      await context.wait(pollMs, signal);
      status = await statusOf(base, signal);
    }
    return status;
  };

  /** Starts a job; while the device is busy with somebody else, tells so and tries again up to `busyMs`. */
  async function* startJob(
    { base, escl }: Found,
    source: PaperSource,
    settings: ScanSettings,
    signal: AbortSignal,
  ): AsyncGenerator<ScanEvent, URL | ScanProblem> {
    const body = scanSettingsXml(escl, source, settings, formatFor(escl, config.format));
    for (let waited = 0; ;) {
      const reply = await request('POST', under(base, 'ScanJobs'), signal, { body });
      if (!isReply(reply)) return reply;
      if (reply.status === 201 || reply.status === 200)
        return jobUrl(base, reply.location) ?? scanProblem('offline', 'a job without a place');
      const status = await statusOf(base, signal);
      const cause = 'kind' in status ? status : problemInStatus(status);
      if (cause !== null) return cause;
      if ('feeder' in status && status.feeder === 'Empty' && source === 'feeder')
        return scanProblem('nothing-loaded', 'ScannerAdfEmpty');
      // Some say "conflict" for a job of somebody else (node-hp-scan-to #548).
      const taken = reply.status === 409 && 'state' in status && status.state === 'Processing';
      if (!taken && [400, 409, 415].includes(reply.status))
        return scanProblem('refused-settings', `the scanner answered ${reply.status} to the job`);
      if (!taken && reply.status !== 503)
        return scanProblem('offline', `the scanner answered ${reply.status}`);
      if (waited >= config.busyMs) return scanProblem('busy', 'the scanner is in use');
      const pause = Math.min(reply.retryAfterMs ?? pollMs, 5000);
      yield { kind: 'progress', sequence: 1, fraction: null, waiting: true };
      await context.wait(pause, signal);
      waited += pause;
    }
  }

  /** What the end of the documents means: the paper's end, or the true cause from the status. */
  const causeOf = async (
    base: URL,
    reply: Reply,
    pages: number,
    source: PaperSource,
    signal: AbortSignal,
  ): Promise<ScanProblem | null> => {
    const status = await statusOf(base, signal);
    const cause = 'kind' in status ? status : problemInStatus(status);
    if (cause !== null) return cause;
    if (pages > 0 && [404, 409, 410].includes(reply.status)) return null;
    if (
      source === 'feeder' &&
      'feeder' in status &&
      (status.feeder === 'Empty' || reply.status === 404)
    )
      return scanProblem('nothing-loaded', `status ${reply.status} before the first page`);
    return scanProblem('offline', `the scanner answered ${reply.status} instead of a page`);
  };

  async function* documents(
    { base }: Found,
    job: URL,
    source: PaperSource,
    settings: ScanSettings,
    signal: AbortSignal,
  ): AsyncGenerator<ScanEvent, { readonly end: ScanProblem | null; readonly pages: number }> {
    let pages = 0;
    let warming = 0;
    let between = 0;
    const next = under(job, 'NextDocument');
    for (;;) {
      yield { kind: 'progress', sequence: pages + 1, fraction: null };
      const reply = await request('GET', next, signal, { maxBytes: maxPageBytes });
      if (!isReply(reply)) return { end: reply, pages };
      if (reply.status === 503 && warming < config.warmUpMs) {
        const status = await statusOf(base, signal);
        const cause = 'kind' in status ? status : problemInStatus(status);
        if (cause !== null) return { end: cause, pages };
        const pause = Math.min(reply.retryAfterMs ?? pollMs, 5000);
        await context.wait(pause, signal);
        warming += Math.max(1, pause);
        continue;
      }
      if (reply.status === 404 && pages > 0 && between < betweenPagesMs && source === 'feeder') {
        // Brother's answer 404 to whoever asks before the next sheet is in (sane-airscan #39).
        const status = await statusOf(base, signal);
        const working = 'state' in status && status.state === 'Processing';
        if (working && status.feeder !== 'Empty' && problemInStatus(status) === null) {
          await context.wait(pollMs, signal);
          between += pollMs;
          continue;
        }
      }
      if (reply.status !== 200)
        return { end: await causeOf(base, reply, pages, source, signal), pages };
      warming = 0;
      between = 0;
      pages += 1;
      const side = settings.duplex && source === 'feeder' && pages % 2 === 0 ? 'back' : 'front';
      yield {
        kind: 'page',
        page: { image: imageFrom(reply), dpi: settings.dpi, side, sequence: pages },
      };
      if (source === 'glass') return { end: null, pages };
    }
  }

  async function* scan(
    id: string,
    settings: ScanSettings,
    signal: AbortSignal,
  ): AsyncGenerator<ScanEvent, { readonly end: ScanProblem | null; readonly pages: number }> {
    const device = await find(id);
    if ('kind' in device) return { end: device, pages: 0 };
    const refused = refusalOf(settings, device.escl.can);
    if (refused !== null) return { end: refused, pages: 0 };
    const status = await awaitPaper(device.base, settings.waitForPaperMs ?? 0, signal);
    if ('kind' in status) {
      // It may be at another address by now.
      found.delete(id);
      return { end: status, pages: 0 };
    }
    const loaded = status.feeder === null ? null : status.feeder !== 'Empty';
    const source = chooseSource(settings.source, device.escl.can, loaded);
    if (source === 'feeder' && loaded === false)
      return { end: scanProblem('nothing-loaded', 'ScannerAdfEmpty'), pages: 0 };
    const job = yield* startJob(device, source, settings, signal);
    if ('kind' in job) return { end: job, pages: 0 };
    let over = false;
    try {
      const result = yield* documents(device, job, source, settings, signal);
      over = result.end === null && source === 'feeder';
      return result;
    } finally {
      // A job nobody fetches any more keeps others from scanning.
      if (!over) await request('DELETE', job, never, { idleMs: 2000 });
    }
  }

  return {
    list: async (): Promise<readonly ScannerDevice[]> =>
      (await listFound()).map((device) => ({
        id: idOf(device),
        manufacturer: device.escl.manufacturer,
        model: device.escl.model,
      })),
    capabilities: async (id) => {
      const device = await find(id);
      return 'kind' in device ? device : device.escl.can;
    },
    feelsPaper: async (id) => {
      const device = await find(id);
      if ('kind' in device || !device.escl.can.sensesPaper) return null;
      const status = await statusOf(device.base, never);
      return 'kind' in status || status.feeder === null ? null : status.feeder !== 'Empty';
    },
    scan: async function* (id, settings, signal) {
      const { end, pages } = yield* scan(id, settings, signal);
      yield { kind: 'end', problem: end, pages };
    },
    close: () => Promise.resolve(),
  };
};
