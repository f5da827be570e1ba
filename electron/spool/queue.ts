import { noCheckpoint, type Checkpoint } from '../domain/checkpoint.ts';
import { failed, ok, type Result } from '../domain/result.ts';
import type { SubmissionId } from '../domain/submission.ts';
import { readEntry, verifyEntry, type Damage, type EntryRecord } from './entry-check.ts';
import {
  diskFiles,
  isMissing,
  moveDurably,
  syncDirectory,
  writeDurably,
  type Files,
} from './files.ts';
import { appendToJournal, type Journal, type JournalData, type JournalEvent } from './journal.ts';
import {
  createFolders,
  damageName,
  idsIn,
  receiptName,
  stateFolder,
  type State,
} from './layout.ts';
import type { WrittenPart } from './spool.ts';

/** A submission that waits to be sent. Times are milliseconds since 1970. */
export interface WaitingEntry {
  readonly id: SubmissionId;
  readonly committedAt: number;
  readonly bytes: number;
  /** Name of the transport it must go by; empty for the site's usual one. */
  readonly transport: string;
}

/** A submission on its way: its verified files, its memory, and the ways out of `ready`. */
export interface OpenEntry {
  readonly id: SubmissionId;
  readonly folder: string;
  readonly parts: readonly WrittenPart[];
  readonly transport: string;
  /** What earlier attempts noted for themselves, oldest first. */
  readonly notes: readonly { readonly event: string; readonly data: JournalData }[];
  note(event: 'upload-url' | 'attempt-failed', data: JournalData): Promise<void>;
  /** Keeps the verified receipt beside the files and moves everything to `delivered`. */
  delivered(receipt: string): Promise<void>;
  /**
   * Sets the submission aside for a person to decide; nothing is lost.
   * @param problems what the receiving side found wrong
   */
  hold(reason: string, problems?: readonly string[]): Promise<void>;
}

export interface QueueCounts {
  readonly waiting: number;
  readonly held: number;
  readonly corrupt: number;
  readonly delivered: number;
}

/** Everything after acceptance; exactly one process (the uploader) uses it. */
export interface SpoolQueue {
  /** Looks for new submissions, sets damaged ones aside, and gives all that wait, oldest first. */
  waiting(): Promise<readonly WaitingEntry[]>;
  /** Verifies every file against its hash. Damaged submissions are set aside in `corrupt`, never sent. */
  open(id: SubmissionId): Promise<Result<OpenEntry, 'damaged' | 'gone'>>;
  /** Removes the content of submissions that were delivered longer than the grace period ago; gives how many. */
  purge(): Promise<number>;
  /** Removes what is left of submissions (journal, receipt) whose content went long enough ago; gives how many. */
  forget(): Promise<number>;
  counts(): Promise<QueueCounts>;
}

export interface QueueSettings {
  readonly folder: string;
  /** How long a delivered submission keeps its sealed files, in milliseconds. */
  readonly graceMs: number;
  /** How long journal and receipt stay after that, in milliseconds; for ever where missing. */
  readonly keepProofMs?: number;
  readonly now: () => number;
  /** Told of every submission set aside: the alarm. */
  readonly onDamage: (id: SubmissionId, damage: Damage) => void;
  readonly files?: Files;
  readonly checkpoint?: Checkpoint;
}

interface Context extends Required<QueueSettings> {
  /** What is known of `ready`; rebuilt from the disk at every start. */
  readonly index: Map<SubmissionId, WaitingEntry>;
  /** Reported once per start. */
  readonly unreadable: Set<SubmissionId>;
}

const pathOf = (context: Context, state: State, id: SubmissionId): string =>
  `${stateFolder(context.folder, state)}/${id}`;

const append = (
  context: Context,
  folder: string,
  journal: Journal,
  event: JournalEvent,
  data: JournalData,
): Promise<Journal> =>
  appendToJournal(context.files, folder, journal, {
    at: new Date(context.now()).toISOString(),
    event,
    data,
  });

const move = (context: Context, id: SubmissionId, from: State, to: State): Promise<void> =>
  moveDurably(
    context.files,
    { folder: stateFolder(context.folder, from), name: id },
    stateFolder(context.folder, to),
  );

const setAside = async (context: Context, id: SubmissionId, damage: Damage): Promise<void> => {
  const why = JSON.stringify({ at: new Date(context.now()).toISOString(), damage });
  await writeDurably(context.files, pathOf(context, 'ready', id), damageName, Buffer.from(why));
  await move(context, id, 'ready', 'corrupt');
  context.index.delete(id);
  context.onDamage(id, damage);
};

const openEntry = (context: Context, id: SubmissionId, record: EntryRecord): OpenEntry => {
  const folder = pathOf(context, 'ready', id);
  let journal = record.journal;
  const write = async (event: JournalEvent, data: JournalData): Promise<void> => {
    journal = await append(context, folder, journal, event, data);
  };
  return {
    id,
    folder,
    parts: record.parts,
    transport: record.transport,
    notes: record.journal.lines,
    note: write,
    async delivered(receipt) {
      await writeDurably(context.files, folder, receiptName, Buffer.from(receipt));
      await context.checkpoint('queue:receipt-written');
      await write('delivered', {});
      await context.checkpoint('queue:delivered-journaled');
      await move(context, id, 'ready', 'delivered');
      context.index.delete(id);
      await context.checkpoint('queue:delivered-moved');
    },
    async hold(reason, problems = []) {
      await write('held', problems.length === 0 ? { reason } : { reason, problems });
      await move(context, id, 'ready', 'hold');
      context.index.delete(id);
    },
  };
};

