import { readFile, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { failed, ok, type Result } from './domain/result.ts';
import type { SecretStore } from './domain/secret-store.ts';
import { eraseFile } from './spool/erase-file.ts';
import { diskFiles, syncDirectory, writeDurably } from './spool/files.ts';

/** Where a secret may be, and what the machine offers to keep it. */
export interface SecretPlaces {
  /** The file the configuration names, absolute; null where none is set. */
  readonly file: string | null;
  /** Name of the credential that a unit hands over instead (`LoadCredentialEncrypted=`). */
  readonly credential: string;
  /** systemd's `$CREDENTIALS_DIRECTORY` (systemd.exec(5)), or undefined. */
  readonly credentialsFolder: string | undefined;
  /** null: this machine has no real key store for this account. Asked only where one is needed: it may ask a person. */
  readonly store: () => SecretStore | null;
  /** A demo may have its secrets in plain files; a kiosk in use may not. */
  readonly demo: boolean;
  /** Whether a text can be this secret; nothing else is taken in, and nothing is erased for it. */
  readonly fits: (text: string) => boolean;
}

/** Who keeps a secret. */
export type SecretKeeper = SecretStore['name'] | 'service-credential' | 'plain-file';

export interface KeptSecret {
  readonly text: string;
  readonly keeper: SecretKeeper;
}

/** Why a kiosk in use cannot have its secret. */
export type SecretProblem =
  /** It is there, but nothing of the system to keep it in. */
  | 'no-key-store'
  /** `$CREDENTIALS_DIRECTORY` lies on a disk: no service manager put it there. */
  | 'credential-on-disk'
  | 'missing'
  | 'unreadable'
  /** Sealed by another machine or account, or the store was emptied. */
  | 'sealed-elsewhere';

/** The sealed secret lies beside the place of the plain one. */
const sealedName = (file: string): string => `${file}.sealed`;

const sealedSchema = z.object({ store: z.string(), sealed: z.base64() });

const textOf = (file: string): Promise<string | null> => readFile(file, 'utf8').catch(() => null);

/** `f_type` of file systems that live in memory only (statfs(2)). */
const IN_MEMORY: readonly number[] = [0x01021994, 0x858458f6];

const isInMemory = async (folder: string): Promise<boolean> =>
  process.platform === 'linux' && IN_MEMORY.includes((await statfs(folder)).type);

const checked = (
  text: string,
  keeper: SecretKeeper,
  { fits }: SecretPlaces,
): Result<KeptSecret, SecretProblem> => (fits(text) ? ok({ text, keeper }) : failed('unreadable'));

const parseJson = (content: string): unknown => {
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
};

const openSealed = (content: string, store: SecretStore): Result<string, SecretProblem> => {
  const sealed = sealedSchema.safeParse(parseJson(content));
  if (!sealed.success) return failed('unreadable');
  const text = store.open(Buffer.from(sealed.data.sealed, 'base64'));
  return text === null ? failed('sealed-elsewhere') : ok(text);
};

/**
 * Takes a plain file into the store: the sealed copy is durable and was read back before the plain one is erased.
 * Interrupted anywhere, the next start does it again.
 */
const takeIn = async (
  plainFile: string,
  text: string,
  store: SecretStore,
): Promise<Result<void, SecretProblem>> => {
  const sealed = Buffer.from(store.seal(text)).toString('base64');
  const content = `${JSON.stringify({ store: store.name, sealed })}\n`;
  const file = sealedName(plainFile);
  await writeDurably(diskFiles, dirname(file), basename(file), Buffer.from(content));
  const readBack = openSealed((await textOf(file)) ?? '', store);
  if (!readBack.ok || readBack.value !== text) return failed('unreadable');
  await eraseFile(plainFile);
  await syncDirectory(diskFiles, dirname(plainFile));
  return ok(undefined);
};

const isErased = (text: string): boolean => /^\0*$/.test(text);

const fromFile = async (
  file: string,
  places: SecretPlaces,
): Promise<Result<KeptSecret, SecretProblem>> => {
  const plain = await textOf(file);
  if (plain !== null && !isErased(plain)) {
    const found = checked(plain, 'plain-file', places);
    if (!found.ok || places.demo) return found;
    const store = places.store();
    if (store === null) return failed('no-key-store');
    const taken = await takeIn(file, plain, store);
    return taken.ok ? checked(plain, store.name, places) : taken;
  }
  const content = await textOf(sealedName(file));
  if (content === null) return failed('missing');
  const store = places.store();
  if (store === null) return failed('no-key-store');
  const opened = openSealed(content, store);
  if (!opened.ok) return opened;
  // An erasing that was interrupted.
  if (plain !== null) await eraseFile(file);
  return checked(opened.value, store.name, places);
};

/**
 * Reads a secret: from the service manager's credential, else from the operating system's key store. A plain file is
 * taken into the store and erased; only a demo goes on with it.
 */
export const readKeptSecret = async (
  places: SecretPlaces,
): Promise<Result<KeptSecret, SecretProblem>> => {
  const { credentialsFolder, credential, file } = places;
  const text =
    credentialsFolder === undefined ? null : await textOf(join(credentialsFolder, credential));
  if (text !== null && credentialsFolder !== undefined) {
    if (!(await isInMemory(credentialsFolder))) return failed('credential-on-disk');
    return checked(text, 'service-credential', places);
  }
  return file === null ? failed('missing') : fromFile(file, places);
};
