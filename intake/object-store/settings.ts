import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';

/** Smallest part of a multipart upload but the last, in bytes (Amazon S3, "Multipart upload limits"). */
const SMALLEST_PART = 5 * 1024 * 1024;
/** Largest object that one request copies, in bytes (Amazon S3, CopyObject). */
export const LARGEST_COPY = 5_000_000_000;

const isOnThisMachine = (host: string): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(host);

/** An address without user and password, encrypted unless it is on this machine. */
const address = (encrypted: string, plain: string) =>
  z.url().refine((text) => {
    const { protocol, hostname, username, password } = new URL(text);
    if (username !== '' || password !== '') return false;
    return protocol === encrypted || (protocol === plain && isOnThisMachine(hostname));
  }, `${encrypted}//… without user and password (${plain}// only on this machine)`);

/** A bucket of an S3-compatible object store, all of it for this intake. */
export const objectStoreSchema = z.strictObject({
  kind: z.literal('s3'),
  endpoint: address('https:', 'http:'),
  region: z.string().min(1).default('eu'),
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'a bucket name'),
  /** JSON file {"accessKeyId", "secretAccessKey"}; from EINWURF_S3_ACCESS_KEY_ID and EINWURF_S3_SECRET_ACCESS_KEY where missing. */
  credentialsFile: z.string().min(1).optional(),
  /** Authority of the store's certificate (PEM); the system's authorities where missing. */
  caFile: z.string().min(1).optional(),
  /** The bucket as first part of the path instead of the host name; most stores of one's own want that. */
  pathStyle: z.boolean().default(true),
  partBytes: z
    .int()
    .min(SMALLEST_PART)
    .max(100_000_000)
    .default(8 * 1024 * 1024),
  /** A request that gets no answer for so long has failed. */
  answerSeconds: z.number().min(1).max(600).default(60),
});
export type ObjectStoreSettings = z.infer<typeof objectStoreSchema>;

/** The Redis or Valkey server that keeps intake processes from working on one upload at once. */
export const sharedLockSchema = z.strictObject({
  url: address('rediss:', 'redis:'),
  username: z.string().min(1).optional(),
  /** File with the password alone; from EINWURF_LOCK_PASSWORD where missing. */
  passwordFile: z.string().min(1).optional(),
  caFile: z.string().min(1).optional(),
  /** A lock whose holder died ends after so long. */
  leaseSeconds: z.number().min(4).max(300).default(15),
});
export type SharedLockConfig = z.infer<typeof sharedLockSchema>;

type Environment = Readonly<Record<string, string | undefined>>;

const credentialsSchema = z.object({
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
});
type Credentials = z.infer<typeof credentialsSchema>;

/** Reads the credentials of the object store. Throws a text for the administrator, which never holds a secret. */
export const readCredentials = async (
  file: string | undefined,
  environment: Environment,
): Promise<Credentials> => {
  const input: unknown =
    file === undefined
      ? {
          accessKeyId: environment['EINWURF_S3_ACCESS_KEY_ID'],
          secretAccessKey: environment['EINWURF_S3_SECRET_ACCESS_KEY'],
        }
      : await readFile(file, 'utf8').then((text): unknown => {
          try {
            return JSON.parse(text);
          } catch {
            return null;
          }
        });
  const parsed = credentialsSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new Error(
    file === undefined
      ? 'the object store needs credentialsFile, or EINWURF_S3_ACCESS_KEY_ID and EINWURF_S3_SECRET_ACCESS_KEY'
      : `${file}: not JSON with accessKeyId and secretAccessKey`,
  );
};

/** The password of the lock server, if it wants one. */
export const readLockPassword = async (
  file: string | undefined,
  environment: Environment,
): Promise<string | undefined> =>
  file === undefined ? environment['EINWURF_LOCK_PASSWORD'] : (await readFile(file, 'utf8')).trim();

/** The same settings with the named files (where given) relative to a folder. */
export const filesAt = <Settings extends object>(
  base: string,
  settings: Settings,
  names: readonly (keyof Settings)[],
): Settings => {
  const absolute = { ...settings };
  for (const name of names) {
    const file = settings[name];
    if (typeof file === 'string') Object.assign(absolute, { [name]: resolve(base, file) });
  }
  return absolute;
};
