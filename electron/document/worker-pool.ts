import type { Connection } from './worker-connection.ts';

/** Whether a task goes before those that can wait. */
type Turn = 'first' | 'later';

/** The processes of one visit and the tasks waiting for them. */
export interface WorkerPool {
  /**
   * Runs the task on the process with the least to do, at most `AT_A_TIME` tasks in all.
   * @param task asks for the process when its turn has come; `place` says which one it is
   * @param prefer the process to take if it has nothing else to do
   */
  run<T>(
    turn: Turn,
    task: (connect: () => Connection, place: number) => Promise<T>,
    prefer?: number,
  ): Promise<T>;
  /** The process that writes documents. */
  main(): Connection;
  /** Ends every process. */
  end(): void;
}

/** As many pages are in memory decoded at a time, whatever the number of processes. */
const AT_A_TIME = 2;

interface Place {
  connection: Connection | null;
  running: number;
}

/** @param open starts a process; called when one is needed, again after it ended */
export const createPool = (open: () => Connection, processes: number): WorkerPool => {
  const first: Place = { connection: null, running: 0 };
  const places = [
    first,
    ...Array.from({ length: processes - 1 }, (): Place => ({ connection: null, running: 0 })),
  ];
  const waiting: Record<Turn, (() => void)[]> = { first: [], later: [] };
  let running = 0;

  const connectionAt = (place: Place): Connection => {
    if (place.connection?.open !== true) place.connection = open();
    return place.connection;
  };

  const placeFor = (prefer: number | undefined): Place => {
    const preferred = prefer === undefined ? undefined : places[prefer];
    if (preferred?.running === 0) return preferred;
    return places.reduce((least, other) => (other.running < least.running ? other : least));
  };

  const run: WorkerPool['run'] = async (turn, task, prefer) => {
    if (running >= AT_A_TIME) await new Promise<void>((resolve) => waiting[turn].push(resolve));
    else running += 1;
    const place = placeFor(prefer);
    place.running += 1;
    try {
      return await task(() => connectionAt(place), places.indexOf(place));
    } finally {
      place.running -= 1;
      // Whoever waits takes this one's place, so nobody can slip in between.
      const next = waiting.first.shift() ?? waiting.later.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };

  return {
    run,
    main: () => connectionAt(first),
    end: () => places.forEach(({ connection }) => connection?.end('worker-failed')),
  };
};
