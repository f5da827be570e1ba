import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openSharedLock, type SharedLock } from '../../../intake/object-store/shared-lock.ts';
import {
  startLockServer,
  hasLockServer,
  type LockServer,
} from '../../support/object-store-servers.ts';

/** Long enough for a busy machine to renew it in time. */
const LEASE_MS = 5_000;
let server: LockServer;
const opened: SharedLock[] = [];

/** The lock as one of several processes sees it. */
const process = (patienceMs = 30_000, leaseMs = LEASE_MS): SharedLock => {
  const lock = openSharedLock({ url: server.url, leaseMs, scope: 'test', patienceMs });
  opened.push(lock);
  return lock;
};

const reachable = async (lock: SharedLock): Promise<void> => {
  while (!(await lock.isReachable())) await delay(50);
};

describe.skipIf(!hasLockServer)(
  'the lock that intakes share (needs redis-server or valkey-server)',
  () => {
    beforeAll(async () => {
      server = await startLockServer();
    });
    afterAll(() => server.end());
    afterEach(() => {
      for (const lock of opened.splice(0)) lock.close();
    });

    test('never lets two work on the same at once, and both on different things', async () => {
      const both = [process(), process()];
      await Promise.all(both.map(reachable));
      const inside = new Map<string, number>();
      let most = 0;
      const work = async (lock: SharedLock, name: string): Promise<void> =>
        lock.holding(name, async () => {
          const now = (inside.get(name) ?? 0) + 1;
          inside.set(name, now);
          most = Math.max(most, now);
          await delay(20);
          inside.set(name, now - 1);
        });
      const names = ['a', 'b', 'a', 'b', 'a'];
      await Promise.all(both.flatMap((lock) => names.map((name) => work(lock, name))));
      expect(most).toBe(1);
      await both[0]?.holding(
        'x',
        () => both[1]?.holding('y', () => Promise.resolve()) ?? Promise.reject(new Error()),
      );
    });

    test('outlives its lease while the work goes on', async () => {
      const [first, second] = [process(), process(500)];
      await Promise.all([first, second].map(reachable));
      await first.holding('long', async () => {
        await delay(1.3 * LEASE_MS);
        await expect(second.holding('long', () => Promise.resolve())).rejects.toMatchObject({
          status_code: 423,
        });
      });
      expect(await second.holding('long', () => Promise.resolve('mine'))).toBe('mine');
    });

    test('ends by itself when its holder died', async () => {
      const [dead, alive] = [process(30_000, 1_000), process()];
      await Promise.all([dead, alive].map(reachable));
      void dead.holding('left', () => new Promise(() => undefined)).catch(() => undefined);
      while ((await server.keys()).every((key) => !key.endsWith(':left'))) await delay(20);
      dead.close();
      expect(await alive.holding('left', () => Promise.resolve('taken over'))).toBe('taken over');
    });

    test('tells its holder when another wants it', async () => {
      const [holder, other] = [process(), process()];
      await Promise.all([holder, other].map(reachable));
      const lock = holder.locker.newLock('wanted');
      let asked: () => void = () => undefined;
      const wanted = new Promise<void>((done) => (asked = done));
      await lock.lock(new AbortController().signal, () => asked());
      const next = other.holding('wanted', () => Promise.resolve('next'));
      await wanted;
      await lock.unlock();
      expect(await next).toBe('next');
    });

    test('without its server nothing is begun, and what goes on is told to end within the lease', async () => {
      const lock = process();
      await reachable(lock);
      const held = lock.locker.newLock('cut off');
      let told: () => void = () => undefined;
      const ending = new Promise<void>((done) => (told = done));
      await held.lock(new AbortController().signal, () => told());
      await server.stop();
      await ending;
      await expect(lock.holding('new', () => Promise.resolve())).rejects.toMatchObject({
        status_code: 503,
      });
      await held.unlock();
      await server.start();
      await reachable(lock);
      expect(await lock.holding('new', () => Promise.resolve('again'))).toBe('again');
    });
  },
);