/** Learns about one submission found in `ready`, finishing a move that a power cut interrupted. */
const discover = async (context: Context, id: SubmissionId): Promise<void> => {
  const record = await readEntry(context.files, pathOf(context, 'ready', id));
  if (!record.ok) return setAside(context, id, record.problem);
  const { committedAt, parts, transport, journal } = record.value;
  const last = journal.lines.at(-1)?.event;
  if (last === 'delivered') return move(context, id, 'ready', 'delivered');
  if (last === 'held') return move(context, id, 'ready', 'hold');
  const bytes = parts.reduce((sum, part) => sum + part.size, 0);
  context.index.set(id, { id, committedAt: Date.parse(committedAt), bytes, transport });
};

/** A single submission that the disk does not give back must not keep the others waiting. */
const discoverOrReport = async (context: Context, id: SubmissionId): Promise<void> => {
  try {
    await discover(context, id);
  } catch (error) {
    if (isMissing(error) || context.unreadable.has(id)) return;
    context.unreadable.add(id);
    context.onDamage(id, 'unreadable');
  }
};

const waiting = async (context: Context): Promise<readonly WaitingEntry[]> => {
  const found = new Set(await idsIn(context.files, context.folder, 'ready'));
  for (const id of context.index.keys()) if (!found.has(id)) context.index.delete(id);
  for (const id of found) if (!context.index.has(id)) await discoverOrReport(context, id);
  return [...context.index.values()].sort((a, b) => a.committedAt - b.committedAt);
};

const open = async (
  context: Context,
  id: SubmissionId,
): Promise<Result<OpenEntry, 'damaged' | 'gone'>> => {
  const folder = pathOf(context, 'ready', id);
  try {
    await context.files.stat(folder);
  } catch (error) {
    if (!isMissing(error)) throw error;
    context.index.delete(id);
    return failed('gone');
  }
  const record = await readEntry(context.files, folder);
  const verified = record.ok ? await verifyEntry(context.files, folder, record.value) : record;
  if (!record.ok || !verified.ok) {
    await setAside(context, id, verified.ok ? 'journal-broken' : verified.problem);
    return failed('damaged');
  }
  await context.checkpoint('queue:verified');
  return ok(openEntry(context, id, record.value));
};

/** Removes the sealed files; journal, announcement and receipt stay as proof. Repeatable after a power cut. */
const purgeOne = async (context: Context, id: SubmissionId, record: EntryRecord): Promise<void> => {
  const { files, checkpoint } = context;
  const folder = pathOf(context, 'delivered', id);
  if (record.journal.lines.at(-1)?.event !== 'purged')
    await append(context, folder, record.journal, 'purged', {});
  await checkpoint('queue:purge-journaled');
  for (const { name } of record.parts)
    if (name.endsWith('.jwe')) await files.rm(`${folder}/${name}`, { force: true });
  await syncDirectory(files, folder);
  await checkpoint('queue:purge-parts-removed');
  await move(context, id, 'delivered', 'purged');
  await checkpoint('queue:purged');
};

const purge = async (context: Context): Promise<number> => {
  let purged = 0;
  for (const id of await idsIn(context.files, context.folder, 'delivered')) {
    const record = await readEntry(context.files, pathOf(context, 'delivered', id));
    if (!record.ok) continue;
    const delivered = record.value.journal.lines.find(({ event }) => event === 'delivered');
    const age = context.now() - Date.parse(delivered?.at ?? '');
    if (!(age >= context.graceMs)) continue;
    await purgeOne(context, id, record.value);
    purged += 1;
  }
  return purged;
};

/**
 * A proof goes in one step, into the folder that is emptied at every start. Its age is told by the disk and by its journal:
 * both must say that it is old.
 */
const forget = async (context: Context): Promise<number> => {
  const { files, folder, keepProofMs } = context;
  const isOld = (since: number): boolean => context.now() - since >= keepProofMs;
  let forgotten = 0;
  if (keepProofMs === Infinity) return forgotten;
  for (const id of await idsIn(files, folder, 'purged')) {
    const path = pathOf(context, 'purged', id);
    if (!isOld((await files.stat(path)).mtimeMs)) continue;
    const record = await readEntry(files, path);
    if (!record.ok) continue;
    const last = record.value.journal.lines.at(-1);
    if (last?.event !== 'purged' || !isOld(Date.parse(last.at))) continue;
    await move(context, id, 'purged', 'tmp');
    await files.rm(pathOf(context, 'tmp', id), { recursive: true, force: true });
    forgotten += 1;
  }
  return forgotten;
};

const counts = async (context: Context): Promise<QueueCounts> => {
  const count = async (state: State): Promise<number> =>
    (await idsIn(context.files, context.folder, state)).length;
  return {
    waiting: await count('ready'),
    held: await count('hold'),
    corrupt: await count('corrupt'),
    delivered: (await count('delivered')) + (await count('purged')),
  };
};

/** Opens the spool for sending: creates missing folders; everything else is found by `waiting`. */
export const openQueue = async (settings: QueueSettings): Promise<SpoolQueue> => {
  const context: Context = {
    files: diskFiles,
    checkpoint: noCheckpoint,
    keepProofMs: Infinity,
    ...settings,
    index: new Map<SubmissionId, WaitingEntry>(),
    unreadable: new Set<SubmissionId>(),
  };
  await createFolders(context.files, context.folder);
  return {
    waiting: () => waiting(context),
    open: (id) => open(context, id),
    purge: () => purge(context),
    forget: () => forget(context),
    counts: () => counts(context),
  };
};
