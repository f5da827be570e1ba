import { overwrite } from '../domain/overwrite.ts';
import type { ScanProblem } from '../domain/problem.ts';
import type { ScannedPage } from '../../scanner-bridge/index.ts';

/** Scanned sides on their way into the page store, in the order of the paper. */
export interface PageQueue {
  /**
   * Takes a side over.
   * @returns when the next one may come: at once while few wait, so that the feeder does not stop for a page that took
   * a little longer; with the problem that ends the scan, if one is known by then
   */
  add(page: ScannedPage): Promise<ScanProblem | null>;
  /** Resolves when every side taken over is kept, or given up because one before it had a problem. */
  emptied(): Promise<ScanProblem | null>;
}

/** How much may wait beside the side that is being worked on. */
export interface PageQueueLimits {
  readonly pages: number;
  /** As scanned, all together; a larger side waits alone. */
  readonly bytes: number;
}

/**
 * The feeder goes on while so many sides wait: the first ones take longer, until the programs for them are compiled.
 * Those that the scanner did not compress (26 MB for A4 in colour at 300 dpi) wait one at a time.
 */
export const FEW_WAITING: PageQueueLimits = { pages: 8, bytes: 16_000_000 };
/** The next sheet moves when the last one's turn has come. */
export const NONE_WAITING: PageQueueLimits = { pages: 0, bytes: 0 };

/**
 * @param keep works on a side and keeps it; asked for one at a time, and for none any more after a problem
 */
export const createPageQueue = (
  keep: (page: ScannedPage) => Promise<ScanProblem | null>,
  limits: PageQueueLimits,
): PageQueue => {
  let last: Promise<ScanProblem | null> = Promise.resolve(null);
  let found: ScanProblem | null = null;
  let bytes = 0;
  let turns: readonly Promise<unknown>[] = [];

  const keepOrGiveUp = async (page: ScannedPage): Promise<ScanProblem | null> => {
    if (found === null) found = await keep(page);
    else overwrite(page.image.data);
    return found;
  };

  const add: PageQueue['add'] = async (page) => {
    const size = page.image.data.length;
    bytes += size;
    const turn: Promise<unknown> = last.then(() => {
      bytes -= size;
      turns = turns.filter((other) => other !== turn);
    });
    turns = [...turns, turn];
    last = turn.then(() => keepOrGiveUp(page));
    while (turns.length > limits.pages || bytes > limits.bytes) await turns[0];
    return found;
  };

  return { add, emptied: () => last };
};
