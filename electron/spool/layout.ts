import { join } from 'node:path';
import type { SubmissionId } from '../domain/submission.ts';
import type { Files } from './files.ts';

/**
 * The states of a submission, each a folder of the spool holding one directory per submission:
 * `tmp` being written (deleted at start), `ready` accepted and to be sent, `hold` refused by the receiving side
 * (a person must look), `corrupt` damaged on disk (kept, never sent), `delivered` receipt verified, `purged`
 * content removed, journal and receipt kept.
 */
export const states = ['tmp', 'ready', 'hold', 'corrupt', 'delivered', 'purged'] as const;
export type State = (typeof states)[number];

export const journalName = 'journal.jsonl';
export const receiptName = 'receipt.jws';
/** Says why a submission was set aside as damaged. */
export const damageName = 'damage.json';

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether a name from a folder or a message is a submission's. */
export const isSubmissionId = (name: string): boolean => ID.test(name);

/** Where all submissions of a state lie. */
export const stateFolder = (spool: string, state: State): string => join(spool, state);

/** Creates the folders of all states. */
export const createFolders = async (files: Files, spool: string): Promise<void> => {
  for (const state of states)
    await files.mkdir(stateFolder(spool, state), { recursive: true, mode: 0o700 });
};

/** The submissions in a state, in no particular order. */
export const idsIn = async (files: Files, spool: string, state: State): Promise<SubmissionId[]> =>
  (await files.readdir(stateFolder(spool, state))).filter(isSubmissionId);
