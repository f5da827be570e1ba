import { expect } from 'vitest';
import {
  anyDevice,
  curableBy,
  isScanProblem,
  type Scanner,
  type ScanProblemKind,
} from '../../../scanner-bridge/index.ts';
import { defectOf } from '../../../scanner-bridge/page-image.ts';
import { wait } from '../../support/in-process-host.ts';
import { channelsOf } from '../../support/scanner-pages.ts';
import { observe, type Observed } from './observe.ts';
import { pages, type Happening, type Rig } from './rig.ts';

/** One promise of the scanner interface, told in plain words and kept by every driver whose device can be brought there. */
export interface ContractCase {
  readonly title: string;
  readonly needs: readonly Rig['can'][number][];
  readonly run: (rig: Rig) => Promise<void>;
}

const upTo = (count: number, from = 1): readonly number[] =>
  Array.from({ length: count }, (_, index) => index + from);

const withScanner = async (
  rig: Rig,
  stack: readonly Happening[],
  use: (scanner: Scanner) => Promise<void>,
): Promise<void> => {
  const scanner = await rig.open(stack);
  try {
    await use(scanner);
  } finally {
    await scanner.close();
  }
};

const scanCase = (
  title: string,
  needs: ContractCase['needs'],
  stack: readonly Happening[],
  check: (scanner: Scanner, rig: Rig) => Promise<void>,
): ContractCase => ({
  title,
  needs,
  run: (rig) => withScanner(rig, stack, (scanner) => check(scanner, rig)),
});

const counts = [1, 2, 3, 10, 50, 200].map((count) =>
  scanCase(
    `${count} pages come in order, numbered, and the scan ends well`,
    [],
    pages(count),
    async (scanner, rig) => {
      const seen = await observe(scanner, { ...rig.settings, maxPages: 250 });
      expect(seen.problem).toBeNull();
      expect(seen.numbers).toEqual(upTo(count));
      expect(seen.pages.map(({ sequence }) => sequence)).toEqual(upTo(count));
      expect(seen.counted).toBe(count);
    },
  ),
);

/** What may be said of a happening; an unplugged network device is merely offline. */
const kindsOf: Readonly<Partial<Record<Happening, readonly ScanProblemKind[]>>> = {
  jam: ['jam'],
  'double-feed': ['double-feed'],
  'cover-open': ['cover-open'],
  corrupt: ['corrupt-page'],
  // A network device that falls silent is noticed by the driver before the host is given up.
  hang: ['driver-hung', 'offline'],
  crash: ['driver-crashed'],
  unplug: ['unplugged', 'offline'],
  busy: ['busy'],
  offline: ['offline'],
};

const faults = (
  ['jam', 'double-feed', 'cover-open', 'corrupt', 'hang', 'crash', 'unplug'] as const
).flatMap((fault) => [
  scanCase(
    `${fault} before the first page: no page, and the cause is named`,
    [fault],
    [fault],
    async (scanner, rig) => {
      const seen = await observe(scanner, rig.settings);
      expect(kindsOf[fault]).toContain(seen.problem?.kind);
      expect(seen.pages).toEqual([]);
    },
  ),
  scanCase(
    `${fault} leaves the two pages before it intact`,
    [fault],
    ['page', 'page', fault, 'page'],
    async (scanner, rig) => {
      const seen = await observe(scanner, rig.settings);
      expect(kindsOf[fault]).toContain(seen.problem?.kind);
      expect(seen.numbers).toEqual([1, 2]);
      expect(seen.counted).toBe(2);
      expect(seen.pages.map(({ image }) => defectOf(image))).toEqual([null, null]);
    },
  ),
  scanCase(
    `after ${fault} is cured the scan goes on after the last good page`,
    [fault],
    ['page', 'page', fault, 'page', 'page'],
    async (scanner, rig) => {
      await observe(scanner, rig.settings);
      let seen = await observe(scanner, rig.settings);
      // A device that was away may be missed once more before it is found again.
      for (let tries = 0; tries < 3 && seen.problem !== null; tries++)
        seen = await observe(scanner, rig.settings);
      expect(seen.problem).toBeNull();
      expect(seen.numbers).toEqual([3, 4]);
      expect(seen.pages.map(({ sequence }) => sequence)).toEqual([1, 2]);
    },
  ),
]);

