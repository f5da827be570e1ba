import type { KeyObject } from 'node:crypto';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  filingConfirmationKind,
  type FilingConfirmation,
} from '../electron/envelope/filing-confirmation.ts';
import type { Manifest } from '../electron/envelope/manifest.ts';
import { submissionIdSchema } from '../electron/envelope/part.ts';
import { parseSigningKey, type SigningKey } from '../electron/envelope/signing-key.ts';
import { signStatement, type VerifyingKeyFor } from '../electron/envelope/statement.ts';
import { moveDurably, writeDurably } from './durable-files.ts';
import { readPrivateKeys } from './key-folder.ts';
import { readKioskRegister } from './kiosk-register.ts';
import { collect, report } from './object-store/collect.ts';
import { openObjects, type ObjectsAccess } from './object-store/objects.ts';
import { openSubmission, type OpenSubmissionProblem } from './opener.ts';
import type { WatchConfig } from './watch-config.ts';

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
  /** What a disk gave an error for; it stays where it is and is tried again. `reason` is the system's code. */
  readonly failed: readonly { readonly jobId: string; readonly reason: string }[];
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';

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

/** What opening needs, read anew for each look. */
interface Keyring {
  readonly confirmation: SigningKey;
  readonly privateKeyFor: (kid: string) => KeyObject | undefined;
  readonly kioskKeyFor: VerifyingKeyFor;
}

const readKeyring = async (config: WatchConfig): Promise<Keyring> => {
  const confirmation = parseSigningKey(await readFile(config.confirmationKeyFile, 'utf8'));
  if (!confirmation.ok)
    throw new Error(`${config.confirmationKeyFile}: not a private ES256 key in JWK form`);
  const keys = await readPrivateKeys(config.keys);
  if (!keys.ok) throw new Error(keys.problem);
  const register = await readKioskRegister(config.kiosksFolder);
  return {
    confirmation: confirmation.value,
    privateKeyFor: (kid) => keys.value.get(kid),
    kioskKeyFor: (kid) => register.keyFor(kid),
  };
};

const fileOne = async (
  config: WatchConfig,
  keyring: Keyring,
  jobId: string,
  now: number,
): Promise<OpenSubmissionProblem | null> => {
  if (await hadAppeared(config, jobId)) {
    await settle(config, jobId);
    return null;
  }
  const opened = await openSubmission({
    folder: join(config.intakeFolder, 'inbox', jobId),
    outFolder: (manifest) => routeOf(config, manifest),
    privateKeyFor: keyring.privateKeyFor,
    kioskKeyFor: keyring.kioskKeyFor,
    beforeAppearing: (manifest) => confirm(config, keyring.confirmation, manifest, now),
  });
  // A key or a kiosk that is not known yet can be added: such a submission stays where it is.
  if (!opened.ok && CAN_BE_ADDED.includes(opened.problem)) return opened.problem;
  if (!opened.ok && opened.problem !== 'already-opened') {
    await moveDurably(
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
 * A cut at any moment is made up for at the next look; nothing appears twice. One that the disk does not give back keeps
 * the others from nothing.
 */
export const watchOnce = async (config: WatchConfig, now: number): Promise<WatchRound> => {
  const keyring = await readKeyring(config);
  for (const folder of ['inbox', 'confirmations', 'archive', 'refused'])
    await mkdir(join(config.intakeFolder, folder), { recursive: true, mode: 0o700 });
  const filed: string[] = [];
  const refused: { jobId: string; problem: OpenSubmissionProblem }[] = [];
  const failures: { jobId: string; reason: string }[] = [];
  for (const jobId of await readdir(join(config.intakeFolder, 'inbox'))) {
    if (!submissionIdSchema.safeParse(jobId).success) continue;
    try {
      const problem = await fileOne(config, keyring, jobId, now);
      if (problem === null) filed.push(jobId);
      else refused.push({ jobId, problem });
    } catch (error) {
      failures.push({ jobId, reason: codeOf(error) });
    }
  }
  return { filed, refused, failed: failures };
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
