import { readdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/**
 * What a process that nobody waits for with a finger gets beside one that draws the screens: some 4 % of a processor on
 * Linux, "below normal" on Windows. Reading a page's words (19) still gives way to taking pages in.
 */
const PRIORITY = constants.priority.PRIORITY_BELOW_NORMAL + 5;

const FOLDER_OF_THREADS = '/proc/self/task';

const threads = (): readonly number[] => {
  try {
    return readdirSync(FOLDER_OF_THREADS).map(Number);
  } catch {
    return [];
  }
};

/**
 * Lets the screens go first on a small machine. Linux knows a priority for each thread, and the ones that collect garbage
 * run already when the program begins; those started later have it from the thread that starts them.
 */
export const giveWay = (): void => {
  for (const thread of [0, ...threads()]) {
    try {
      setPriority(thread, PRIORITY);
    } catch {
      // It has ended since, or the system does not allow it: slower to answer is no reason not to work.
    }
  }
};
