import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { UploadClock } from '../../electron/upload/upload-clock.ts';

/** A clock that runs so many times faster than the wall, so that pauses of seconds pass in milliseconds. */
export const fastClock = (times: number): UploadClock => ({
  now: () => Date.now(),
  elapsed: () => performance.now() * times,
  sleep: (ms, signal) => delay(ms / times, undefined, { signal }).catch(() => undefined),
});