const single = (['busy', 'offline'] as const).map((fault) =>
  scanCase(`${fault} is named, and passes`, [fault], [fault, 'page'], async (scanner, rig) => {
    const seen = await observe(scanner, rig.settings);
    expect(kindsOf[fault]).toContain(seen.problem?.kind);
    expect((await observe(scanner, rig.settings)).numbers).toEqual([1]);
  }),
);

/** Cancels at the n-th event of a kind. */
const cancelAt = (title: string, kind: 'progress' | 'page', nth: number): ContractCase =>
  scanCase(title, [], pages(4), async (scanner, rig) => {
    const abort = new AbortController();
    let count = 0;
    const seen = await observe(scanner, rig.settings, {
      signal: abort.signal,
      onEvent: (event) => {
        if (event.kind === kind && ++count === nth) abort.abort();
      },
    });
    expect(seen.problem?.kind).toBe('cancelled');
    expect(seen.counted).toBe(seen.pages.length);
    expect(seen.numbers).toEqual(upTo(seen.pages.length));
    if (kind === 'page') expect(seen.pages.length).toBe(nth);
  });

const cancels: readonly ContractCase[] = [
  scanCase('cancelled before it began: no page feeds', [], pages(2), async (scanner, rig) => {
    const seen = await observe(scanner, rig.settings, { signal: AbortSignal.abort() });
    expect(seen.problem?.kind).toBe('cancelled');
    expect(seen.pages).toEqual([]);
  }),
  cancelAt('cancelled while the first page feeds', 'progress', 1),
  cancelAt('cancelled right after the first page', 'page', 1),
  cancelAt('cancelled right after the second page', 'page', 2),
  cancelAt('cancelled right after the last page', 'page', 4),
  scanCase(
    'after a cancelled scan the scanner is free again',
    [],
    pages(4),
    async (scanner, rig) => {
      const abort = new AbortController();
      await observe(scanner, rig.settings, { signal: abort.signal, onEvent: () => abort.abort() });
      await rig.idle?.();
      rig.reload?.(pages(2));
      const seen = await observe(scanner, rig.settings);
      expect(seen.problem).toBeNull();
      expect(seen.pages.length).toBeGreaterThan(0);
    },
  ),
  scanCase(
    'a scan nobody follows to its end gives the scanner back',
    [],
    pages(4),
    async (scanner, rig) => {
      for await (const event of scanner.scan(anyDevice, rig.settings, new AbortController().signal))
        if (event.kind === 'page') break;
      await rig.idle?.();
      rig.reload?.(pages(2));
      const seen = await observe(scanner, rig.settings);
      expect(seen.problem).toBeNull();
    },
  ),
];

const ends: readonly ContractCase[] = [
  scanCase("'end' comes exactly once and last", [], pages(2), async (scanner, rig) => {
    const seen = await observe(scanner, rig.settings);
    expect(seen.ends).toBe(1);
    expect(seen.events.at(-1)).toBe('end');
  }),
  scanCase('progress is told before the first page', [], pages(1), async (scanner, rig) => {
    expect((await observe(scanner, rig.settings)).events[0]).toBe('progress');
  }),
  scanCase(
    'an empty feeder is nothing-loaded, not an error of the device',
    [],
    [],
    async (scanner, rig) => {
      const seen = await observe(scanner, { ...rig.settings, source: 'feeder' });
      expect(seen.problem?.kind).toBe('nothing-loaded');
      expect(curableBy('nothing-loaded')).toBe('customer');
    },
  ),
  scanCase('an empty feeder can be filled and scanned', ['reload'], [], async (scanner, rig) => {
    await observe(scanner, { ...rig.settings, source: 'feeder' });
    rig.reload?.(pages(2));
    expect((await observe(scanner, rig.settings)).numbers).toEqual([1, 2]);
  }),
  scanCase('exactly as many pages as allowed end well', [], pages(3), async (scanner, rig) => {
    const seen = await observe(scanner, { ...rig.settings, maxPages: 3 });
    expect([seen.problem, seen.counted]).toEqual([null, 3]);
  }),
  scanCase(
    'one page more than allowed: the allowed ones stay, and it is said',
    [],
    pages(4),
    async (scanner, rig) => {
      const seen = await observe(scanner, { ...rig.settings, maxPages: 3 });
      expect(seen.problem?.kind).toBe('too-many-pages');
      expect(seen.numbers).toEqual([1, 2, 3]);
    },
  ),
  scanCase('a cap of one page holds', [], pages(3), async (scanner, rig) => {
    const seen = await observe(scanner, { ...rig.settings, maxPages: 1 });
    expect(seen.problem?.kind).toBe('too-many-pages');
    expect(seen.numbers).toEqual([1]);
  }),
  scanCase('a feed that never ends is stopped at the cap', [], pages(60), async (scanner, rig) => {
    const seen = await observe(scanner, { ...rig.settings, maxPages: 40 });
    expect([seen.problem?.kind, seen.counted]).toEqual(['too-many-pages', 40]);
  }),
  scanCase(
    'the same page over and over is a driver gone wild',
    ['same-page-for-ever'],
    ['page', 'same-page-for-ever'],
    async (scanner, rig) => {
      const seen = await observe(scanner, { ...rig.settings, maxPages: 250 });
      expect(seen.problem?.kind).toBe('driver-hung');
      expect(seen.counted).toBeLessThan(40);
    },
  ),
];

