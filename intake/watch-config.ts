import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { failed, ok, type Result } from '../electron/domain/result.ts';
import { identifierSchema } from '../electron/envelope/part.ts';
import { filesAt, objectStoreSchema } from './object-store/settings.ts';

const isPattern = (source: string): boolean => {
  try {
    new RegExp(source, 'u');
    return true;
  } catch {
    return false;
  }
};

const routeSchema = z.strictObject({
  /** Topics that go here; any where missing. */
  topics: z.array(z.string()).optional(),
  /** Regular expression that the whole case number must match; any where missing. */
  caseNumber: z.string().refine(isPattern, 'a regular expression').optional(),
  /** Folder below `outFolder`. */
  folder: z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9 ._-]*$/, 'a plain folder name'),
});

const watchConfigSchema = z.strictObject({
  /** Folder of the intake's data (its `dataFolder`); with an object store a working folder of this service alone. */
  intakeFolder: z.string().min(1),
  /** The intake's object store, where it has one. */
  store: objectStoreSchema.optional(),
  /** Folder of the document system. */
  outFolder: z.string().min(1),
  /** Private recipient key (JWK) or folder of `*.private.jwk.json`. */
  keys: z.string().min(1),
  kiosksFolder: z.string().min(1),
  /** Private ES256 key (JWK) that signs the confirmations, and the name it stands for. */
  confirmationKeyFile: z.string().min(1),
  confirmedBy: identifierSchema,
  /** The first route that fits is taken; without one, `outFolder` itself. */
  routes: z.array(routeSchema).default([]),
  everySeconds: z.number().min(0.1).max(3600).default(10),
});
export type WatchConfig = z.infer<typeof watchConfigSchema>;

/** Reads the watch's configuration; paths in it are relative to its folder. The problem is for the administrator. */
export const readWatchConfig = async (file: string): Promise<Result<WatchConfig, string>> => {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    return failed(`${file}: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
  const parsed = watchConfigSchema.safeParse(json);
  if (!parsed.success) return failed(`${file}:\n${z.prettifyError(parsed.error)}`);
  const at = (path: string): string => resolve(dirname(resolve(file)), path);
  const config = parsed.data;
  return ok({
    ...config,
    intakeFolder: at(config.intakeFolder),
    ...(config.store === undefined
      ? {}
      : {
          store: filesAt(dirname(resolve(file)), config.store, ['credentialsFile', 'caFile']),
        }),
    outFolder: at(config.outFolder),
    keys: at(config.keys),
    kiosksFolder: at(config.kiosksFolder),
    confirmationKeyFile: at(config.confirmationKeyFile),
  });
};
