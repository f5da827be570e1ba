import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from '@redis/client';
import type { Locker } from '@tus/server';
import { Refusal, unavailable } from '../refusal.ts';

// A lock is a key that ends by itself. Whoever wants a lock that is held leaves a second key beside it, which the holder
// sees at its next renewal.
const RENEW = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('pexpire', KEYS[1], ARGV[2])
return 1 + redis.call('exists', KEYS[2])`;
const RELEASE = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('del', KEYS[1], KEYS[2])`;

const RETRY_MS = 100;
const ANSWER_MS = 5_000;

export interface SharedLockSettings {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly ca?: Buffer;
  readonly leaseMs: number;
  /** Names the store that is guarded: intakes of other stores may use the same lock server. */
  readonly scope: string;
  /** How long to wait for a lock that another holds, in milliseconds. */
  readonly patienceMs?: number;
}

/** Locks that all intake processes of a store share. */
export interface SharedLock {
  readonly locker: Locker;
  /** Runs work while no other process does for the same name. Throws 503 without a lock server, 423 when it takes too long. */
  holding<Value>(name: string, work: () => Promise<Value>): Promise<Value>;
  isReachable(): Promise<boolean>;
  close(): void;
}

/** What a holder is told: another wants the lock, or it is no longer certain that this one has it. */
type OnRequest = () => void;

interface Held {
  release(): Promise<void>;
}

const within = async <Value>(answer: Promise<Value>): Promise<Value> => {
  const ending = new AbortController();
  const late = delay(ANSWER_MS, undefined, { signal: ending.signal }).then(() => {
    throw unavailable('the lock server');
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([answer, late]);
  } finally {
    ending.abort();
  }
};

const connect = ({ url, username, password, ca }: SharedLockSettings) => {
  const client = createClient({
    url,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    disableOfflineQueue: true,
    socket: {
      connectTimeout: ANSWER_MS,
      reconnectStrategy: (tries) => Math.min(100 * 2 ** tries, 3_000),
      ...(ca === undefined ? {} : { tls: true as const, ca }),
    },
  });
  // Without a listener a lost connection would end the process; health tells about it.
  client.on('error', () => undefined);
  client.connect().catch(() => undefined);
  return client;
};

/** Opens the connection; a server that is away is tried again for ever. */
export const openSharedLock = (settings: SharedLockSettings): SharedLock => {
  const { leaseMs, scope, patienceMs = 30_000 } = settings;
  const client = connect(settings);
  const ask = async (command: readonly string[]): Promise<unknown> => {
    try {
      return await within(client.sendCommand(command));
    } catch {
      throw unavailable('the lock server');
    }
  };

  /** Renews the lease until it is released, and tells once when it should be. */
  const keep = (keys: readonly string[], token: string, onRequest: OnRequest): Held => {
    let [held, told, sure] = [true, false, performance.now()];
    const tell = (): void => {
      if (!told && held) onRequest();
      told = true;
    };
    const renew = async (): Promise<void> => {
      const asked = performance.now();
      const answer = await ask(['EVAL', RENEW, '2', ...keys, token, String(leaseMs)]).catch(
        () => null,
      );
      if (answer === 1 || answer === 2) sure = asked;
      // Half a lease is left to end what is under way.
      if (answer === 0 || answer === 2 || performance.now() - sure > leaseMs / 2) tell();
    };
    const renewing = setInterval(() => void renew(), Math.min(500, leaseMs / 8)).unref();
    return {
      async release() {
        held = false;
        clearInterval(renewing);
        // Not told to anyone if it fails: the work is done, and the lease ends by itself.
        await ask(['EVAL', RELEASE, '2', ...keys, token]).catch(() => undefined);
      },
    };
  };

  const acquire = async (
    name: string,
    onRequest: OnRequest,
    signal?: AbortSignal,
  ): Promise<Held> => {
    const key = `einwurf:${scope}:${name}`;
    const keys = [key, `${key}:wanted`];
    const token = randomUUID();
    const started = performance.now();
    for (;;) {
      const answer = await ask(['SET', key, token, 'NX', 'PX', String(leaseMs)]);
      if (answer === 'OK') return keep(keys, token, onRequest);
      if (signal?.aborted === true || performance.now() - started > patienceMs)
        throw new Refusal(423, 'another connection is working on it');
      await ask(['SET', `${key}:wanted`, '1', 'PX', '2000']);
      await delay(RETRY_MS);
    }
  };

  return {
    locker: {
      newLock(id) {
        let held: Held | null = null;
        return {
          async lock(signal, cancelRequest) {
            held = await acquire(id, () => void cancelRequest(), signal);
          },
          async unlock() {
            await held?.release();
          },
        };
      },
    },
    async holding(name, work) {
      const held = await acquire(name, () => undefined);
      try {
        return await work();
      } finally {
        await held.release();
      }
    },
    isReachable: () =>
      ask(['PING']).then(
        () => true,
        () => false,
      ),
    close: () => client.destroy(),
  };
};
