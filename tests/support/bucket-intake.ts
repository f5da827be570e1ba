import type { IntakeConfig } from '../../intake/intake-config.ts';
import { collect } from '../../intake/object-store/collect.ts';
import { openObjects } from '../../intake/object-store/objects.ts';
import { objectsAccess } from '../../intake/open-store.ts';
import type { ObjectStoreServers } from './object-store-servers.ts';

export type BucketStore = Extract<IntakeConfig['store'], { kind: 's3' }>;

/** The shortest lease that is allowed, so that a dead holder's lock ends soon. */
const LEASE_SECONDS = 4;

/** Settings of an intake's store in a new bucket of these servers. */
export const storeIn = async (servers: ObjectStoreServers): Promise<BucketStore> => ({
  kind: 's3',
  endpoint: servers.endpoint,
  region: 'eu',
  bucket: await servers.newBucket(),
  credentialsFile: servers.credentialsFile,
  pathStyle: true,
  partBytes: 5 * 1024 * 1024,
  answerSeconds: 20,
  lock: { url: servers.lockUrl, leaseSeconds: LEASE_SECONDS },
});

/** Brings everything that waits in the bucket into `inbox` below a folder, as the watch does. */
export const collectAll = async (store: BucketStore, folder: string): Promise<void> => {
  const objects = openObjects(await objectsAccess(store, {}));
  try {
    await collect(objects, folder);
  } finally {
    objects.close();
  }
};
