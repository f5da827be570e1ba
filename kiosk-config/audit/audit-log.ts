import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { giveToFolderOwner, syncFolder, writeFileDurably } from '../durable-file.ts';
import {
  checkChain,
  emptyHead,
  hashAt,
  nextEntry,
  type AuditAct,
  type AuditFault,
  type AuditHead,
} from './audit-chain.ts';

const headSchema = z.strictObject({ count: z.number().int().min(0), hash: z.string().length(64) });

/** The kiosk's audit log: `audit/audit.jsonl`, and beside it what its end was when it was last written. */
const folderOf = (dataFolder: string): string => join(dataFolder, 'audit');
const logPath = (dataFolder: string): string => join(folderOf(dataFolder), 'audit.jsonl');
const headPath = (dataFolder: string): string => join(folderOf(dataFolder), 'audit.head');
const lockPath = (dataFolder: string): string => join(folderOf(dataFolder), 'audit.lock');

/** The log's text, whole lines and what a power cut left of a last one. */
const readLog = (
  dataFolder: string,
): { readonly lines: readonly string[]; readonly torn: string } => {
  const path = logPath(dataFolder);
  const parts = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [''];
  return { lines: parts.slice(0, -1), torn: parts.at(-1) ?? '' };
};

const readHead = (dataFolder: string): AuditHead | null => {
  try {
    const head = headSchema.safeParse(JSON.parse(readFileSync(headPath(dataFolder), 'utf8')));
    return head.success ? head.data : null;
  } catch {
    return null;
  }
};

export type AuditCheck =
  | { readonly ok: true; readonly head: AuditHead }
  | { readonly ok: false; readonly problem: AuditFault };

/**
 * Checks the whole log: every entry, their order, and that none is missing at the end. The head file may be one
 * entry behind (power cut between the two writes), never ahead.
 * @param witness an earlier end of the log, noted elsewhere (status page, export, another machine)
 */
export const checkAuditLog = (dataFolder: string, witness?: AuditHead): AuditCheck => {
  const { lines } = readLog(dataFolder);
  const head = readHead(dataFolder);
  const chain = checkChain(lines);
  if (!chain.ok) return chain;
  const { count } = chain.head;
  const failed = (fault: AuditFault['fault']): AuditCheck => ({
    ok: false,
    problem: { fault, line: 0 },
  });
  if (count > 0 && head === null) return count === 1 ? chain : failed('shortened');
  for (const known of [head, witness ?? null]) {
    if (known === null || known.count === 0) continue;
    if (known.count > count) return failed('shortened');
    if (hashAt(lines, known.count) !== known.hash) return failed('replaced');
  }
  return head !== null && head.count < count - 1 ? failed('replaced') : chain;
};

const LOCK_STALE_MS = 5_000;

/** The kiosk and a command may write at the same time; a lock that a dead process left is taken over. */
const withLock = <Value>(dataFolder: string, work: () => Value): Value => {
  const lock = lockPath(dataFolder);
  for (let tries = 0; tries < 1000; tries += 1) {
    try {
      closeSync(openSync(lock, 'wx', 0o600));
      try {
        return work();
      } finally {
        rmSync(lock, { force: true });
      }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      if (Math.abs(Date.now() - since) > LOCK_STALE_MS) rmSync(lock, { force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
  throw new Error('the audit log stayed locked');
};

const append = (dataFolder: string, line: string, from: number): void => {
  const path = logPath(dataFolder);
  const isNew = !existsSync(path);
  const handle = openSync(path, isNew ? 'a' : 'r+', 0o600);
  try {
    // What a power cut left of a line nobody was told about goes; whole lines are never touched.
    ftruncateSync(handle, from);
    writeSync(handle, `${line}\n`, from);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  if (!isNew) return;
  giveToFolderOwner(path);
  syncFolder(folderOf(dataFolder));
};

const write = (dataFolder: string, head: AuditHead, note: AuditNote): AuditHead => {
  const { lines } = readLog(dataFolder);
  const entry = nextEntry(head, {
    at: new Date(note.at).toISOString(),
    who: note.who,
    act: note.act,
    detail: note.detail ?? '',
  });
  const whole = Buffer.byteLength(lines.map((line) => `${line}\n`).join(''));
  append(dataFolder, JSON.stringify(entry), whole);
  const next = { count: entry.n, hash: entry.hash };
  writeFileDurably(headPath(dataFolder), JSON.stringify(next));
  return next;
};

/** Something somebody did. */
export interface AuditNote {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** An attendant's number, `site-it`, `kiosk`, or `unknown`. */
  readonly who: string;
  readonly act: AuditAct;
  /** A word from a closed list: lower-case letters, digits, dots and dashes. */
  readonly detail?: string;
}

/**
 * Writes an act down; when it returns, the entry is on the disk. A log with a fault is set aside as it is (evidence),
 * and a new one begins by saying so.
 * @returns the log's new end
 */
export const noteAct = (dataFolder: string, note: AuditNote): AuditHead => {
  const folder = folderOf(dataFolder);
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    giveToFolderOwner(folder);
  }
  return withLock(dataFolder, () => {
    const checked = checkAuditLog(dataFolder);
    if (checked.ok) {
      const first = checked.head.count === 0;
      const head = first
        ? write(dataFolder, emptyHead, { at: note.at, who: 'kiosk', act: 'log-began' })
        : checked.head;
      return write(dataFolder, head, note);
    }
    const aside = join(folder, `audit-set-aside-${note.at}.jsonl`);
    if (existsSync(logPath(dataFolder))) renameSync(logPath(dataFolder), aside);
    rmSync(headPath(dataFolder), { force: true });
    const { fault } = checked.problem;
    const head = write(dataFolder, emptyHead, {
      ...{ at: note.at, who: 'kiosk', act: 'log-began-anew', detail: fault },
    });
    return write(dataFolder, head, note);
  });
};