const settings: readonly ContractCase[] = [
  scanCase('both sides: front and back take turns', ['duplex'], pages(4), async (scanner, rig) => {
    const seen = await observe(scanner, { ...rig.settings, duplex: true, source: 'feeder' });
    expect(seen.pages.map(({ side }) => side)).toEqual(['front', 'back', 'front', 'back']);
  }),
  scanCase('one side: only fronts', [], pages(3), async (scanner, rig) => {
    const seen = await observe(scanner, rig.settings);
    expect(seen.pages.map(({ side }) => side)).toEqual(['front', 'front', 'front']);
  }),
  scanCase('the glass gives one page', ['glass'], pages(2), async (scanner, rig) => {
    const seen = await observe(scanner, { ...rig.settings, source: 'glass' });
    expect([seen.problem, seen.counted]).toEqual([null, 1]);
  }),
  scanCase(
    'the glass twice gives two scans of one page',
    ['glass'],
    pages(2),
    async (scanner, rig) => {
      await observe(scanner, { ...rig.settings, source: 'glass' });
      expect((await observe(scanner, { ...rig.settings, source: 'glass' })).counted).toBe(1);
    },
  ),
  scanCase(
    'left to the bridge, paper in the feeder is taken from there',
    [],
    pages(2),
    async (scanner, rig) => {
      const seen = await observe(scanner, { ...rig.settings, source: 'auto' });
      expect([seen.problem, seen.numbers]).toEqual([null, [1, 2]]);
    },
  ),
  scanCase(
    'a resolution the device has not is refused, not replaced',
    [],
    pages(1),
    async (scanner, rig) => {
      const seen = await observe(scanner, { ...rig.settings, dpi: 77 });
      expect([seen.problem?.kind, seen.counted]).toEqual(['refused-settings', 0]);
    },
  ),
  scanCase(
    'a refused setting feeds no paper: the stack is still there',
    [],
    pages(2),
    async (scanner, rig) => {
      await observe(scanner, { ...rig.settings, dpi: 77 });
      expect((await observe(scanner, rig.settings)).numbers).toEqual([1, 2]);
    },
  ),
  scanCase(
    'grey is delivered when grey is asked for',
    ['greyscale'],
    pages(1),
    async (scanner, rig) => {
      const seen = await observe(scanner, { ...rig.settings, mode: 'grey' });
      const image = seen.pages[0]?.image;
      expect(image && (await channelsOf(image))).toBe(1);
    },
  ),
  scanCase(
    'every page says the resolution it was asked for',
    [],
    pages(2),
    async (scanner, rig) => {
      const seen = await observe(scanner, rig.settings);
      expect(seen.pages.map(({ dpi }) => dpi)).toEqual([rig.settings.dpi, rig.settings.dpi]);
    },
  ),
  scanCase('every page image is whole', [], pages(3), async (scanner, rig) => {
    const seen = await observe(scanner, rig.settings);
    expect(seen.pages.map(({ image }) => defectOf(image))).toEqual([null, null, null]);
  }),
  scanCase(
    'a page delivered does not change when the next one comes',
    [],
    pages(2),
    async (scanner, rig) => {
      const copies: Uint8Array[] = [];
      const seen = await observe(scanner, rig.settings, {
        onEvent: (event) => {
          if (event.kind === 'page') copies.push(Uint8Array.from(event.page.image.data));
        },
      });
      const unchanged = seen.pages.map(({ image }, index) =>
        Buffer.from(image.data).equals(copies[index] ?? new Uint8Array()),
      );
      expect(unchanged).toEqual([true, true]);
    },
  ),
];

