import { mkdir, readdir, readFile, rename, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { failed, ok, type Result } from '../electron/domain/result.ts';
import {
  filingConfirmationKind,
  type FilingConfirmation,
} from '../electron/envelope/filing-confirmation.ts';
import type { Manifest } from '../electron/envelope/manifest.ts';
import { identifierSchema, submissionIdSchema } from '../electron/envelope/part.ts';
import { parseSigningKey, type SigningKey } from '../electron/envelope/signing-key.ts';
import { signStatement } from '../electron/envelope/statement.ts';
import { moveDurably, writeDurably } from './durable-files.ts';
import { readPrivateKeys } from './key-folder.ts';
import { readKioskRegister } from './kiosk-register.ts';
import { collect, report } from './object-store/collect.ts';
import { openObjects, type ObjectsAccess } from './object-store/objects.ts';
import { filesAt, objectStoreSchema } from './object-store/settings.ts';
import { openSubmission, type OpenSubmissionProblem } from './opener.ts';

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

/** The folder of the document system for a submission. */
const routeOf = (config: WatchConfig, manifest: Manifest): string => {
  const route = config.routes.find(
    ({ topics, caseNumber }) =>
      (topics === undefined || (manifest.topic !== null && topics.includes(manifest.topic))) &&
      (caseNumber === undefined ||
        new RegExp(`^(?:${caseNumber})$`, 'u').test(manifest.details.caseNumber)),
  );
  return route === undefined ? config.outFolder : join(config.outFolder, route.folder);
};

/** What one look into the inbox did; ids only, nothing personal. */
export interface WatchRound {
  readonly filed: readonly string[];
  readonly refused: readonly { readonly jobId: string; readonly problem: OpenSubmissionProblem }[];
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const confirm = async (
  config: WatchConfig,
  key: SigningKey,
  manifest: Manifest,
  now: number,
): Promise<void> => {
  const confirmation: FilingConfirmation = {
    version: 1,
    jobId: manifest.jobId,
    referenceNumber: manifest.referenceNumber,
    filedAt: new Date(now).toISOString(),
    by: config.confirmedBy,
  };
  const folder = join(config.intakeFolder, 'confirmations');
  const jws = await signStatement(filingConfirmationKind, confirmation, key);
  await writeDurably(join(folder, `${manifest.jobId}.target`), routeOf(config, manifest));
  await writeDurably(join(folder, `${manifest.jobId}.pending`), jws);
};

/** Puts the confirmation in force and the sealed original into the archive. */
const settle = async (config: WatchConfig, jobId: string): Promise<void> => {
  const confirmations = join(config.intakeFolder, 'confirmations');
  const pending = join(confirmations, `${jobId}.pending`);
  if (await exists(pending)) await moveDurably(pending, join(confirmations, `${jobId}.jws`));
  await moveDurably(
    join(config.intakeFolder, 'inbox', jobId),
    join(config.intakeFolder, 'archive', jobId),
  );
};

/** Whether an interrupted earlier round had let the submission appear already (it may have been taken since). */
const hadAppeared = async (config: WatchConfig, jobId: string): Promise<boolean> => {
  const confirmations = join(config.intakeFolder, 'confirmations');
  if (await exists(join(confirmations, `${jobId}.jws`))) return true;
  if (!(await exists(join(confirmations, `${jobId}.pending`)))) return false;
  const target = await readFile(join(confirmations, `${jobId}.target`), 'utf8').catch(() => null);
  return target !== null && !(await exists(join(target, `.${jobId}.part`)));
};

const CAN_BE_ADDED: readonly OpenSubmissionProblem[] = [
  'unknown-key',
  'announcement-not-signed-by-a-known-kiosk',
  'manifest-not-signed-by-a-known-kiosk',
];

const fileOne = async (
  config: WatchConfig,
  key: SigningKey,
  jobId: string,
  now: number,
): Promise<OpenSubmissionProblem | null> => {
  if (await hadAppeared(config, jobId)) {
    await settle(config, jobId);
    return null;
  }
  const keys = await readPrivateKeys(config.keys);
  if (!keys.ok) throw new Error(keys.problem);
  const register = await readKioskRegister(config.kiosksFolder);
  const opened = await openSubmission({
    folder: join(config.intakeFolder, 'inbox', jobId),
    outFolder: (manifest) => routeOf(config, manifest),
    privateKeyFor: (kid) => keys.value.get(kid),
    kioskKeyFor: (kid) => register.keyFor(kid),
    beforeAppearing: (manifest) => confirm(config, key, manifest, now),
  });
  // A key or a kiosk that is not known yet can be added: such a submission stays where it is.
  if (!opened.ok && CAN_BE_ADDED.includes(opened.problem)) return opened.problem;
  if (!opened.ok && opened.problem !== 'already-opened') {
    await rename(
      join(config.intakeFolder, 'inbox', jobId),
      join(config.intakeFolder, 'refused', jobId),
    );
    return opened.problem;
  }
  await settle(config, jobId);
  return null;
};

/**
 * Looks into the inbox once: opens and verifies every submission, lets it appear in the document system's folder, signs
 * the confirmation (receipt R2) and archives the sealed original. What was tampered with goes to `refused`, sealed.
 * A cut at any moment is made up for at the next look; nothing appears twice.
 */
export const watchOnce = async (config: WatchConfig, now: number): Promise<WatchRound> => {
  const key = parseSigningKey(await readFile(config.confirmationKeyFile, 'utf8'));
  if (!key.ok)
    throw new Error(`${config.confirmationKeyFile}: not a private ES256 key in JWK form`);
  for (const folder of ['inbox', 'confirmations', 'archive', 'refused'])
    await mkdir(join(config.intakeFolder, folder), { recursive: true, mode: 0o700 });
  const filed: string[] = [];
  const refused: { jobId: string; problem: OpenSubmissionProblem }[] = [];
  for (const jobId of await readdir(join(config.intakeFolder, 'inbox'))) {
    if (!submissionIdSchema.safeParse(jobId).success) continue;
    const problem = await fileOne(config, key.value, jobId, now);
    if (problem === null) filed.push(jobId);
    else refused.push({ jobId, problem });
  }
  return { filed, refused };
};

/** The same for an intake with an object store: brings what waits there, files it, and tells the store. */
export const watchStoreOnce = async (
  config: WatchConfig,
  access: ObjectsAccess,
  now: number,
): Promise<WatchRound> => {
  const objects = openObjects(access);
  try {
    await collect(objects, config.intakeFolder);
    const round = await watchOnce(config, now);
    await report(objects, config.intakeFolder);
    return round;
  } finally {
    objects.close();
  }
};
