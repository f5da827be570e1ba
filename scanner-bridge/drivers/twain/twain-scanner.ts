import { scanProblem, type ScanProblem } from '../../scan-problem.ts';
import type { ScanEvent, Scanner, ScannerDevice, ScanSettings } from '../../scanner.ts';
import { chooseSource, refusalOf } from '../../settings.ts';
import type { DriverContext } from '../driver-context.ts';
import type { TwainConfig } from '../driver-config.ts';
import { capabilitiesOfSource, paperInFeeder } from './capabilities.ts';
import { problemOfCondition } from './condition.ts';
import { dat, dg, msg, rc, type Mechanism } from './constants.ts';
import type { Dsm } from './dsm.ts';
import { openNativeDsm } from './native-dsm.ts';
import { negotiate } from './negotiate.ts';
import { readIdentity, sizes, userInterface } from './structs.ts';
import { conditionOf, transferPage } from './transfer.ts';

const maxSources = 100;
const paperPollMs = 500;
/** TWCC_BUMMER. */
const generalFailure = 1;

type Ended = { readonly end: ScanProblem | null; readonly pages: number };

const idOf = ({ manufacturer, family, name }: ReturnType<typeof readIdentity>): string =>
  `${manufacturer}/${family}/${name}`;

/** Scanners with a TWAIN data source, through the data source manager. Calls block: this driver belongs in a host of its own. */
export const createTwainScanner = (config: TwainConfig, context: DriverContext): Scanner => {
  let opened: Dsm | null = null;
  const mechanisms: readonly Mechanism[] =
    config.transfer === 'auto'
      ? ['memory', 'native', ...(config.fileFolder === undefined ? [] : (['file'] as const))]
      : [config.transfer];

  const manager = async (): Promise<Dsm | ScanProblem> => {
    if (opened !== null) return opened;
    const dsm = await openNativeDsm(config.dsm, context.wait);
    if (typeof dsm === 'string') return scanProblem('no-scanner', dsm);
    opened = dsm;
    return dsm;
  };
  const sourcesOf = (dsm: Dsm): readonly Buffer[] => {
    const found: Buffer[] = [];
    for (let count = 0; count < maxSources; count++) {
      const identity = Buffer.alloc(sizes.identity);
      const message = count === 0 ? msg.getFirst : msg.getNext;
      if (dsm.call(null, dg.control, dat.identity, message, identity) !== rc.success) break;
      found.push(identity);
    }
    const wanted = config.source?.toLowerCase();
    return wanted === undefined
      ? found
      : found.filter((identity) => idOf(readIdentity(identity)).toLowerCase().includes(wanted));
  };

  /** Opens a source (state 4), uses it, and closes it whatever happens. */
  async function* withSource<Result>(
    id: string,
    use: (dsm: Dsm, source: Buffer) => AsyncGenerator<ScanEvent, Result>,
  ): AsyncGenerator<ScanEvent, Result | ScanProblem> {
    const dsm = await manager();
    if ('kind' in dsm) return dsm;
    const source = sourcesOf(dsm).find((identity) => idOf(readIdentity(identity)) === id);
    if (source === undefined) return scanProblem('no-scanner', `there is no TWAIN source '${id}'`);
    if (dsm.call(null, dg.control, dat.identity, msg.openDs, source) !== rc.success) {
      const status = Buffer.alloc(sizes.status);
      dsm.call(null, dg.control, dat.status, msg.get, status);
      const code = status.readUInt16LE(0);
      // Most sources say no more than "failure" of a device that is switched off.
      return code <= generalFailure
        ? scanProblem('offline', `the source does not open (condition ${code})`)
        : problemOfCondition(code, 'open');
    }
    try {
      dsm.registerSource(source);
      return yield* use(dsm, source);
    } finally {
      dsm.call(null, dg.control, dat.identity, msg.closeDs, source);
    }
  }

  /** State 6 or 7 back to 5, dropping what the source still holds. Gives how many pages are pending. */
  const endTransfer = (dsm: Dsm, source: Buffer): number => {
    const pending = Buffer.alloc(sizes.pendingXfers);
    const code = dsm.call(source, dg.control, dat.pendingXfers, msg.endXfer, pending);
    return code === rc.success ? pending.readUInt16LE(0) : 0;
  };
  const reset = (dsm: Dsm, source: Buffer): void => {
    const pending = Buffer.alloc(sizes.pendingXfers);
    dsm.call(source, dg.control, dat.pendingXfers, msg.reset, pending);
  };

  /** Pages while the source has any (states 6 and 7). */
  async function* transferAll(
    dsm: Dsm,
    source: Buffer,
    how: Mechanism,
    settings: ScanSettings,
    feeder: boolean,
    signal: AbortSignal,
  ): AsyncGenerator<ScanEvent, Ended> {
    let pages = 0;
    let pending = 1;
    try {
      while (pending !== 0) {
        if (signal.aborted) return { end: scanProblem('cancelled', 'cancelled'), pages };
        yield { kind: 'progress', sequence: pages + 1, fraction: null };
        const page = transferPage(dsm, source, how, config.fileFolder);
        pending = endTransfer(dsm, source);
        if ('kind' in page) {
          const emptied = page.kind === 'nothing-loaded' && pages > 0;
          return { end: emptied ? null : page, pages };
        }
        pages += 1;
        const dpi = page.dpi > 0 ? Math.round(page.dpi) : settings.dpi;
        const side = settings.duplex && feeder && pages % 2 === 0 ? 'back' : 'front';
        yield { kind: 'page', page: { image: page.image, dpi, side, sequence: pages } };
        // Sources without a feeder may hold more pictures and pass over that one was asked for.
        if (!feeder) return { end: null, pages };
        // Lets messages from the parent in: the calls above block.
        await context.wait(0, signal);
      }
      return { end: null, pages };
    } finally {
      if (pending !== 0) reset(dsm, source);
    }
  }

  const awaitPaper = async (
    dsm: Dsm,
    source: Buffer,
    waitMs: number,
    signal: AbortSignal,
  ): Promise<boolean | null> => {
    let loaded = paperInFeeder(dsm, source);
    for (
      let waited = 0;
      waited < waitMs && loaded === false && !signal.aborted;
      waited += paperPollMs
    ) {
      await context.wait(paperPollMs, signal);
      loaded = paperInFeeder(dsm, source);
    }
    return loaded;
  };

  const scanSource = (settings: ScanSettings, signal: AbortSignal) =>
    async function* (dsm: Dsm, source: Buffer): AsyncGenerator<ScanEvent, Ended> {
      const can = capabilitiesOfSource(dsm, source);
      const refused = refusalOf(settings, can);
      if (refused !== null) return { end: refused, pages: 0 };
      const loaded = await awaitPaper(dsm, source, settings.waitForPaperMs ?? 0, signal);
      const from = chooseSource(settings.source, can, loaded);
      if (from === 'feeder' && loaded === false)
        return { end: scanProblem('nothing-loaded', 'the feeder is empty'), pages: 0 };
      const how = negotiate(dsm, source, from, settings, mechanisms);
      if (typeof how !== 'string') return { end: how, pages: 0 };
      dsm.clearSigns();
      const enable = userInterface(config.showSource, dsm.window);
      const code = dsm.call(source, dg.control, dat.userInterface, msg.enableDs, enable);
      if (code !== rc.success && code !== rc.checkStatus)
        return { end: conditionOf(dsm, source, 'enable'), pages: 0 };
      try {
        yield { kind: 'progress', sequence: 1, fraction: null };
        const sign = await dsm.awaitSign(source, config.readyMs, signal);
        if (sign === 'ready')
          return yield* transferAll(dsm, source, how, settings, from === 'feeder', signal);
        if (sign === 'aborted') return { end: scanProblem('cancelled', 'cancelled'), pages: 0 };
        // The source's own window was closed, or never said a word.
        return sign === 'close'
          ? { end: conditionOf(dsm, source, 'close request'), pages: 0 }
          : { end: scanProblem('driver-hung', `no page in ${config.readyMs} ms`), pages: 0 };
      } finally {
        dsm.call(source, dg.control, dat.userInterface, msg.disableDs, enable);
      }
    };

  return {
    list: async (): Promise<readonly ScannerDevice[]> => {
      const dsm = await manager();
      if ('kind' in dsm) return [];
      return sourcesOf(dsm).map((identity) => {
        const { manufacturer, family, name } = readIdentity(identity);
        return { id: idOf({ manufacturer, family, name }), manufacturer, model: name || family };
      });
    },
    capabilities: async (id) => {
      // eslint-disable-next-line require-yield -- asking yields no scan events
      const ask = withSource(id, async function* (dsm, source) {
        return await Promise.resolve(capabilitiesOfSource(dsm, source));
      });
      const result = await ask.next();
      return result.done === true ? result.value : scanProblem('driver-crashed', 'no answer');
    },
    feelsPaper: async (id) => {
      // eslint-disable-next-line require-yield -- asking yields no scan events
      const ask = withSource(id, async function* (dsm, source) {
        return await Promise.resolve({ loaded: paperInFeeder(dsm, source) });
      });
      const { value } = await ask.next();
      return 'loaded' in value ? value.loaded : null;
    },
    scan: async function* (id, settings, signal) {
      const result = yield* withSource(id, scanSource(settings, signal));
      if ('kind' in result) yield { kind: 'end', problem: result, pages: 0 };
      else yield { kind: 'end', problem: result.end, pages: result.pages };
    },
    close: () => {
      opened?.close();
      opened = null;
      return Promise.resolve();
    },
  };
};
