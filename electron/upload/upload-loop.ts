import type { SubmissionId } from '../domain/submission.ts';
import { ageWatch, type AgeWatch } from './age-watch.ts';
import { backoffMs } from './backoff.ts';
import type { LaterReason, Outcome, Transport, UploadJob } from './transport.ts';
import type { UploadClock } from './upload-clock.ts';
import type { Taken, UploadQueue, Waiting } from './upload-queue.ts';
import type { UploaderReport } from './uploader-messages.ts';

export interface UploadLoopSettings {
  readonly queue: UploadQueue;
  readonly transport: Transport;
  readonly clock: UploadClock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly report: (report: UploaderReport) => void;
  /** When a submission accepted at a moment may be sent, by the site's schedule; at once where missing. */
  readonly sendAt?: (acceptedAt: number, at: number) => number;
  /** Age of the oldest unsent submission that raises an alarm, in milliseconds. */
  readonly alarmAgeMs?: number;
}

/** A running loop. */
export interface UploadLoop {
  /** Looks at the queue at once, and tries again even what was waiting for its next attempt. */
  wake(): void;
  /** Ends after the exchange under way was given up; resolves when nothing runs any more. */
  stop(): Promise<void>;
}

const LOOK_AGAIN_MS = 30_000;
/** What is kept for months need not be looked through more often. */
const FORGET_EVERY_MS = 6 * 3_600_000;
const BATCH = 50;

interface Pause {
  readonly failures: number;
  readonly untilElapsed: number;
}
const NO_PAUSE: Pause = { failures: 0, untilElapsed: 0 };

interface State extends UploadLoopSettings {
  readonly entryPauses: Map<SubmissionId, Pause>;
  /** By the transport's name: one line that is down does not hold up another. */
  readonly transportPauses: Map<string, Pause>;
  readonly ages: AgeWatch;
  lastDeliveredAt: number | null;
  lastProblem: LaterReason | null;
  lastPurgeElapsed: number;
  lastForgetElapsed: number;
}

const jobOf = (taken: Taken): UploadJob => {
  const memory = new Map<string, string>();
  for (const { event, data } of taken.notes)
    if (event === 'upload-url' && typeof data['key'] === 'string')
      memory.set(data['key'], String(data['value']));
  return {
    id: taken.id,
    transport: taken.transport,
    files: taken.parts.map((part) => ({ ...part, path: `${taken.folder}/${part.name}` })),
    recall: (key) => memory.get(key) ?? null,
    async remember(key, value) {
      memory.set(key, value);
      await taken.note('upload-url', { key, value });
    },
  };
};

const longer = (state: State, pause: Pause, atLeastMs: number): Pause => {
  const failures = pause.failures + 1;
  const untilElapsed = state.clock.elapsed() + backoffMs(failures, state.random(), atLeastMs);
  return { failures, untilElapsed };
};

const takeLater = async (
  state: State,
  taken: Taken,
  outcome: Extract<Outcome, { kind: 'later' }>,
): Promise<void> => {
  const { reason, scope, retryAfterMs = 0 } = outcome;
  if (reason === 'stopped') return;
  state.ages.unsent(taken.id);
  if (reason === 'awaiting-acceptance') {
    // Not a failure: it is there, and the authority takes its time.
    state.ages.sent(taken.id);
    const untilElapsed = state.clock.elapsed() + retryAfterMs;
    state.entryPauses.set(taken.id, { failures: 0, untilElapsed });
    state.transportPauses.delete(taken.transport);
    return;
  }
  state.lastProblem = reason;
  state.report({ kind: 'event', event: 'attempt-failed', detail: reason });
  if (scope === 'transport') {
    const before = state.transportPauses.get(taken.transport) ?? NO_PAUSE;
    state.transportPauses.set(taken.transport, longer(state, before, retryAfterMs));
    return;
  }
  const pause = state.entryPauses.get(taken.id) ?? NO_PAUSE;
  state.entryPauses.set(taken.id, longer(state, pause, retryAfterMs));
  await taken.note('attempt-failed', { reason });
};

const take = async (state: State, taken: Taken, signal: AbortSignal): Promise<void> => {
  const outcome = await state.transport.deliver(jobOf(taken), signal);
  if (outcome.kind === 'later') return takeLater(state, taken, outcome);
  state.transportPauses.delete(taken.transport);
  state.entryPauses.delete(taken.id);
  if (outcome.kind === 'refused') {
    const reason = outcome.reason ?? `status ${outcome.status}`;
    await taken.hold(reason, outcome.problems);
    state.report({ kind: 'event', event: 'held', detail: reason });
    return;
  }
  await taken.delivered(outcome.receipt);
  state.lastDeliveredAt = state.clock.now();
  state.lastProblem = null;
  state.report({ kind: 'event', event: 'delivered' });
};

