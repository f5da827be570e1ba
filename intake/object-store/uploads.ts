import { randomBytes } from 'node:crypto';
import { S3Store } from '@tus/s3-store';
import type { Uploads } from '../submission-store.ts';
import { clientConfig, type Objects, type ObjectsAccess } from './objects.ts';

/** Keys of everything under way begin so; nothing else does. */
export const UPLOADS = 'uploads/';

const KEEP_NOTHING = {
  get: () => Promise.resolve(undefined),
  set: () => Promise.resolve(),
  delete: () => Promise.resolve(),
};

type TusUpload = Awaited<ReturnType<S3Store['getUpload']>>;

/** tus's own store, where two of its answers would mislead a kiosk. */
class SharedUploads extends S3Store {
  readonly #objects: Objects;

  constructor(access: ObjectsAccess, objects: Objects) {
    super({
      partSize: access.settings.partBytes,
      useTags: false,
      // Another process may have ended an upload that this one remembers.
      cache: KEEP_NOTHING,
      s3ClientConfig: { ...clientConfig(access), bucket: access.settings.bucket },
    });
    this.#objects = objects;
  }

  /** A store that does not answer is not the same as an upload that is not there: the kiosk would begin anew. */
  override async getUpload(id: string): Promise<TusUpload> {
    try {
      return await super.getUpload(id);
    } catch (error) {
      await this.#objects.text(this.infoKey(id));
      throw error;
    }
  }

  /** One object after the other: many stores want a checksum for the removal of several that this client lacks. */
  override async remove(id: string): Promise<void> {
    await removeUpload(this.#objects, id);
  }
}

/** Removes a finished upload with what tus notes about it; the object itself goes last, so that a cut leaves it to the tidying. */
export const removeUpload = async (objects: Objects, id: string): Promise<void> => {
  for (const key of [`${id}.part`, `${id}.info`, id]) await objects.remove(key);
};

const ID = /^[0-9a-f]{32}$/;

/** Uploads under way in the bucket: parts of 5 MiB and more as a multipart upload, the rest as an object beside it. */
export const sharedUploads = (access: ObjectsAccess, objects: Objects): Uploads => ({
  datastore: new SharedUploads(access, objects),
  naming: {
    namingFunction: () => `${UPLOADS}${randomBytes(16).toString('hex')}`,
    generateUrl: (_request, { path, id }) => `${path}/${id.slice(UPLOADS.length)}`,
    getFileIdFromRequest: (_request, last) =>
      last !== undefined && ID.test(last) ? `${UPLOADS}${last}` : undefined,
  },
});
