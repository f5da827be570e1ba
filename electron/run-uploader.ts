import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Checkpoint } from './domain/checkpoint.ts';
import { noCheckpoint } from './domain/checkpoint.ts';
import type { ParentPort } from './domain/child-port.ts';
import { findReference } from './find-reference.ts';
import { openTransport } from './open-transport.ts';
import { openQueue } from './spool/queue.ts';
import { ownSpool } from './spool/single-owner.ts';
import { uploadSchedule } from './upload/schedule.ts';
import type { UploadClock } from './upload/upload-clock.ts';
import { startUploadLoop, type UploadLoop, type UploadLoopSettings } from './upload/upload-loop.ts';
import {
  parseUploaderCommand,
  type UploaderReport,
  type UploaderSettings,
} from './upload/uploader-messages.ts';

/** What a test build may replace. */
export interface UploaderSurroundings {
  readonly checkpoint?: Checkpoint;
  readonly clock?: UploadClock;
  readonly random?: () => number;
}

const OWNER_RETRY_MS = 500;
const LOOK_UP_MS = 5_000;

const systemClock: UploadClock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
};

/** Waits until no other uploader (one that is just ending, say) owns the spool. */
const becomeOwner = async (
  spoolFolder: string,
  clock: UploadClock,
  report: (report: UploaderReport) => void,
): Promise<{ release(): void }> => {
  for (let told = false; ; told = true) {
    const owner = await ownSpool(spoolFolder);
    if (owner !== null) return owner;
    if (!told) report({ kind: 'event', event: 'another-uploader' });
    await clock.sleep(OWNER_RETRY_MS, new AbortController().signal);
  }
};

const schedule = ({
  schedule: set,
}: UploaderSettings): Partial<Pick<UploadLoopSettings, 'sendAt' | 'alarmAgeMs'>> =>
  set === undefined
    ? {}
    : {
        sendAt: uploadSchedule(set.upload, set.openingHours),
        alarmAgeMs: set.upload.alarmAfterHours * 3_600_000,
      };

interface RunningUploader extends UploadLoop {
  lookUp(requestId: string, referenceNumber: string): Promise<void>;
}

const startUploader = async (
  settings: UploaderSettings,
  report: (report: UploaderReport) => void,
  surroundings: UploaderSurroundings,
): Promise<RunningUploader> => {
  const { checkpoint = noCheckpoint, clock = systemClock, random = Math.random } = surroundings;
  const transport = await openTransport(settings, clock, checkpoint);
  const queue = await openQueue({
    folder: settings.spoolFolder,
    graceMs: settings.graceMs,
    ...(settings.keepProofMs === undefined ? {} : { keepProofMs: settings.keepProofMs }),
    now: () => clock.now(),
    onDamage: (_id, damage) => report({ kind: 'event', event: 'damaged', detail: damage }),
    checkpoint,
  });
  const owner = await becomeOwner(settings.spoolFolder, clock, report);
  const times = schedule(settings);
  const dueAt = (acceptedAt: number): number =>
    times.sendAt?.(acceptedAt, clock.now()) ?? clock.now();
  const lookUp = async (requestId: string, referenceNumber: string): Promise<void> => {
    const there =
      (await transport.lookUp?.(referenceNumber, AbortSignal.timeout(LOOK_UP_MS))) ?? null;
    const known = there?.state === 'received' || there?.state === 'filed';
    const here = known ? null : await findReference(settings.spoolFolder, referenceNumber, dueAt);
    const standing = here ?? there ?? { state: 'unreachable' as const, at: null, sendsAt: null };
    report({ kind: 'standing', requestId, ...standing });
  };
  const loop = startUploadLoop({ queue, transport, clock, random, report, ...times });
  report({ kind: 'event', event: 'started' });
  return {
    wake: () => loop.wake(),
    lookUp,
    async stop() {
      await loop.stop();
      owner.release();
      report({ kind: 'event', event: 'stopped' });
    },
  };
};

/**
 * The uploader: waits for `{kind:'start', settings}` from its parent, then sends everything accepted until it is
 * told to stop. It reports counts, times and words of closed lists, never anything personal.
 * @param port the parent: Electron's `process.parentPort` or a forked Node process
 */
export const runUploader = (port: ParentPort, surroundings: UploaderSurroundings = {}): void => {
  let loop: Promise<RunningUploader | null> | null = null;
  const report = (message: UploaderReport): void => port.post(message);

  const start = async (settings: UploaderSettings): Promise<RunningUploader | null> => {
    try {
      return await startUploader(settings, report, surroundings);
    } catch (error) {
      const detail = error instanceof Error ? error.message.slice(0, 200) : 'unknown';
      report({ kind: 'event', event: 'settings-refused', detail });
      return null;
    }
  };

  port.onMessage((message) => {
    const command = parseUploaderCommand(message);
    if (!command.ok) {
      report({ kind: 'event', event: 'settings-refused', detail: command.problem });
      return;
    }
    if (command.value.kind === 'ping') report({ kind: 'pong' });
    else if (command.value.kind === 'start') loop ??= start(command.value.settings);
    else if (command.value.kind === 'look-up') {
      const { requestId, referenceNumber } = command.value;
      void loop?.then((running) => running?.lookUp(requestId, referenceNumber));
    } else if (command.value.kind === 'wake') void loop?.then((running) => running?.wake());
    else void loop?.then((running) => running?.stop());
  });
};
