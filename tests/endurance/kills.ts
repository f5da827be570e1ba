import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { arrivedAt, type Arrived } from './arrived.ts';
import { numberedStacks } from './numbered-stacks.ts';
import { killable, type Killable, type VisitOutcome } from './protocol.ts';
import { median } from './trend.ts';
import { startVisitedKiosk, type VisitedKiosk } from './visited-kiosk.ts';

export interface KillSettings {
  /** How often each part of the kiosk is killed. */
  readonly each: number;
  /** Ends the run after the visit that comes after so long. */
  readonly mostMs: number;
  readonly progress: (text: string) => void;
}

/** What killing one part did. */
export interface KilledPart {
  readonly part: Killable;
  readonly kills: number;
  /** Steps at which it was killed, and how often. */
  readonly at: Readonly<Record<string, number>>;
  /** From the kill until the customer is one step further, or until the uploader works again, ms. */
  readonly backMs: readonly number[];
}

export interface KillResult {
  readonly visits: number;
  readonly minutes: number;
  readonly parts: readonly KilledPart[];
  /** One step of a visit in which nothing is killed, median, ms: the same customer on the same machine. */
  readonly calmStepMs: number;
  readonly calmVisitMs: number;
  /** Visits that ended without a receipt; their customers saw that they had none. */
  readonly withoutReceipt: number;
  /** What customers were told: problems of the scanner and of handing in, and how often. */
  readonly problems: Readonly<Record<string, number>>;
  /** What somebody saw or got of another customer's. Must be empty. */
  readonly strangers: readonly string[];
  /** Receipts without exactly one document, and documents without a receipt. Must be empty. */
  readonly notOnce: readonly string[];
}

interface Visited {
  readonly name: string;
  readonly outcome: VisitOutcome;
}

/** Steps of a visit that the customer waits for. */
const STEPS = 10;
const CALM_VISITS = 6;
/** Then one visit in so many is left alone, too, so that both are measured on the same machine. */
const CALM_EVERY = 12;
/** A kill comes at most so long after the visit is back from the one before, as a share of a calm visit. */
const LATEST = 0.6;
/** Paper for a kill of each part: visits, and scans that had to be begun again. */
const STACKS_EACH = 8;
const SPARE_STACKS = 50;

const tally = (words: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
};

/** Whose pages and words were seen by somebody else. */
const strangersAmong = (visited: readonly Visited[]): readonly string[] => {
  const owners = new Map<number, string>();
  return visited.flatMap(({ name, outcome: { pages, seenDetails } }) => [
    ...seenDetails.filter((word) => word !== name).map((word) => `${name} read ${word}`),
    ...pages.flatMap((page) => {
      const owner = owners.get(page) ?? name;
      if (page >= 0) owners.set(page, owner);
      return owner === name ? [] : [`${name} saw page ${page} of ${owner}`];
    }),
  ]);
};

/** Compares what customers took home with what has arrived. */
const compared = (
  visited: readonly Visited[],
  arrived: readonly Arrived[],
): Pick<KillResult, 'strangers' | 'notOnce'> => {
  const strangers: string[] = [];
  const notOnce: string[] = [];
  const known = new Set<string>();
  for (const { name, outcome } of visited) {
    const { reference, pages } = outcome;
    if (reference === null) continue;
    known.add(reference);
    const own = arrived.filter((one) => one.reference === reference);
    if (own.length !== 1) notOnce.push(`${reference}: ${own.length} documents`);
    for (const document of own) {
      if (document.name !== name) strangers.push(`${reference} is ${document.name}, not ${name}`);
      if (document.pages.join() !== pages.join())
        strangers.push(`${reference} holds ${document.pages.join()}, not ${pages.join()}`);
    }
  }
  for (const { reference } of arrived)
    if (!known.has(reference)) notOnce.push(`${reference}: no receipt`);
  return { strangers, notOnce };
};

/** When the uploader worked again after each kill, from the kiosk's log. */
const uploaderBack = (kiosk: VisitedKiosk, killed: readonly number[]): readonly number[] => {
  const started = kiosk
    .log()
    .filter(({ event, status }) => event === 'uploader-status' && status === 'started')
    .map(({ at }) => Date.parse(String(at)));
  return killed.flatMap((at) => {
    const back = started.find((time) => time > at);
    return back === undefined ? [] : [back - at];
  });
};

const summaryOf = (
  kiosk: VisitedKiosk,
  part: Killable,
  visited: readonly Visited[],
): KilledPart => {
  const killed = visited
    .flatMap(({ outcome }) => outcome.kills)
    .filter((kill) => kill.part === part);
  return {
    part,
    kills: killed.length,
    at: tally(killed.map(({ step }) => step)),
    backMs:
      part === 'uploader'
        ? uploaderBack(
            kiosk,
            killed.map(({ time }) => time),
          )
        : killed.flatMap(({ backAfterMs }) => backAfterMs ?? []),
  };
};

/** The same things in an order that nobody knows before. */
const shuffled = <Value>(values: readonly Value[]): readonly Value[] =>
  values
    .map((value) => ({ value, at: randomInt(1_000_000) }))
    .sort((one, other) => one.at - other.at)
    .map(({ value }) => value);

/**
 * Kills the kiosk's parts at random moments of visits and looks what customers get. In every visit all parts die, one
 * after the other, as far as the visit lasts.
 */
export const kills = async (settings: KillSettings): Promise<KillResult> => {
  const paper = await numberedStacks(settings.each * STACKS_EACH + SPARE_STACKS);
  const kiosk = await startVisitedKiosk(paper.driver);
  const began = Date.now();
  const visited: Visited[] = [];
  const times: number[] = [];
  const left = new Map<Killable, number>(killable.map((part) => [part, settings.each]));
  const visit = async (parts: readonly Killable[]): Promise<void> => {
    const name = `Besuch ${visited.length + 1}`;
    const longest = Math.max(1, Math.round(median(times) * LATEST));
    const outcome = await kiosk.visit({
      details: { caseNumber: '', name },
      look: true,
      kills: shuffled(parts).map((part) => ({ part, afterMs: randomInt(longest) })),
    });
    for (const { part } of outcome.kills) left.set(part, (left.get(part) ?? 0) - 1);
    visited.push({ name, outcome });
    if (parts.length === 0) times.push(outcome.ms);
  };
  const toKill = (): readonly Killable[] => killable.filter((part) => (left.get(part) ?? 0) > 0);
  try {
    // The first one finds everything cold.
    await visit([]);
    times.length = 0;
    for (let count = 0; count < CALM_VISITS; count += 1) await visit([]);
    for (let count = 1; toKill().length > 0 && Date.now() - began < settings.mostMs; count += 1) {
      await visit(toKill());
      if (count % CALM_EVERY === 0) await visit([]);
      if (count % 10 === 0)
        settings.progress(`${[...left].map(([part, more]) => `${part} ${more}`).join(', ')} to go`);
    }
    await kiosk.emptied();
    const { strangers, notOnce } = compared(visited, await arrivedAt(kiosk.site.keys));
    return {
      visits: visited.length,
      minutes: (Date.now() - began) / 60_000,
      parts: killable.map((part) => summaryOf(kiosk, part, visited)),
      calmStepMs: median(times) / STEPS,
      calmVisitMs: median(times),
      withoutReceipt: visited.filter(({ outcome }) => outcome.reference === null).length,
      problems: tally(visited.flatMap(({ outcome }) => outcome.problems)),
      strangers: [...strangersAmong(visited), ...strangers],
      notOnce,
    };
  } finally {
    await kiosk.stop();
    rmSync(paper.folder, { recursive: true });
  }
};
