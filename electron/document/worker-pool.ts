import type { Connection } from './worker-connection.ts';

/** Whether a task goes before those that can wait. */
type Turn = 'first' | 'later';

/** The processes of one visit and the tasks waiting for them. */
export interface WorkerPool {
  /** Opens every process that is not there. */
  start(): void;
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

interface Waiting {
  readonly prefer: number | undefined;
  readonly go: () => void;
}

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
  const waiting: Record<Turn, Waiting[]> = { first: [], later: [] };
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

  /** What can wait goes on where it prefers to be, if something does; else in the order it came. */
  const nextAt = (place: number): Waiting | undefined => {
    const fitting = waiting.later.findIndex(({ prefer }) => prefer === place);
    return waiting.later.splice(Math.max(0, fitting), 1)[0];
  };

  const run: WorkerPool['run'] = async (turn, task, prefer) => {
    if (running < AT_A_TIME) running += 1;
    else await new Promise<void>((go) => waiting[turn].push({ prefer, go }));
    const place = placeFor(prefer);
    place.running += 1;
    try {
      return await task(() => connectionAt(place), places.indexOf(place));
    } finally {
      place.running -= 1;
      // What follows from this task, on the same page and so best in the same place, is asked for within this turn.
      setImmediate(() => {
        // Whoever waits takes this one's place, so nobody can slip in between.
        const next = waiting.first.shift() ?? nextAt(places.indexOf(place));
        if (next === undefined) running -= 1;
        else next.go();
      });
    }
  };

  return {
    start: () => places.forEach(connectionAt),
    run,
    main: () => connectionAt(first),
    end: () => places.forEach(({ connection }) => connection?.end('worker-failed')),
  };
};
