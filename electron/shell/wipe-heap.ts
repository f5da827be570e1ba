import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What is written over the old space's free memory at least, bytes. */
const LEAST_BYTES = 16 * 1024 * 1024;

/** And at most: the main process' old space has far less. */
const MOST_BYTES = 64 * 1024 * 1024;

/** A number that is no small integer: a map and eight bytes, the smallest thing V8 has an address for. */
const NUMBER_BYTES = 12;

const oldSpaceBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')?.space_size ?? 0;

/** Numbers enough to fill what is free in the old space, down to the smallest gap; they move there when V8 collects. */
const fillOldSpace = (collect: () => void): void => {
  const bytes = Math.min(MOST_BYTES, Math.max(LEAST_BYTES, oldSpaceBytes()));
  const count = Math.ceil(bytes / NUMBER_BYTES);
  const numbers = new Array<unknown>(count);
  // An array of nothing but numbers would hold them in one piece.
  numbers[0] = {};
  for (let at = 1; at < count; at += 1) numbers[at] = at + 0.5;
  collect();
  // Held until here.
  numbers.length = 0;
};

/**
 * The way to have V8 let go of what nobody holds any more, and leave nothing of it; takes some tenths of a second. V8
 * overwrites the young space's free memory when it is told to (`--clear-free-memory`), but not the old space's, where
 * everything moves that lived through a collection (measured: docs/decisions/0082-old-memory-is-overwritten.md). So what
 * lives is moved out of every page of the old space, whose memory then goes back to the system, and what is free in the
 * pages that are left, or were kept for later, is filled and freed again.
 */
export const heapWiper = (): (() => void) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  return () => {
    collect();
    // Each time every other page.
    setFlagsFromString('--stress-compaction');
    collect();
    collect();
    setFlagsFromString('--no-stress-compaction');
    fillOldSpace(collect);
    collect();
  };
};