const devices: readonly ContractCase[] = [
  scanCase('the device is listed with a name', [], pages(1), async (scanner) => {
    const listed = await scanner.list();
    expect(listed.length).toBeGreaterThan(0);
    expect(listed[0]?.id).not.toBe('');
    expect(listed[0]?.model).not.toBe('');
  }),
  scanCase('the device keeps its identity from list to list', [], pages(1), async (scanner) => {
    expect((await scanner.list())[0]?.id).toBe((await scanner.list())[0]?.id);
  }),
  scanCase('the listed device can be asked what it can do', [], pages(1), async (scanner, rig) => {
    const can = await scanner.capabilities((await scanner.list())[0]?.id ?? '');
    if (isScanProblem(can)) throw new Error(can.detail);
    expect(can.sources).toContain('feeder');
    expect(can.modes).toContain('colour');
    expect(can.resolutions).toContain(rig.settings.dpi);
    expect(can.duplex).toBe(rig.can.includes('duplex'));
  }),
  scanCase('resolutions are told in ascending order', [], pages(1), async (scanner) => {
    const can = await scanner.capabilities(anyDevice);
    if (isScanProblem(can)) throw new Error(can.detail);
    expect([...can.resolutions].sort((a, b) => a - b)).toEqual(can.resolutions);
  }),
  scanCase(
    'the listed device can be scanned from by its id',
    [],
    pages(1),
    async (scanner, rig) => {
      const deviceId = (await scanner.list())[0]?.id ?? '';
      expect((await observe(scanner, rig.settings, { deviceId })).numbers).toEqual([1]);
    },
  ),
  scanCase('a device that is not there: no scanner', [], pages(1), async (scanner, rig) => {
    const seen = await observe(scanner, rig.settings, { deviceId: 'nowhere:0' });
    expect(seen.problem?.kind).toBe('no-scanner');
  }),
  scanCase(
    'a device that is not there cannot be asked what it can do',
    [],
    pages(1),
    async (scanner) => {
      expect(await scanner.capabilities('nowhere:0')).toMatchObject({ kind: 'no-scanner' });
    },
  ),
  scanCase('asking what it can do feeds no paper', [], pages(2), async (scanner, rig) => {
    await scanner.capabilities(anyDevice);
    expect((await observe(scanner, rig.settings)).numbers).toEqual([1, 2]);
  }),
  scanCase(
    'paper laid in later starts the scan by itself',
    ['senses-paper'],
    [],
    async (scanner, rig) => {
      const waiting = observe(scanner, {
        ...rig.settings,
        source: 'feeder',
        waitForPaperMs: 20_000,
      });
      rig.reload?.(pages(2));
      expect((await waiting).numbers).toEqual([1, 2]);
    },
  ),
  scanCase(
    'it says whether paper lies in the feeder, before and after it was taken',
    ['senses-paper'],
    [],
    async (scanner, rig) => {
      expect(await scanner.feelsPaper(anyDevice)).toBe(false);
      rig.reload?.(pages(2));
      expect(await scanner.feelsPaper(anyDevice)).toBe(true);
      expect((await observe(scanner, rig.settings)).numbers).toEqual([1, 2]);
      expect(await scanner.feelsPaper(anyDevice)).toBe(false);
    },
  ),
  scanCase('feeling for paper feeds none', [], pages(2), async (scanner, rig) => {
    await scanner.feelsPaper(anyDevice);
    await scanner.feelsPaper(anyDevice);
    expect((await observe(scanner, rig.settings)).numbers).toEqual([1, 2]);
  }),
  scanCase(
    'a scan asked for while it feels for paper begins after that',
    [],
    pages(2),
    async (scanner, rig) => {
      const felt = scanner.feelsPaper(anyDevice);
      expect((await observe(scanner, rig.settings)).numbers).toEqual([1, 2]);
      await felt;
    },
  ),
  scanCase(
    'during a scan nothing is felt, and the scan is not disturbed',
    [],
    pages(3),
    async (scanner, rig) => {
      const felt: Promise<boolean | null>[] = [];
      const seen = await observe(scanner, rig.settings, {
        onEvent: (event) => {
          if (event.kind === 'page') felt.push(scanner.feelsPaper(anyDevice));
        },
      });
      expect(seen.numbers).toEqual([1, 2, 3]);
      expect((await Promise.all(felt)).slice(0, 2)).toEqual([null, null]);
    },
  ),
  scanCase('a device that is not there feels nothing', [], pages(1), async (scanner) => {
    expect(await scanner.feelsPaper('nowhere:0')).toBeNull();
  }),
];

