import type { SubmissionId } from '../domain/submission.ts';
import { readEntry } from './entry-check.ts';
import { diskFiles, type Files } from './files.ts';
import { createFolders, idsIn, stateFolder, states, type State } from './layout.ts';

/** One submission as a status view may show it: nothing personal. Times are ISO 8601, sizes bytes. */
export interface InventoryLine {
  readonly id: SubmissionId;
  readonly state: State;
  readonly acceptedAt: string | null;
  readonly bytes: number;
  readonly attempts: number;
  /** Last event of the journal, with its reason where it has one. */
  readonly last: string;
}

const lineOf = async (
  files: Files,
  spool: string,
  state: State,
  id: SubmissionId,
): Promise<InventoryLine> => {
  const record = await readEntry(files, `${stateFolder(spool, state)}/${id}`);
  if (!record.ok)
    return { id, state, acceptedAt: null, bytes: 0, attempts: 0, last: record.problem };
  const { lines } = record.value.journal;
  const last = lines.at(-1);
  const reason = last?.data['reason'];
  return {
    id,
    state,
    acceptedAt: record.value.committedAt,
    bytes: record.value.parts.reduce((sum, { size }) => sum + size, 0),
    attempts: lines.filter(({ event }) => event === 'attempt-failed').length,
    last: `${last?.event ?? ''}${typeof reason === 'string' ? ` (${reason})` : ''}`,
  };
};

/** Everything in a spool, by state and age. May be read while kiosk and uploader are running. */
export const readInventory = async (
  spool: string,
  files: Files = diskFiles,
): Promise<readonly InventoryLine[]> => {
  await createFolders(files, spool);
  const all: InventoryLine[] = [];
  for (const state of states) {
    const lines: InventoryLine[] = [];
    for (const id of await idsIn(files, spool, state))
      lines.push(await lineOf(files, spool, state, id));
    all.push(...lines.sort((a, b) => (a.acceptedAt ?? '').localeCompare(b.acceptedAt ?? '')));
  }
  return all;
};
