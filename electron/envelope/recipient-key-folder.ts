import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRecipientKey, type RecipientKey, type RecipientKeyProblem } from './recipient-key.ts';

/** The recipient keys of a kiosk, and the files that were not accepted. */
export interface RecipientKeys {
  readonly keys: readonly RecipientKey[];
  readonly refused: readonly { readonly file: string; readonly problem: RecipientKeyProblem }[];
}

/**
 * Reads every key file (`.json`, `.pem`, `.crt`) of a folder. A folder that is missing or unreadable has no keys.
 * Read it again before each visit: site IT exchanges keys while the kiosk runs.
 */
export const readRecipientKeys = async (folder: string): Promise<RecipientKeys> => {
  const keys: RecipientKey[] = [];
  const refused: { file: string; problem: RecipientKeyProblem }[] = [];
  const names = await readdir(folder).catch(() => []);
  for (const file of names.filter((name) => /\.(json|pem|crt)$/.test(name)).sort()) {
    const text = await readFile(join(folder, file), 'utf8').catch(() => '');
    const key = parseRecipientKey(text);
    if (key.ok) keys.push(key.value);
    else refused.push({ file, problem: key.problem });
  }
  return { keys, refused };
};
