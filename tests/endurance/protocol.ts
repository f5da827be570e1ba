/** The parts of the kiosk that may die without the customer losing anything. */
export const killable = ['screens', 'document-worker', 'scanner-host', 'uploader'] as const;
export type Killable = (typeof killable)[number];

/** One process of the application. */
export interface KioskProcess {
  readonly pid: number;
  /** `main`, `screens`, `gpu`, the name of a utility process' program, or what Chromium calls it. */
  readonly part: string;
}

/** What Node.js in the main process holds after a garbage collection, in bytes; resources: timers, sockets, handles. */
export interface HeldByMain {
  readonly heapUsed: number;
  readonly external: number;
  readonly arrayBuffers: number;
  readonly resources: number;
}

export interface PlannedKill {
  readonly part: Killable;
  /** If there is nothing to kill then: as soon as there is. */
  readonly afterMs: number;
}

/** One kill in a visit. */
export interface Kill {
  readonly part: Killable;
  /** Where the visit was. */
  readonly step: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Until the screens show the visit one step further, ms; null for the uploader, which no customer waits for. */
  readonly backAfterMs: number | null;
}

/** One customer. */
export interface VisitAsk {
  readonly do: 'visit';
  readonly details: { readonly caseNumber: string; readonly name: string };
  /** Whether to read the numbers off the pictures of the pages. */
  readonly look: boolean;
  /** What is killed one after the other, each so many ms after the visit is back from the kill before. */
  readonly kills: readonly PlannedKill[];
}

export type Ask = VisitAsk | { readonly do: 'sample' };

/** What became of one customer's visit. */
export interface VisitOutcome {
  /** On the receipt; null where the visit ended without one. */
  readonly reference: string | null;
  /** From the first touch to the waiting screen after the visit, ms. */
  readonly ms: number;
  /** Page numbers that the customer saw on the pages, in order. */
  readonly pages: readonly number[];
  /** Names and case numbers that any view showed during the visit. */
  readonly seenDetails: readonly string[];
  /** What got in the way: problems of the scanner or of handing in. */
  readonly problems: readonly string[];
  /** What of `kills` came to be before the visit was over. */
  readonly kills: readonly Kill[];
}
