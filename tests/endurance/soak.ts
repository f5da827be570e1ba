import { familyOf } from '../../setup/process-family.mjs';
import { quickScanner } from './numbered-stacks.ts';
import { isZombie, processState } from './process-state.ts';
import type { HeldByMain } from './protocol.ts';
import { growth, median } from './trend.ts';
import { startVisitedKiosk, type VisitedKiosk } from './visited-kiosk.ts';

export interface SoakSettings {
  readonly visits: number;
  /** Visits between two looks at the processes. */
  readonly every: number;
  /** Ends the soak after the look that comes after so long. */
  readonly mostMs: number;
  readonly progress: (text: string) => void;
}

/** Everything that is looked at, by name: memory in kilobytes, numbers of files, threads, processes. */
export type Sample = Readonly<Record<string, number>>;

/** One value over the soak, and whether it may stay as it is. */
export interface Verdict {
  readonly what: string;
  readonly first: number;
  readonly last: number;
  /** Rise over the second half of the samples, as the median slope has it. */
  readonly rise: number;
  readonly allowed: number;
  readonly good: boolean;
}

export interface SoakResult {
  readonly visits: number;
  readonly minutes: number;
  readonly samples: readonly Sample[];
  readonly verdicts: readonly Verdict[];
  /** Receipts that were shown and documents at the intake; both lists must hold the same numbers, each once. */
  readonly receipts: number;
  readonly notOnce: readonly string[];
  readonly withoutReceipt: number;
  readonly problems: readonly string[];
}

/** What a second half may rise by: a share of the level, and at least so much, as sampling is not exact. */
const allowances: readonly (readonly [name: RegExp, share: number, least: number])[] = [
  // Of 2,000 visits a leak of 2 KB in each would show in the half that is judged.
  [/^heap of main/, 0.03, 400],
  [/^resources of main/, 0, 1],
  [/^memory of /, 0.05, 2_000],
  [/^files of /, 0, 1],
  [/^threads of /, 0, 1],
  [/^processes/, 0, 0.5],
  [/^zombies/, 0, 0],
  [/^ms per visit/, 0.1, 20],
];

const verdictOn = (what: string, values: readonly number[]): Verdict => {
  const { rise, level } = growth(values);
  const [, share, least] = allowances.find(([name]) => name.test(what)) ?? [what, 0, 0];
  const allowed = Math.max(level * share, least);
  const zombies = what === 'zombies' && values.some((count) => count > 0);
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  return { what, first, last, rise, allowed, good: rise <= allowed && !zombies };
};

/** The kernel's view of all processes, summed up by the part of the kiosk they are. */
const stateOf = async (kiosk: VisitedKiosk, msPerVisit: number): Promise<Sample> => {
  // The document workers of the visit that has just ended may still be ending.
  const { processes, main } = await kiosk.sample();
  const family = familyOf(kiosk.pid);
  const parts = new Map(processes.map(({ pid, part }) => [pid, part]));
  const sums: Record<string, number> = {};
  const add = (name: string, value: number): void => {
    sums[name] = (sums[name] ?? 0) + value;
  };
  for (const pid of family) {
    const state = processState(pid);
    if (state === null) continue;
    const part = parts.get(pid) ?? 'zygote';
    add(`memory of ${part}`, state.pssKb);
    add(`files of ${part}`, state.files);
    add(`threads of ${part}`, state.threads);
  }
  return {
    ...sums,
    ...heldBy(main),
    processes: family.length,
    zombies: family.filter(isZombie).length,
    'ms per visit': msPerVisit,
  };
};

const heldBy = ({ heapUsed, external, arrayBuffers, resources }: HeldByMain): Sample => ({
  'heap of main': heapUsed / 1024,
  'heap of main, outside V8': external / 1024,
  'heap of main, buffers': arrayBuffers / 1024,
  'resources of main': resources,
});

/** Waits until what the last visit left has ended: nothing but the kiosk that waits is looked at. */
const settle = async (kiosk: VisitedKiosk): Promise<void> => {
  await kiosk.emptied();
  for (let tries = 0; tries < 50; tries += 1) {
    const { processes } = await kiosk.sample();
    const count = (name: string): number => processes.filter(({ part }) => part === name).length;
    if (count('document-worker') === 0 && count('scanner-host') === 2 && count('screens') === 1)
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

const notOnce = (receipts: readonly string[], delivered: readonly string[]): readonly string[] => {
  const counts = new Map<string, number>();
  for (const reference of delivered) counts.set(reference, (counts.get(reference) ?? 0) + 1);
  return [...new Set([...receipts, ...delivered])].filter(
    (reference) => counts.get(reference) !== 1 || !receipts.includes(reference),
  );
};

/** Lets customers come one after the other and watches what they leave in the kiosk's processes. */
export const soak = async (settings: SoakSettings): Promise<SoakResult> => {
  const kiosk = await startVisitedKiosk(quickScanner);
  const began = Date.now();
  const receipts: string[] = [];
  const problems: string[] = [];
  const samples: Sample[] = [];
  let visits = 0;
  try {
    while (visits < settings.visits && Date.now() - began < settings.mostMs) {
      const times: number[] = [];
      for (let count = 0; count < settings.every; count += 1) {
        visits += 1;
        const details = { caseNumber: '', name: `Besuch Nummer ${visits}` };
        const outcome = await kiosk.visit({ details, look: false, kills: [] });
        times.push(outcome.ms);
        if (outcome.reference !== null) receipts.push(outcome.reference);
        problems.push(...outcome.problems);
      }
      await settle(kiosk);
      const sample = await stateOf(kiosk, median(times));
      samples.push(sample);
      const told = ['memory of main', 'heap of main', 'files of main', 'ms per visit'];
      settings.progress(
        `${visits} visits: ${told.map((name) => `${name} ${Math.round(sample[name] ?? 0)}`).join(', ')}`,
      );
    }
    await kiosk.emptied();
    const names = [...new Set(samples.flatMap((sample) => Object.keys(sample)))];
    return {
      visits,
      minutes: (Date.now() - began) / 60_000,
      samples,
      verdicts: names.map((name) =>
        verdictOn(
          name,
          samples.map((sample) => sample[name] ?? 0),
        ),
      ),
      receipts: receipts.length,
      notOnce: notOnce(receipts, kiosk.delivered()),
      withoutReceipt: visits - receipts.length,
      problems,
    };
  } finally {
    await kiosk.stop();
  }
};
