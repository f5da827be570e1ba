import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identifierSchema } from '../electron/envelope/part.ts';
import { parseVerifyingKey, type VerifyingKey } from '../electron/envelope/signing-key.ts';

const SUFFIX = '.jwk.json';

/** The kiosks this intake knows, with the public key of each one's device key. */
export interface KioskRegister {
  keyFor(kid: string): VerifyingKey | undefined;
  /** The kiosk that signs with a key. */
  kioskOf(kid: string): string | undefined;
}

/** Whether a kiosk is in the register; removing its file shuts it out from the next request on. */
export const isRegistered = (folder: string, kiosk: string): Promise<boolean> =>
  identifierSchema.safeParse(kiosk).success
    ? access(join(folder, `${kiosk}${SUFFIX}`)).then(
        () => true,
        () => false,
      )
    : Promise.resolve(false);

/** Reads the register anew, so that a kiosk added or removed counts from the next submission on. */
export const readKioskRegister = async (folder: string): Promise<KioskRegister> => {
  const keys = new Map<string, VerifyingKey>();
  const kiosks = new Map<string, string>();
  for (const name of await readdir(folder)) {
    if (!name.endsWith(SUFFIX)) continue;
    const key = parseVerifyingKey(await readFile(join(folder, name), 'utf8'));
    if (!key.ok) continue;
    keys.set(key.value.kid, key.value);
    kiosks.set(key.value.kid, name.slice(0, -SUFFIX.length));
  }
  return { keyFor: (kid) => keys.get(kid), kioskOf: (kid) => kiosks.get(kid) };
};
