import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { failed, ok, type Result } from '../electron/domain/result.ts';

const privateJwkSchema = z.looseObject({
  kty: z.literal('RSA'),
  kid: z.string().min(1),
  d: z.string(),
  n: z.string(),
  e: z.string(),
});

const readKey = async (file: string): Promise<Result<{ kid: string; key: KeyObject }, string>> => {
  try {
    const jwk = privateJwkSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (!jwk.success) return failed(`${file}: not a private RSA key in JWK form with a kid`);
    return ok({ kid: jwk.data.kid, key: createPrivateKey({ key: jwk.data, format: 'jwk' }) });
  } catch (error) {
    return failed(`${file}: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
};

/**
 * Reads the recipient's private keys (JWK, RSA): one file, or every `*.private.jwk.json` of a folder. Keep old keys
 * as long as submissions sealed to them may still arrive.
 */
export const readPrivateKeys = async (
  path: string,
): Promise<Result<ReadonlyMap<string, KeyObject>, string>> => {
  const about = await stat(path).catch(() => null);
  if (about === null) return failed(`${path}: no such key file or folder`);
  const files = about.isDirectory()
    ? (await readdir(path))
        .filter((name) => name.endsWith('.private.jwk.json'))
        .map((name) => join(path, name))
    : [path];
  const keys = new Map<string, KeyObject>();
  for (const file of files) {
    const key = await readKey(file);
    if (!key.ok) return key;
    keys.set(key.value.kid, key.value.key);
  }
  return keys.size === 0 ? failed(`${path}: holds no *.private.jwk.json`) : ok(keys);
};
