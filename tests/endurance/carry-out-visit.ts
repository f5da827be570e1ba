import { BrowserWindow } from 'electron';
import { setTimeout as delay } from 'node:timers/promises';
import type { CustomerEvent } from '../../electron/domain/journey.ts';
import { kioskPage } from '../../electron/shell/protocol.ts';
import { scriptFor, type Seen } from './in-page.ts';
import type { Kill, Killable, VisitAsk, VisitOutcome } from './protocol.ts';

const VISIT_LIMIT_MS = 120_000;
const ANSWER_MS = 15_000;

/** What a customer does; nothing: waits. */
const actAt = (key: string, details: VisitAsk['details']): CustomerEvent | null => {
  switch (key) {
    case 'attract':
      return { kind: 'begin' };
    case 'language':
      return { kind: 'choose-language', language: 'de' };
    case 'prepare':
    case 'review':
      return { kind: 'continue' };
    case 'scan:ready':
    case 'scan:interrupted':
      return { kind: 'start-scan' };
    case 'details':
      return { kind: 'enter-details', details };
    case 'topic':
      return { kind: 'choose-topic', topic: 'rent' };
    case 'check':
    case 'not-submitted':
      return { kind: 'submit' };
    case 'receipt':
      return { kind: 'finish' };
    default:
      return null;
  }
};

/** What the page answers, or null where there is no page to answer, or another one came in between. */
const askPage = async (script: string): Promise<Seen | null> => {
  const contents = BrowserWindow.getAllWindows()[0]?.webContents;
  if (contents === undefined || contents.isCrashed() || contents.isLoading()) return null;
  const end = new AbortController();
  const gone = (): void => end.abort();
  contents.once('render-process-gone', gone);
  contents.once('did-start-loading', gone);
  try {
    const answer = (contents.executeJavaScript(script) as Promise<Seen>).catch(() => null);
    const late = delay(ANSWER_MS, null, { signal: end.signal }).catch(() => null);
    return await Promise.race([answer, late]);
  } finally {
    if (!contents.isDestroyed()) {
      contents.off('render-process-gone', gone);
      contents.off('did-start-loading', gone);
    }
    end.abort();
  }
};

/** Resolves when the screens have gone and come back, or after a while. */
const screensBack = (): Promise<void> =>
  new Promise((resolve) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const loaded = (): void => {
      if (contents?.getURL() !== kioskPage) return;
      contents.off('did-finish-load', loaded);
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      if (contents?.isDestroyed() === false) contents.off('did-finish-load', loaded);
      resolve();
    }, ANSWER_MS);
    contents?.on('did-finish-load', loaded);
  });

/** Asks until a page answers. */
const look = async (wish: Parameters<typeof scriptFor>[0], limit: number): Promise<Seen> => {
  for (;;) {
    const seen = await askPage(scriptFor(wish));
    if (seen !== null) return seen;
    if (Date.now() > limit) throw new Error('no page answers');
    await delay(5);
  }
};

interface Killer {
  /** Tells where the visit is, and that the screens show that. */
  readonly reached: (step: string) => void;
  readonly done: readonly Kill[];
  readonly stop: () => void;
}

/** Kills one part after the other, each at the moment that was drawn or as soon as there is something to kill. */
const killer = (
  { kills }: VisitAsk,
  killProcess: (part: Killable) => boolean,
  start: string,
): Killer => {
  const planned = [...kills];
  const done: Kill[] = [];
  let step = start;
  let timer: NodeJS.Timeout | undefined;
  let waits: { readonly part: Killable; readonly at: number; readonly step: string } | null = null;
  const finish = (part: Killable, at: number, where: string, backAfterMs: number | null): void => {
    const time = Math.round(performance.timeOrigin + at);
    done.push({ part, step: where, time, backAfterMs });
    waits = null;
    next();
  };
  const attempt = (part: Killable): void => {
    if (!killProcess(part)) {
      timer = setTimeout(attempt, 3, part);
      return;
    }
    const at = performance.now();
    if (part === 'uploader') finish(part, at, step, null);
    else waits = { part, at, step };
  };
  const next = (): void => {
    const plan = planned.shift();
    if (plan !== undefined) timer = setTimeout(attempt, plan.afterMs, plan.part);
  };
  next();
  return {
    reached: (now) => {
      const changed = now !== step;
      step = now;
      if (waits !== null && changed)
        finish(waits.part, waits.at, waits.step, performance.now() - waits.at);
    },
    done,
    stop: () => clearTimeout(timer),
  };
};

/** One customer from the waiting screen to the waiting screen. */
export const carryOutVisit = async (
  ask: VisitAsk,
  killProcess: (part: Killable) => boolean,
): Promise<VisitOutcome> => {
  const limit = Date.now() + VISIT_LIMIT_MS;
  const calm = { act: null, not: null, look: false };
  let seen = await look(calm, limit);
  while (seen.key !== 'attract' || !seen.drawn) {
    if (Date.now() > limit) throw new Error(`no waiting screen but ${seen.key}`);
    seen = await look({ ...calm, not: seen.key }, limit);
  }
  const problems: string[] = [];
  const pages = new Map<string, number>();
  const seenDetails = new Set<string>();
  let reference: string | null = null;
  const began = performance.now();
  const kills = killer(ask, killProcess, seen.key);
  const note = (before: Seen, now: Seen): void => {
    if (now.drawn) kills.reached(now.key);
    for (const [id, number] of now.pages) pages.set(id, number);
    for (const word of now.details) seenDetails.add(word);
    if (now.problem !== null && now.key !== before.key) problems.push(now.problem);
    reference ??= now.reference;
  };
  try {
    let lastPage = seen.page;
    do {
      if (Date.now() > limit) throw new Error(`stuck at ${seen.key}: ${problems.join(', ')}`);
      lastPage = seen.page;
      const wish = { act: actAt(seen.key, ask.details), not: seen.key, look: ask.look };
      // A page that goes while it is asked something keeps the question for ever.
      const back = wish.act?.kind === 'finish' ? screensBack() : null;
      const next = await look(wish, limit);
      note(seen, next);
      seen = next;
      await back;
    } while (seen.key !== 'attract');
    // The waiting screen after a visit comes in a process of its own.
    while ((seen.page === lastPage || !seen.drawn) && Date.now() < limit) {
      await delay(5);
      seen = await look(calm, limit);
    }
    kills.reached('over');
  } finally {
    kills.stop();
  }
  return {
    reference,
    ms: performance.now() - began,
    pages: [...pages.values()],
    seenDetails: [...seenDetails],
    problems,
    kills: kills.done,
  };
};
