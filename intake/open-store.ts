import { mkdir, readFile } from 'node:fs/promises';
import { openFolderStore } from './folder-store.ts';
import type { IntakeConfig } from './intake-config.ts';
import { openObjectStore } from './object-store/object-submission-store.ts';
import {
  readCredentials,
  readLockPassword,
  type ObjectStoreSettings,
  type SharedLockConfig,
} from './object-store/settings.ts';
import type { ObjectsAccess } from './object-store/objects.ts';
import type { SubmissionStore, SubmissionStoreSettings } from './submission-store.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads what is needed to talk to an object store. */
export const objectsAccess = async (
  settings: ObjectStoreSettings,
  environment: Environment,
): Promise<ObjectsAccess> => ({
  settings,
  credentials: await readCredentials(settings.credentialsFile, environment),
  ...(settings.caFile === undefined ? {} : { ca: await readFile(settings.caFile) }),
});

const lockSettings = async (lock: SharedLockConfig, scope: string, environment: Environment) => {
  const password = await readLockPassword(lock.passwordFile, environment);
  return {
    url: lock.url,
    scope,
    leaseMs: lock.leaseSeconds * 1000,
    ...(lock.username === undefined ? {} : { username: lock.username }),
    ...(password === undefined ? {} : { password }),
    ...(lock.caFile === undefined ? {} : { ca: await readFile(lock.caFile) }),
  };
};

/**
 * Opens the configured store and finishes what a cut interrupted. A folder must be there; an object store that does not
 * answer yet is no reason not to start: until it does, everything is refused with 503.
 */
export const openStore = async (
  { store, dataFolder, reserveBytes }: IntakeConfig,
  settings: SubmissionStoreSettings,
  environment: Environment,
): Promise<SubmissionStore> => {
  if (store.kind === 'folder') {
    const folderStore = await openFolderStore({ ...settings, folder: dataFolder, reserveBytes });
    await folderStore.recover();
    return folderStore;
  }
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const objectStore = openObjectStore(settings, {
    objects: await objectsAccess(store, environment),
    lock: await lockSettings(store.lock, store.bucket, environment),
  });
  void objectStore.recover().catch(() => undefined);
  return objectStore;
};
