import { z } from 'zod';
import type { SubmissionId } from '../domain/submission.ts';
import { damages, readEntry, type Damage } from './entry-check.ts';
import { diskFiles, type Files } from './files.ts';
import { createFolders, damageName, idsIn, stateFolder, states, type State } from './layout.ts';

/** One submission as a status view may show it: nothing personal. Times are ISO 8601, sizes bytes. */
export interface InventoryLine {
  readonly id: SubmissionId;
  readonly state: State;
  readonly acceptedAt: string | null;
  readonly bytes: number;
  readonly attempts: number;
  /** Last event of the journal. */
  readonly last: string;
  /** Why it was set aside or the last attempt failed, in words of closed lists; null where there is nothing to say. */
  readonly reason: string | null;
  /** What the receiving side found wrong, in words of its own lists. */
  readonly problems: readonly string[];
}

const damageSchema = z.object({ damage: z.enum(damages) });

/** What the queue noted when it set a damaged submission aside. */
const damageOf = async (files: Files, folder: string): Promise<Damage | null> => {
  try {
    return damageSchema.parse(JSON.parse(await files.readFile(`${folder}/${damageName}`, 'utf8')))
      .damage;
  } catch {
    return null;
  }
};

const lineOf = async (
  files: Files,
  spool: string,
  state: State,
  id: SubmissionId,
): Promise<InventoryLine> => {
  const folder = `${stateFolder(spool, state)}/${id}`;
  const damage = state === 'corrupt' ? await damageOf(files, folder) : null;
  const record = await readEntry(files, folder);
  if (!record.ok)
    return {
      ...{ id, state, acceptedAt: null, bytes: 0, attempts: 0 },
      ...{ last: 'unknown', reason: damage ?? record.problem, problems: [] },
    };
  const { lines } = record.value.journal;
  const last = lines.at(-1);
  const { reason, problems } = last?.data ?? {};
  return {
    id,
    state,
    acceptedAt: record.value.committedAt,
    bytes: record.value.parts.reduce((sum, { size }) => sum + size, 0),
    attempts: lines.filter(({ event }) => event === 'attempt-failed').length,
    last: last?.event ?? '',
    reason: damage ?? (typeof reason === 'string' ? reason : null),
    problems: Array.isArray(problems) ? problems.map(String) : [],
  };
};

/**
 * Everything in a spool, by state and age. May be read while kiosk and uploader are running.
 * @param of the states to look at; what was purged long ago is much to read
 */
export const readInventory = async (
  spool: string,
  of: readonly State[] = states,
  files: Files = diskFiles,
): Promise<readonly InventoryLine[]> => {
  await createFolders(files, spool);
  const all: InventoryLine[] = [];
  for (const state of of) {
    const lines: InventoryLine[] = [];
    for (const id of await idsIn(files, spool, state))
      lines.push(await lineOf(files, spool, state, id));
    all.push(...lines.sort((a, b) => (a.acceptedAt ?? '').localeCompare(b.acceptedAt ?? '')));
  }
  return all;
};
