import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * The way to have V8 free at once what nobody holds any more. With `--clear-free-memory` it writes zeros over it
 * (docs/decisions/0061-memory-after-a-visit.md); left to itself it waits until it needs the room.
 */
export const garbageCollector = (): (() => void) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as unknown;
  return typeof collect === 'function' ? (collect as () => void) : () => undefined;
};
