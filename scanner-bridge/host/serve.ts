import type { DriverContext } from '../drivers/driver-context.ts';
import { parseDriverConfig } from '../drivers/driver-config.ts';
import { createDriver } from '../drivers/index.ts';
import { isScanProblem, scanProblem } from '../scan-problem.ts';
import { anyDevice, type ScanEvent, type Scanner } from '../scanner.ts';
import type { ParentPort } from './child-port.ts';
import { guardedScan, type ScanLimits } from './guarded-scan.ts';
import {
  parentMessageSchema,
  protocolVersion,
  type HostMessage,
  type ParentMessage,
} from './messages.ts';
import { postEvent } from './page-pieces.ts';

interface RunningScan {
  readonly events: AsyncIterator<ScanEvent>;
  readonly abort: AbortController;
}

/** What the host program gives besides its parent. */
export interface HostSurroundings {
  readonly wait: DriverContext['wait'];
  /** Resolves after whatever waits to be done already. */
  readonly breathe: () => Promise<void>;
  /** Called when the parent asks the host to end, or talks nonsense. */
  readonly exit: (code: number) => void;
  /** Called at every message: the parent lives. */
  readonly heard: () => void;
}

/**
 * The host's side of the protocol: holds one driver and answers its parent. One scan at a time; the parent pulls each
 * event, so pages never pile up here.
 */
export const serveScanner = (
  port: ParentPort,
  { wait, breathe, exit, heard }: HostSurroundings,
): void => {
  let driver: Scanner | null = null;
  let limits: ScanLimits = { identicalPages: 32 };
  let note: unknown = null;
  /** Which device 'any' was the last time: looking for all of them takes some drivers seconds. */
  let first: string | null = null;
  const scans = new Map<number, RunningScan>();
  const post = (message: HostMessage): void => port.post(message);

  const configure = (message: Extract<ParentMessage, { type: 'configure' }>): void => {
    const config = parseDriverConfig(message.driver);
    if (message.protocol !== protocolVersion || !config.ok) {
      exit(64);
      return;
    }
    limits = message.limits;
    note = message.note ?? null;
    driver = createDriver(config.value, { wait, note, keepNote: (kept) => (note = kept) });
  };
  const resolveDevice = async (scanner: Scanner, deviceId: string): Promise<string> => {
    if (deviceId !== anyDevice) return deviceId;
    first = (await scanner.list())[0]?.id ?? null;
    return first ?? anyDevice;
  };
  const feelPaper = async (scanner: Scanner, deviceId: string): Promise<boolean | null> => {
    if (scans.size > 0) return null;
    const known = deviceId === anyDevice && first !== null ? first : deviceId;
    return scanner.feelsPaper(await resolveDevice(scanner, known));
  };

  async function* scanOf(
    scanner: Scanner,
    message: Extract<ParentMessage, { type: 'scan' }>,
    signal: AbortSignal,
  ): AsyncGenerator<ScanEvent, void> {
    let deviceId = await resolveDevice(scanner, message.deviceId);
    if (deviceId === anyDevice) {
      // A configured device that does not answer is known to be offline or unplugged rather than unknown.
      const why = await scanner.capabilities(anyDevice);
      if (!isScanProblem(why)) deviceId = await resolveDevice(scanner, anyDevice);
      const none = scanProblem('no-scanner', 'no scanner found');
      if (deviceId === anyDevice) {
        yield { kind: 'end', problem: isScanProblem(why) ? why : none, pages: 0 };
        return;
      }
    }
    const { waitForPaperMs, ...settings } = message.settings;
    yield* guardedScan(
      scanner,
      deviceId,
      waitForPaperMs === undefined ? settings : { ...settings, waitForPaperMs },
      limits,
      signal,
    );
  }
  const startScan = (message: Extract<ParentMessage, { type: 'scan' }>, scanner: Scanner): void => {
    if (scans.size > 0) {
      const problem = scanProblem('busy', 'another scan is running');
      post({
        type: 'event',
        id: message.id,
        event: { kind: 'end', problem, pages: 0 },
        note,
      });
      return;
    }
    const abort = new AbortController();
    const events = scanOf(scanner, message, abort.signal)[Symbol.asyncIterator]();
    scans.set(message.id, { events, abort });
  };
  const pull = async (id: number): Promise<void> => {
    const next = await scans.get(id)?.events.next();
    if (next === undefined || next.done === true) return;
    if (next.value.kind === 'end') scans.delete(id);
    await postEvent(post, breathe, { type: 'event', id, event: next.value, note });
  };

  const answer = async (message: ParentMessage, scanner: Scanner): Promise<void> => {
    switch (message.type) {
      case 'list': {
        post({ type: 'devices', id: message.id, devices: await scanner.list() });
        return;
      }
      case 'capabilities': {
        const deviceId = await resolveDevice(scanner, message.deviceId);
        const capabilities = await scanner.capabilities(deviceId);
        post({ type: 'capabilities', id: message.id, capabilities });
        return;
      }
      case 'feel-paper': {
        const loaded = await feelPaper(scanner, message.deviceId);
        post({ type: 'paper', id: message.id, loaded, note });
        return;
      }
      case 'scan': {
        startScan(message, scanner);
        return;
      }
      case 'next': {
        await pull(message.id);
        return;
      }
      case 'cancel':
        return scans.get(message.id)?.abort.abort();
      case 'close':
        await scanner.close();
        {
          exit(0);
          return;
        }
      case 'configure':
      case 'ping':
        return;
    }
  };

  port.onMessage((raw) => {
    heard();
    const parsed = parentMessageSchema.safeParse(raw);
    if (!parsed.success) {
      exit(65);
      return;
    }
    if (parsed.data.type === 'ping') {
      post({ type: 'pong', id: parsed.data.id });
      return;
    }
    if (parsed.data.type === 'configure') {
      configure(parsed.data);
      return;
    }
    if (driver === null) {
      exit(parsed.data.type === 'close' ? 0 : 66);
      return;
    }
    // A driver that throws where it should answer is a bug: the parent sees the host end.
    answer(parsed.data, driver).catch(() => exit(70));
  });
  post({ type: 'ready', protocol: protocolVersion });
};
