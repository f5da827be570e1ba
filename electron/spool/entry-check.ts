import { createHash } from 'node:crypto';
import { z } from 'zod';
import { failed, ok, type Result } from '../domain/result.ts';
import { isMissing, type Files } from './files.ts';
import { readJournal, type Journal } from './journal.ts';
import type { WrittenPart } from './spool.ts';

/** What is wrong with a submission that lies in the spool. */
export const damages = [
  'journal-missing',
  'journal-broken',
  'part-missing',
  'part-wrong-size',
  'part-wrong-hash',
  /** The disk gives an error; the submission stays where it is and is tried again. */
  'unreadable',
] as const;
export type Damage = (typeof damages)[number];

/** What its journal says about a submission. */
export interface EntryRecord {
  readonly committedAt: string;
  readonly parts: readonly WrittenPart[];
  /** Name of the transport it must go by; empty for the site's usual one. */
  readonly transport: string;
  readonly journal: Journal;
}

const committedSchema = z.object({
  parts: z
    .array(
      z.object({
        name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/),
        sha512: z.string(),
        size: z.int(),
      }),
    )
    .min(1),
  transport: z.string().default(''),
});

/** Reads what a submission consists of from its journal; its files are not looked at. */
export const readEntry = async (
  files: Files,
  folder: string,
): Promise<Result<EntryRecord, Damage>> => {
  const journal = await readJournal(files, folder);
  if (!journal.ok)
    return failed(journal.problem === 'missing' ? 'journal-missing' : 'journal-broken');
  const [first] = journal.value.lines;
  const committed = committedSchema.safeParse(first?.data);
  if (first?.event !== 'committed' || !committed.success) return failed('journal-broken');
  return ok({ committedAt: first.at, ...committed.data, journal: journal.value });
};

const CHUNK_BYTES = 1 << 20;

/** SHA-512 (hexadecimal) and size of a file, read in pieces. */
export const hashOf = async (
  files: Files,
  path: string,
): Promise<{ sha512: string; size: number }> => {
  const hash = createHash('sha512');
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  const handle = await files.open(path, 'r');
  try {
    for (let size = 0; ;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, size);
      if (bytesRead === 0) return { sha512: hash.digest('hex'), size };
      hash.update(chunk.subarray(0, bytesRead));
      size += bytesRead;
    }
  } finally {
    await handle.close();
  }
};

const checkPart = async (
  files: Files,
  folder: string,
  part: WrittenPart,
): Promise<Result<void, Damage>> => {
  try {
    const found = await hashOf(files, `${folder}/${part.name}`);
    if (found.size !== part.size) return failed('part-wrong-size');
    return found.sha512 === part.sha512 ? ok(undefined) : failed('part-wrong-hash');
  } catch (error) {
    if (isMissing(error)) return failed('part-missing');
    throw error;
  }
};

/** Reads every file of a submission again and compares it with what was written. */
export const verifyEntry = async (
  files: Files,
  folder: string,
  entry: EntryRecord,
): Promise<Result<void, Damage>> => {
  for (const part of entry.parts) {
    const checked = await checkPart(files, folder, part);
    if (!checked.ok) return checked;
  }
  return ok(undefined);
};
