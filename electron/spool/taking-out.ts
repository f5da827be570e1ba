import { cp, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, ok, type Result } from '../domain/result.ts';
import type { SubmissionId } from '../domain/submission.ts';
import { hashOf, readEntry, verifyEntry } from './entry-check.ts';
import { eraseFile } from './erase-file.ts';
import { diskFiles, moveDurably, syncDirectory } from './files.ts';
import { appendToJournal, readJournal } from './journal.ts';
import { createFolders, idsIn, journalName, stateFolder, type State } from './layout.ts';

/** States whose submissions have not reached the receiving side. */
const UNSENT = ['ready', 'hold', 'corrupt'] as const satisfies readonly State[];

const noteAt = async (
  folder: string,
  event: 'released' | 'exported',
  at: string,
): Promise<void> => {
  const journal = await readJournal(diskFiles, folder);
  if (journal.ok) await appendToJournal(diskFiles, folder, journal.value, { at, event });
};

/**
 * Puts a submission that was set aside back into the queue: one that was refused (after the cause was removed), or a
 * damaged one whose files are whole after all.
 */
export const release = async (
  spool: string,
  id: SubmissionId,
  now: number,
): Promise<Result<void, 'not-set-aside' | 'damaged'>> => {
  for (const state of ['hold', 'corrupt'] as const) {
    if (!(await idsIn(diskFiles, spool, state)).includes(id)) continue;
    const folder = `${stateFolder(spool, state)}/${id}`;
    const record = await readEntry(diskFiles, folder);
    if (!record.ok || !(await verifyEntry(diskFiles, folder, record.value)).ok)
      return failed('damaged');
    await noteAt(folder, 'released', new Date(now).toISOString());
    const from = { folder: stateFolder(spool, state), name: id };
    await moveDurably(diskFiles, from, stateFolder(spool, 'ready'));
    return ok(undefined);
  }
  return failed('not-set-aside');
};

const syncTree = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    const handle = await open(join(folder, name), 'r');
    await handle.sync();
    await handle.close();
  }
  await syncDirectory(diskFiles, folder);
};

/**
 * Whether every file of a submission lies on the medium with the very same bytes. The journal may have gone on since: what
 * the copy has of it must be how it begins.
 */
const isCopied = async (folder: string, copy: string): Promise<boolean> => {
  try {
    for (const name of await readdir(folder)) {
      if (name === journalName) {
        const [ours, theirs] = [
          await readFile(join(folder, name)),
          await readFile(join(copy, name)),
        ];
        if (theirs.length === 0 || !ours.subarray(0, theirs.length).equals(theirs)) return false;
        continue;
      }
      const ours = await hashOf(diskFiles, join(folder, name));
      const theirs = await hashOf(diskFiles, join(copy, name));
      if (ours.sha512 !== theirs.sha512) return false;
    }
    return true;
  } catch {
    return false;
  }
};

type Copied = 'exported' | 'damaged' | 'not-copied';

/** Copies one submission, sealed as it is, and reads the copy back. */
const exportOne = async (folder: string, target: string, at: string): Promise<Copied> => {
  try {
    await rm(target, { recursive: true, force: true });
    await cp(folder, target, { recursive: true });
    await syncTree(target);
    if (!(await isCopied(folder, target))) return 'not-copied';
    const record = await readEntry(diskFiles, target);
    const isWhole = record.ok && (await verifyEntry(diskFiles, target, record.value)).ok;
    await noteAt(folder, 'exported', at);
    return isWhole ? 'exported' : 'damaged';
  } catch {
    return 'not-copied';
  }
};

/** What an export did. Damaged submissions are copied as they are and counted apart. */
export interface ExportSummary {
  readonly exported: number;
  readonly damaged: number;
  /** What the disk or the medium gave an error for, or gave back differently: not on the medium. */
  readonly notCopied: readonly SubmissionId[];
}

/**
 * Copies every unsent submission, sealed, to a medium, for a kiosk that must be taken away. The folder of each can be
 * opened on the receiving side like one that arrived over the line. Stop the kiosk first.
 */
export const exportUnsent = async (
  spool: string,
  medium: string,
  now: number,
): Promise<ExportSummary> => {
  const at = new Date(now).toISOString();
  let [exported, damaged] = [0, 0];
  const notCopied: SubmissionId[] = [];
  for (const state of UNSENT)
    for (const id of await idsIn(diskFiles, spool, state)) {
      const copied = await exportOne(`${stateFolder(spool, state)}/${id}`, join(medium, id), at);
      if (copied === 'exported') exported += 1;
      else if (copied === 'damaged') damaged += 1;
      else notCopied.push(id);
    }
  await syncDirectory(diskFiles, medium);
  return { exported, damaged, notCopied };
};

/** Unsent submissions that do not lie whole on the medium: its files are read again and compared. */
const unsafe = async (spool: string, medium: string | null): Promise<SubmissionId[]> => {
  const left: SubmissionId[] = [];
  for (const state of UNSENT)
    for (const id of await idsIn(diskFiles, spool, state)) {
      const folder = `${stateFolder(spool, state)}/${id}`;
      if (medium === null || !(await isCopied(folder, join(medium, id)))) left.push(id);
    }
  return left;
};

/** The files that hold a key: the plain one, and the one the operating system's key store sealed beside it. */
const filesOfKey = async (keyFile: string): Promise<readonly string[]> => {
  const files: string[] = [];
  for (const file of [keyFile, `${keyFile}.sealed`])
    if ((await stat(file).catch(() => null)) !== null) files.push(file);
  return files;
};

/** Why nothing was removed. */
export interface NotRetired {
  readonly unsent: readonly SubmissionId[];
  /** Key files that are not where they were said to be. */
  readonly missingKeys: readonly string[];
}

/**
 * Ends the life of a kiosk's data: refuses while anything unsent is not whole on the medium, then removes the spool and erases
 * the given private key files. What was sealed stays unreadable without the recipient's key in any case.
 */
export const retire = async (
  spool: string,
  medium: string | null,
  keyFiles: readonly string[],
): Promise<Result<void, NotRetired>> => {
  await createFolders(diskFiles, spool);
  const unsent = await unsafe(spool, medium);
  const keys = await Promise.all(keyFiles.map(filesOfKey));
  const missingKeys = keyFiles.filter((_, index) => keys[index]?.length === 0);
  if (unsent.length + missingKeys.length > 0) return failed({ unsent, missingKeys });
  await rm(spool, { recursive: true, force: true });
  for (const file of keys.flat()) await eraseFile(file);
  return ok(undefined);
};