/** One attempt for one submission; a failing disk is a pause for it, not the end of the loop. */
const attempt = async (state: State, id: SubmissionId, signal: AbortSignal): Promise<void> => {
  try {
    const taken = await state.queue.open(id);
    if (taken.ok) await take(state, taken.value, signal);
  } catch (error) {
    state.lastProblem = 'storage-failed';
    const detail = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    state.report({ kind: 'event', event: 'storage-failed', detail });
    state.entryPauses.set(id, longer(state, state.entryPauses.get(id) ?? NO_PAUSE, 0));
  }
};

/** Elapsed time at which a submission is due: pauses after failures, and the site's schedule. */
const dueAt = (state: State, { id, committedAt, transport }: Waiting): number => {
  const now = state.clock.now();
  const scheduled = (state.sendAt?.(committedAt, now) ?? now) - now;
  return Math.max(
    state.transportPauses.get(transport)?.untilElapsed ?? 0,
    state.entryPauses.get(id)?.untilElapsed ?? 0,
    scheduled > 0 ? state.clock.elapsed() + scheduled : 0,
  );
};

/** Sends what is due, oldest first; gives the elapsed time of the next attempt, null where nothing waits. */
const round = async (state: State, signal: AbortSignal): Promise<number | null> => {
  const waiting = await state.queue.waiting();
  const due = waiting.filter((entry) => dueAt(state, entry) <= state.clock.elapsed());
  for (const entry of due.slice(0, BATCH)) {
    if (signal.aborted) break;
    if (dueAt(state, entry) > state.clock.elapsed()) continue;
    await attempt(state, entry.id, signal);
  }
  const left = await state.queue.waiting();
  // With more due than one round takes, what was sent long ago may not have been asked after yet.
  const hours = due.length > BATCH ? null : state.ages.look(left);
  if (hours !== null) state.report({ kind: 'event', event: 'oldest-too-old', count: hours });
  return left.length === 0
    ? null
    : left.map((entry) => dueAt(state, entry)).reduce((a, b) => Math.min(a, b));
};

const purge = async (state: State): Promise<void> => {
  if (state.clock.elapsed() - state.lastPurgeElapsed < LOOK_AGAIN_MS) return;
  state.lastPurgeElapsed = state.clock.elapsed();
  const count = await state.queue.purge();
  if (count > 0) state.report({ kind: 'event', event: 'purged', count });
  if (state.clock.elapsed() - state.lastForgetElapsed < FORGET_EVERY_MS) return;
  state.lastForgetElapsed = state.clock.elapsed();
  const forgotten = await state.queue.forget();
  if (forgotten > 0) state.report({ kind: 'event', event: 'forgotten', count: forgotten });
};

const reportStatus = async (state: State, next: number | null): Promise<void> => {
  const wait = next === null ? null : Math.max(0, next - state.clock.elapsed());
  state.report({
    kind: 'status',
    status: {
      ...(await state.queue.counts()),
      oldestWaitingAt: state.ages.oldestUnsentAt(),
      nextAttemptAt: wait === null ? null : state.clock.now() + wait,
      lastDeliveredAt: state.lastDeliveredAt,
      lastProblem: state.lastProblem,
    },
  });
};

/** One turn of the loop: send, tidy, report. Gives how long to wait, in milliseconds. */
const turn = async (state: State, signal: AbortSignal): Promise<number> => {
  try {
    const next = await round(state, signal);
    await purge(state);
    await reportStatus(state, next);
    const wait = next === null ? LOOK_AGAIN_MS : next - state.clock.elapsed();
    return Math.min(Math.max(wait, 0), LOOK_AGAIN_MS);
  } catch (error) {
    const detail = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    state.report({ kind: 'event', event: 'storage-failed', detail });
    return LOOK_AGAIN_MS;
  }
};

/** Starts sending what waits in the queue: oldest first, never giving up, never dropping. */
export const startUploadLoop = (settings: UploadLoopSettings): UploadLoop => {
  const state: State = {
    ...settings,
    entryPauses: new Map(),
    transportPauses: new Map(),
    lastDeliveredAt: null,
    lastProblem: null,
    ages: ageWatch(settings.clock, settings.alarmAgeMs),
    lastPurgeElapsed: -Infinity,
    lastForgetElapsed: -Infinity,
  };
  const stopping = new AbortController();
  let waking = new AbortController();
  let woken = false;

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      waking = new AbortController();
      if (woken) {
        woken = false;
        state.entryPauses.clear();
        state.transportPauses.clear();
      }
      const wait = await turn(state, stopping.signal);
      await state.clock.sleep(wait, waking.signal);
    }
    state.transport.close();
  };
  const running = run();
  return {
    wake() {
      // Taken up before the next turn: an attempt under way may still fail and set its pause.
      woken = true;
      waking.abort();
    },
    async stop() {
      stopping.abort();
      waking.abort();
      await running;
    },
  };
};
