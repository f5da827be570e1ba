import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileDurably } from '../../kiosk-config/index.ts';

/** What can crash. `main` is the application itself: it was not there to see its end. */
const crashKinds = ['main', 'renderer', 'document-worker', 'scanner-host', 'uploader'] as const;
export type CrashKind = (typeof crashKinds)[number];

const ledgerSchema = z.strictObject({
  version: z.literal(1),
  /** Whether the application runs, or ended without saying so. */
  running: z.boolean(),
  /** Whether it halts until somebody looks. */
  halted: z.boolean(),
  crashes: z.array(z.strictObject({ at: z.number(), kind: z.enum(crashKinds) })),
});
type Ledger = z.infer<typeof ledgerSchema>;

/** How many crashes in how long make a loop. */
export interface CrashLimit {
  readonly count: number;
  readonly withinMs: number;
}

/** Remembers crashes across restarts. */
export interface CrashLedger {
  /** One more crash; returns whether this makes it a loop. */
  readonly crashed: (kind: CrashKind) => boolean;
  /** Whether the kiosk halts after a crash loop until somebody has looked. */
  readonly halted: () => boolean;
  /** What to show people who look after the kiosk: kind and number of the crashes, e.g. "R5". */
  readonly code: () => string;
  /** Crashes within the limit's time. */
  readonly recent: () => number;
  /** Somebody has looked. */
  readonly clear: () => void;
  /** The application ends in good order. */
  readonly endedWell: () => void;
}

/** Kept for the status page; older ones are dropped. */
const KEPT = 50;
const empty: Ledger = { version: 1, running: false, halted: false, crashes: [] };

const read = (path: string): Ledger => {
  try {
    const parsed = ledgerSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : empty;
  } catch {
    return empty;
  }
};

/** What keeps customers from the kiosk when it crashes; the others are replaced without anybody noticing. */
const isNoticed = ({ kind }: Ledger['crashes'][number]): boolean =>
  kind === 'main' || kind === 'renderer';

const within = ({ crashes }: Ledger, limit: CrashLimit, now: number) =>
  crashes.filter(({ at }) => at > now - limit.withinMs && at <= now);

const withCrash = (ledger: Ledger, kind: CrashKind, limit: CrashLimit, now: number): Ledger => {
  const next = { ...ledger, crashes: [...ledger.crashes, { at: now, kind }].slice(-KEPT) };
  const noticed = within(next, limit, now).filter(isNoticed).length;
  return { ...next, halted: ledger.halted || noticed >= limit.count };
};

/**
 * Opens the ledger as the application starts: one that still says "running" means that the application crashed (or
 * lost its power).
 * @param now milliseconds since 1970
 */
export const openCrashLedger = (
  dataFolder: string,
  limit: CrashLimit,
  now: () => number,
): CrashLedger => {
  const path = join(dataFolder, 'crashes.json');
  const found = read(path);
  let ledger: Ledger = {
    ...(found.running ? withCrash(found, 'main', limit, now()) : found),
    running: true,
  };
  const keep = (next: Ledger): void => {
    ledger = next;
    try {
      writeFileDurably(path, `${JSON.stringify(ledger)}\n`);
    } catch {
      // A full or broken disk is reported by the spool's own check; crashes count on in memory.
    }
  };
  keep(ledger);
  return {
    crashed(kind) {
      const before = ledger.halted;
      keep(withCrash(ledger, kind, limit, now()));
      return !before && ledger.halted;
    },
    halted: () => ledger.halted,
    code() {
      const last = ledger.crashes.filter(isNoticed).slice(-limit.count);
      const kinds = [...new Set(last.map(({ kind }) => kind[0]?.toUpperCase()))].sort().join('');
      return `${kinds}${last.length}`;
    },
    recent: () => within(ledger, limit, now()).length,
    clear: () => keep({ ...ledger, halted: false, crashes: [] }),
    endedWell: () => keep({ ...ledger, running: false }),
  };
};
