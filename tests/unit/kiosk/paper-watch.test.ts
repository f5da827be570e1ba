import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { isOwnScanner } from '../../../electron/own-scanner.ts';
import { watchPaper, type PaperWatchParts } from '../../../electron/paper-watch.ts';
import type { Journey, ScanActivity } from '../../../electron/domain/journey.ts';
import type { Visit } from '../../../electron/domain/submission.ts';
import { parseScannerSpec, type ScannerCapabilities } from '../../../scanner-bridge/index.ts';
import { manualClock } from '../../support/manual-clock.ts';

const visit: Visit = {
  id: 'v',
  language: 'de',
  pages: [],
  past: [],
  details: { caseNumber: '', name: '' },
  topics: [null],
  message: '',
  receipts: [],
};
const scan = (activity: ScanActivity): Journey => ({
  step: 'scan',
  visit,
  activity,
  replacing: null,
});
const ready = scan({ state: 'ready' });
const running = scan({ state: 'running', pages: 0, fraction: null });
const troubled = (problem: 'jam' | 'nothing-loaded'): Journey =>
  scan({ state: 'interrupted', problem });
const receipt = { step: 'receipt', language: 'de', earlier: [] } as unknown as Journey;
const attract: Journey = { step: 'attract' };

const capabilities: ScannerCapabilities = {
  sources: ['feeder'],
  duplex: false,
  modes: ['grey'],
  resolutions: [300],
  sensesPaper: true,
};

/** A scanner whose feeder the test fills, and everything the watch said. */
const watched = (change: Partial<PaperWatchParts> & { sensesPaper?: boolean } = {}) => {
  const clock = manualClock();
  const feeder: { paper: boolean | null; looks: number } = { paper: false, looks: 0 };
  let started = 0;
  const { sensesPaper = true, ...parts } = change;
  const watch = watchPaper({
    scanner: {
      capabilities: () => Promise.resolve({ ...capabilities, sensesPaper }),
      feelsPaper: () => {
        feeder.looks += 1;
        return Promise.resolve(feeder.paper);
      },
    },
    clock,
    starts: true,
    own: true,
    laidIn: () => {
      started += 1;
    },
    changed: () => undefined,
    ...parts,
  });
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 200) {
      await setImmediate();
      clock.pass(200);
      await setImmediate();
    }
  };
  return { watch, feeder, pass, started: () => started };
};

describe('paper starts a scan by itself', () => {
  it('when it is laid in while the screen asks for it, once it lies still, and only once', async () => {
    const { watch, feeder, pass, started } = watched();
    watch.shown(ready);
    await pass(1000);
    expect(watch.news()).toBe('awaited');
    feeder.paper = true;
    await pass(400);
    expect(started()).toBe(0);
    await pass(10_000);
    expect(started()).toBe(1);
  });

  it('not while a hand still pushes it in and out', async () => {
    const { watch, feeder, pass, started } = watched();
    watch.shown(ready);
    await pass(1000);
    for (let push = 0; push < 5; push += 1) {
      feeder.paper = true;
      await pass(400);
      feeder.paper = false;
      await pass(400);
    }
    expect(started()).toBe(0);
  });

  it('not when it lay there before the screen asked: it may be the last customer’s', async () => {
    const { watch, feeder, pass, started } = watched();
    feeder.paper = true;
    watch.shown(ready);
    await pass(10_000);
    expect([started(), watch.news()]).toEqual([0, null]);
  });

  it('not after a stop that left paper in the feeder', async () => {
    const { watch, feeder, pass, started } = watched();
    watch.shown(running);
    feeder.paper = true;
    watch.shown(ready);
    await pass(10_000);
    expect(started()).toBe(0);
  });

  it('not after a jam, however the paper is taken out and laid in again', async () => {
    const { watch, feeder, pass, started } = watched();
    watch.shown(ready);
    await pass(1000);
    watch.shown(troubled('jam'));
    await pass(1000);
    feeder.paper = true;
    await pass(10_000);
    expect([started(), watch.news()]).toEqual([0, null]);
  });

  it('after the button found the feeder empty', async () => {
    const { watch, feeder, pass, started } = watched();
    watch.shown(troubled('nothing-loaded'));
    await pass(1000);
    feeder.paper = true;
    await pass(3000);
    expect(started()).toBe(1);
  });

  it('not on another screen, and nobody looks there', async () => {
    const { watch, feeder, pass, started } = watched();
    watch.shown(ready);
    await pass(1000);
    watch.shown({ step: 'review', visit });
    const { looks } = feeder;
    feeder.paper = true;
    await pass(10_000);
    expect([started(), feeder.looks]).toEqual([0, looks]);
  });

  it('not while an attendant has the kiosk', async () => {
    const { watch, feeder, pass, started } = watched();
    watch.shown(ready);
    await pass(1000);
    watch.shown(null);
    feeder.paper = true;
    await pass(10_000);
    watch.shown(ready);
    await pass(10_000);
    expect(started()).toBe(0);
  });

  it('not where the site does not want it, nor at a device that feels nothing', async () => {
    for (const change of [{ starts: false }, { sensesPaper: false }]) {
      const { watch, feeder, pass, started } = watched(change);
      watch.shown(ready);
      await pass(1000);
      feeder.paper = true;
      await pass(5000);
      expect([started(), feeder.looks, watch.news()]).toEqual([0, 0, null]);
    }
  });

  it('no longer at a device that stops answering, which is not asked for ever', async () => {
    const { watch, feeder, pass, started } = watched();
    watch.shown(ready);
    await pass(1000);
    feeder.paper = null;
    await pass(10_000);
    const { looks } = feeder;
    await pass(60_000);
    expect([started(), watch.news(), feeder.looks]).toEqual([0, null, looks]);
  });
});

describe('paper left in the scanner', () => {
  it('is said with the receipt until it is taken', async () => {
    const { watch, feeder, pass } = watched();
    feeder.paper = true;
    watch.shown(receipt);
    await pass(1000);
    expect(watch.news()).toBe('left');
    feeder.paper = false;
    await pass(2000);
    expect(watch.news()).toBeNull();
  });

  it('is said on the waiting screen after somebody walked away, and holds up nothing', async () => {
    const { watch, feeder, pass } = watched();
    watch.shown({ step: 'review', visit });
    feeder.paper = true;
    watch.shown(attract);
    await pass(600_000);
    expect(watch.news()).toBe('left');
    expect(feeder.looks).toBeLessThan(150);
    watch.shown({ step: 'language' });
    expect(watch.news()).toBeNull();
  });

  it('is not looked for when nobody was there, nor in a scanner that another kiosk uses', async () => {
    for (const change of [{}, { own: false }]) {
      const { watch, feeder, pass } = watched(change);
      feeder.paper = true;
      if ('own' in change) watch.shown({ step: 'review', visit });
      watch.shown(attract);
      await pass(5000);
      expect([watch.news(), feeder.looks]).toEqual([null, 0]);
    }
  });
});

it.each([
  ['virtual', true],
  ['twain', true],
  ['scanimage:fujitsu:fi-7160:1234', true],
  ['scanimage:net:10.0.0.7:fujitsu', false],
  ['scanimage', false],
  ['escl:http://127.0.0.1:60000/eSCL', true],
  ['escl:http://scanner.example/eSCL', false],
  ['escl', false],
])('%s: only this kiosk’s: %s', (spec, own) => {
  const driver = parseScannerSpec(spec);
  if (!driver.ok) throw new Error(driver.problem);
  expect(isOwnScanner(driver.value)).toBe(own);
});
