import { readFile, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { failed, ok, type Result } from './domain/result.ts';
import type { SecretStore } from './domain/secret-store.ts';
import { parseSigningKey, type SigningKey } from './envelope/signing-key.ts';
import { eraseFile } from './spool/erase-file.ts';
import { diskFiles, syncDirectory, writeDurably } from './spool/files.ts';

/** Where the device key may be, and what the machine offers to keep it. */
export interface DeviceKeyPlaces {
  /** The configuration's `deviceKeyFile`, absolute; null where none is set. */
  readonly keyFile: string | null;
  /** systemd's `$CREDENTIALS_DIRECTORY` (systemd.exec(5)), or undefined. */
  readonly credentialsFolder: string | undefined;
  /** null: this machine has no real key store for this account. Asked only where one is needed: it may ask a person. */
  readonly store: () => SecretStore | null;
  /** A demo may have its key in a plain file; a kiosk in use may not. */
  readonly demo: boolean;
}

/** Who keeps the device key. */
export type KeyKeeper = SecretStore['name'] | 'service-credential' | 'plain-file';

export interface KeptDeviceKey {
  readonly key: SigningKey;
  readonly keeper: KeyKeeper;
}

/** Why a kiosk in use cannot have its key. The first two are refusals: such a machine must not be started at all. */
export type DeviceKeyProblem =
  /** There is a key, but nothing of the system to keep it in. */
  | 'no-key-store'
  /** `$CREDENTIALS_DIRECTORY` lies on a disk: no service manager put it there. */
  | 'credential-on-disk'
  | 'missing'
  | 'unreadable'
  /** Sealed by another machine or account, or the store was emptied. */
  | 'sealed-elsewhere';

/** Name of the credential that a unit hands over, `LoadCredentialEncrypted=einwurf-device-key`. */
const CREDENTIAL = 'einwurf-device-key';
/** The sealed key lies beside the place of the plain one. */
const sealedName = (keyFile: string): string => `${keyFile}.sealed`;

const sealedSchema = z.object({ store: z.string(), sealed: z.base64() });

const textOf = (file: string): Promise<string | null> => readFile(file, 'utf8').catch(() => null);

/** `f_type` of file systems that live in memory only (statfs(2)). */
const IN_MEMORY: readonly number[] = [0x01021994, 0x858458f6];

const isInMemory = async (folder: string): Promise<boolean> =>
  process.platform === 'linux' && IN_MEMORY.includes((await statfs(folder)).type);

const parsed = (text: string, keeper: KeyKeeper): Result<KeptDeviceKey, DeviceKeyProblem> => {
  const key = parseSigningKey(text);
  return key.ok ? ok({ key: key.value, keeper }) : failed('unreadable');
};

const parseJson = (content: string): unknown => {
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
};

const openSealed = (content: string, store: SecretStore): Result<string, DeviceKeyProblem> => {
  const sealed = sealedSchema.safeParse(parseJson(content));
  if (!sealed.success) return failed('unreadable');
  const text = store.open(Buffer.from(sealed.data.sealed, 'base64'));
  return text === null ? failed('sealed-elsewhere') : ok(text);
};

/**
 * Takes a plain key file into the store: the sealed copy is durable and was read back before the plain one is erased.
 * Interrupted anywhere, the next start does it again.
 */
const takeIn = async (
  keyFile: string,
  text: string,
  store: SecretStore,
): Promise<Result<void, DeviceKeyProblem>> => {
  const sealed = Buffer.from(store.seal(text)).toString('base64');
  const content = `${JSON.stringify({ store: store.name, sealed })}\n`;
  const file = sealedName(keyFile);
  await writeDurably(diskFiles, dirname(file), basename(file), Buffer.from(content));
  const readBack = openSealed((await textOf(file)) ?? '', store);
  if (!readBack.ok || readBack.value !== text) return failed('unreadable');
  await eraseFile(keyFile);
  await syncDirectory(diskFiles, dirname(keyFile));
  return ok(undefined);
};

const isErased = (text: string): boolean => /^\0*$/.test(text);

const fromFile = async (
  keyFile: string,
  places: DeviceKeyPlaces,
): Promise<Result<KeptDeviceKey, DeviceKeyProblem>> => {
  const plain = await textOf(keyFile);
  if (plain !== null && !isErased(plain)) {
    const found = parsed(plain, 'plain-file');
    if (!found.ok || places.demo) return found;
    const store = places.store();
    if (store === null) return failed('no-key-store');
    const taken = await takeIn(keyFile, plain, store);
    return taken.ok ? parsed(plain, store.name) : taken;
  }
  const content = await textOf(sealedName(keyFile));
  if (content === null) return failed('missing');
  const store = places.store();
  if (store === null) return failed('no-key-store');
  const opened = openSealed(content, store);
  if (!opened.ok) return opened;
  // An erasing that was interrupted.
  if (plain !== null) await eraseFile(keyFile);
  return parsed(opened.value, store.name);
};

/**
 * Reads the key this kiosk signs with: from the service manager's credential, else from the operating system's key
 * store. A plain key file is taken into the store and erased; only a demo goes on with it.
 */
export const readDeviceKey = async (
  places: DeviceKeyPlaces,
): Promise<Result<KeptDeviceKey, DeviceKeyProblem>> => {
  const { credentialsFolder, keyFile } = places;
  const text =
    credentialsFolder === undefined ? null : await textOf(join(credentialsFolder, CREDENTIAL));
  if (text !== null && credentialsFolder !== undefined) {
    if (!(await isInMemory(credentialsFolder))) return failed('credential-on-disk');
    return parsed(text, 'service-credential');
  }
  return keyFile === null ? failed('missing') : fromFile(keyFile, places);
};
