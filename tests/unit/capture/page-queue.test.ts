import { describe, expect, it } from 'vitest';
import { createPageQueue } from '../../../electron/capture/page-queue.ts';
import type { ScanProblem } from '../../../electron/domain/problem.ts';
import type { ScannedPage } from '../../../scanner-bridge/index.ts';

const side = (sequence: number, bytes = 10): ScannedPage => ({
  image: { format: 'jpeg', data: new Uint8Array(bytes).fill(sequence) },
  dpi: 300,
  side: 'front',
  sequence,
});

/** A store that keeps a side only when the test says so. */
const slowStore = () => {
  const begun: number[] = [];
  const done: ((problem: ScanProblem | null) => void)[] = [];
  const keep = ({ sequence }: ScannedPage): Promise<ScanProblem | null> => {
    begun.push(sequence);
    return new Promise((resolve) => done.push(resolve));
  };
  const finish = async (problem: ScanProblem | null = null): Promise<void> => {
    done.shift()?.(problem);
    await settled();
  };
  return { begun, keep, finish };
};

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Whether the feeder may go on. */
const watched = (mayCome: Promise<ScanProblem | null>) => {
  const state = { mayCome: false, problem: null as ScanProblem | null };
  void mayCome.then((problem) => Object.assign(state, { mayCome: true, problem }));
  return state;
};

describe('pages on their way into the store', () => {
  it('do not stop the feeder while few wait, and are kept one at a time, in order', async () => {
    const { begun, keep, finish } = slowStore();
    const queue = createPageQueue(keep, { pages: 2, bytes: 1000 });
    const first = [1, 2, 3].map((number) => watched(queue.add(side(number))));
    await settled();
    expect(first.map(({ mayCome }) => mayCome)).toEqual([true, true, true]);
    const fourth = watched(queue.add(side(4)));
    await settled();
    expect([fourth.mayCome, begun]).toEqual([false, [1]]);
    await finish();
    expect([fourth.mayCome, begun]).toEqual([true, [1, 2]]);
    for (let left = 0; left < 3; left += 1) await finish();
    expect(begun).toEqual([1, 2, 3, 4]);
    expect(await queue.emptied()).toBeNull();
  });

  it('wait one at a time where they are large', async () => {
    const { begun, keep, finish } = slowStore();
    const queue = createPageQueue(keep, { pages: 4, bytes: 100 });
    const first = watched(queue.add(side(1, 500)));
    await settled();
    const second = watched(queue.add(side(2, 500)));
    await settled();
    expect([first.mayCome, second.mayCome]).toEqual([true, false]);
    await finish();
    expect([second.mayCome, begun]).toEqual([true, [1, 2]]);
  });

  it('wait for their turn where none may wait', async () => {
    const { keep, finish } = slowStore();
    const queue = createPageQueue(keep, { pages: 0, bytes: 0 });
    const first = watched(queue.add(side(1)));
    await settled();
    const second = watched(queue.add(side(2)));
    await settled();
    expect([first.mayCome, second.mayCome]).toEqual([true, false]);
    await finish();
    expect(second.mayCome).toBe(true);
  });

  it('are given up, and overwritten, behind one that the disk has no room for', async () => {
    const { begun, keep, finish } = slowStore();
    const queue = createPageQueue(keep, { pages: 2, bytes: 1000 });
    const pages = [1, 2, 3].map((number) => side(number));
    for (const page of pages) void queue.add(page);
    await settled();
    await finish();
    await finish('storage-full');
    expect(begun).toEqual([1, 2]);
    expect(pages.map(({ image }) => image.data[0])).toEqual([1, 2, 0]);
    expect(await queue.emptied()).toBe('storage-full');
    expect(await queue.add(side(4))).toBe('storage-full');
    expect(begun).toEqual([1, 2]);
  });
});
