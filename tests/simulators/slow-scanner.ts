import {
  anyDevice,
  type ScanEvent,
  type Scanner,
  type ScannerCapabilities,
} from '../../scanner-bridge/index.ts';

/** One scan of a slow scanner: it says what the test tells it, also after it was asked to stop. */
export interface SlowScan {
  tell(event: ScanEvent): void;
}

/** A scanner that answers only when the test lets it; being asked to stop hurries it not at all. */
export interface SlowScanner {
  readonly scanner: Scanner;
  /** Lets the oldest open question for capabilities be answered. */
  answerCapabilities(): void;
  /** The next scan that is begun, or that was begun and not asked for here yet. */
  nextScan(): Promise<SlowScan>;
  scansBegun(): number;
}

/** A line in which things wait to be taken, and takers wait for things. */
const createLine = <T>() => {
  const waiting: T[] = [];
  const takers: ((thing: T) => void)[] = [];
  return {
    put: (thing: T) => {
      const taker = takers.shift();
      if (taker === undefined) waiting.push(thing);
      else taker(thing);
    },
    take: (): Promise<T> => {
      const [thing] = waiting.splice(0, 1);
      if (thing !== undefined) return Promise.resolve(thing);
      return new Promise((resolve) => takers.push(resolve));
    },
  };
};

/** @param capabilities what the scanner can do */
export const slowScanner = (capabilities: ScannerCapabilities): SlowScanner => {
  const questions: (() => void)[] = [];
  const scans = createLine<SlowScan>();
  let begun = 0;
  return {
    scanner: {
      list: () => Promise.resolve([{ id: anyDevice, manufacturer: 'Test', model: 'Slow' }]),
      capabilities: () =>
        new Promise((resolve) => {
          questions.push(() => resolve(capabilities));
        }),
      feelsPaper: () => Promise.resolve(null),
      async *scan() {
        begun += 1;
        const events = createLine<ScanEvent>();
        scans.put({ tell: events.put });
        for (;;) {
          const event = await events.take();
          yield event;
          if (event.kind === 'end') return;
        }
      },
      close: () => Promise.resolve(),
    },
    answerCapabilities: () => questions.shift()?.(),
    nextScan: scans.take,
    scansBegun: () => begun,
  };
};
