import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRecipientKey, type RecipientKey, type RecipientKeyProblem } from './recipient-key.ts';

/** The recipient keys of a kiosk, and the files that were not accepted. */
export interface RecipientKeys {
  readonly keys: readonly RecipientKey[];
  readonly refused: readonly { readonly file: string; readonly problem: RecipientKeyProblem }[];
}

/** Appended to the name of a key file: nothing may be sealed to that key any more, and nothing sealed to it may leave. */
const REVOKED = '.revoked';

/** The kids of all revoked keys, and the files that say so but cannot be read. */
export interface RevokedKids {
  readonly kids: ReadonlySet<string>;
  readonly unreadable: readonly string[];
}

/** Reads which keys of a folder were revoked: the key files whose names site IT made end with ".revoked". */
export const readRevokedKids = async (folder: string): Promise<RevokedKids> => {
  const kids = new Set<string>();
  const unreadable: string[] = [];
  const names = await readdir(folder).catch(() => []);
  for (const file of names.filter((name) => name.endsWith(REVOKED)).sort()) {
    const key = parseRecipientKey(await readFile(join(folder, file), 'utf8').catch(() => ''));
    if (key.ok) kids.add(key.value.kid);
    else unreadable.push(file);
  }
  return { kids, unreadable };
};

/**
 * Reads every key file (`.json`, `.pem`, `.crt`) of a folder. A folder that is missing or unreadable has no keys.
 * Read it again before each visit: site IT exchanges keys while the kiosk runs. A revoked key is none, under whatever
 * other name it may lie there as well.
 */
export const readRecipientKeys = async (folder: string): Promise<RecipientKeys> => {
  const keys: RecipientKey[] = [];
  const refused: { file: string; problem: RecipientKeyProblem }[] = [];
  const names = await readdir(folder).catch(() => []);
  const revoked = await readRevokedKids(folder);
  for (const file of names.filter((name) => /\.(json|pem|crt)$/.test(name)).sort()) {
    const text = await readFile(join(folder, file), 'utf8').catch(() => '');
    const key = parseRecipientKey(text);
    if (key.ok && revoked.kids.has(key.value.kid)) continue;
    if (key.ok) keys.push(key.value);
    else refused.push({ file, problem: key.problem });
  }
  return { keys, refused };
};