const together: readonly ContractCase[] = [
  scanCase(
    'a second client is told busy and the first is not disturbed',
    [],
    pages(3),
    async (scanner, rig) => {
      const others: Promise<Observed>[] = [];
      const first = await observe(scanner, rig.settings, {
        onEvent: (event) => {
          if (event.kind === 'page') others.push(observe(scanner, rig.settings));
        },
      });
      const told = (await Promise.all(others)).map(({ problem }) => problem?.kind);
      expect(told).toEqual(['busy', 'busy', 'busy']);
      expect(first.numbers).toEqual([1, 2, 3]);
    },
  ),
  scanCase(
    'two stacks one after the other are two scans, each numbered from 1',
    ['reload'],
    pages(2),
    async (scanner, rig) => {
      await observe(scanner, rig.settings);
      rig.reload?.(pages(2));
      const seen = await observe(scanner, rig.settings);
      expect(seen.problem).toBeNull();
      expect(seen.pages.map(({ sequence }) => sequence)).toEqual([1, 2]);
    },
  ),
  scanCase(
    'another kiosk at the same device is told busy, and the first is not disturbed',
    ['shared'],
    pages(3),
    async (scanner, rig) => {
      const other = rig.openAnother?.() ?? scanner;
      const told: Observed[] = [];
      const seen = await observe(scanner, rig.settings, {
        onPage: async (count) => {
          if (count === 1) told.push(await observe(other, rig.settings));
        },
      });
      await other.close();
      expect(told.map(({ problem, counted }) => [problem?.kind, counted])).toEqual([['busy', 0]]);
      expect([seen.problem, seen.numbers]).toEqual([null, [1, 2, 3]]);
    },
  ),
  scanCase(
    'list and capabilities answer while nothing is scanned',
    [],
    pages(1),
    async (scanner) => {
      const [listed, can] = await Promise.all([scanner.list(), scanner.capabilities(anyDevice)]);
      expect([listed.length > 0, isScanProblem(can)]).toEqual([true, false]);
    },
  ),
  scanCase(
    'asking what there is and what it can do in the middle of a scan does not disturb it',
    [],
    pages(3),
    async (scanner, rig) => {
      const asked: Promise<unknown>[] = [];
      const seen = await observe(scanner, rig.settings, {
        onPage: (count) => {
          if (count === 1) asked.push(scanner.list(), scanner.capabilities(anyDevice));
          return Promise.resolve();
        },
      });
      await Promise.all(asked);
      expect([seen.problem, seen.numbers]).toEqual([null, [1, 2, 3]]);
    },
  ),
  scanCase(
    'closed in the middle of a scan, the scan ends once, and what was delivered stays whole',
    [],
    pages(3),
    async (scanner, rig) => {
      const closing: Promise<void>[] = [];
      const seen = await observe(scanner, rig.settings, {
        onPage: () => {
          if (closing.length === 0) closing.push(scanner.close());
          return Promise.resolve();
        },
      });
      await Promise.all(closing);
      expect([seen.ends, seen.counted]).toEqual([1, seen.pages.length]);
      expect(seen.pages.length).toBeGreaterThan(0);
      expect(seen.numbers).toEqual([1, 2, 3].slice(0, seen.pages.length));
    },
  ),
  scanCase(
    'who was told busy leaves nothing behind: once it is free the same one scans',
    [],
    pages(2),
    async (scanner, rig) => {
      const first = observe(scanner, rig.settings);
      const refused = await observe(scanner, rig.settings);
      expect(refused.problem?.kind).toBe('busy');
      expect((await first).numbers).toEqual([1, 2]);
      const again = await observe(scanner, rig.settings);
      expect(again.problem?.kind).toBe('nothing-loaded');
    },
  ),
  scanCase(
    'the next sheet is not asked for before the page is taken',
    [],
    pages(3),
    async (scanner, rig) => {
      const fedAfterEach: (number | undefined)[] = [];
      for await (const event of scanner.scan(
        anyDevice,
        rig.settings,
        new AbortController().signal,
      )) {
        if (event.kind !== 'page') continue;
        // Time for a driver that would run ahead.
        await wait(100, new AbortController().signal);
        fedAfterEach.push(rig.fed?.());
      }
      if (rig.fed !== undefined) expect(fedAfterEach).toEqual([1, 2, 3]);
    },
  ),
];

/** All of them. */
export const contractCases: readonly ContractCase[] = [
  ...counts,
  ...ends,
  ...settings,
  ...faults,
  ...single,
  ...cancels,
  ...devices,
  ...together,
];
