import { createHash, type KeyObject } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, type Result } from '../electron/domain/result.ts';
import { acceptanceReceiptKind } from '../electron/envelope/acceptance-receipt.ts';
import { deliveryReceiptKind } from '../electron/envelope/delivery-receipt.ts';
import { filingConfirmationKind } from '../electron/envelope/filing-confirmation.ts';
import { parseVerifyingKey, type VerifyingKey } from '../electron/envelope/signing-key.ts';
import { verifyStatement, type StatementProblem } from '../electron/envelope/statement.ts';
import { parseEventKeys } from './fit-connect-receipt.ts';

/** A receipt that verified: which of the three, and what it says. */
export interface VerifiedReceipt {
  readonly level: 'R0' | 'R1' | 'R2';
  readonly meaning: string;
  readonly content: Readonly<Record<string, unknown>>;
}

const LEVELS = [
  {
    level: 'R0',
    kind: acceptanceReceiptKind,
    meaning: 'accepted at the kiosk, at that moment not yet transmitted',
  },
  { level: 'R1', kind: deliveryReceiptKind, meaning: 'received by the intake, durably stored' },
  { level: 'R2', kind: filingConfirmationKind, meaning: 'opened, verified and filed' },
] as const;

/** Checks a receipt (R0, R1 or R2) against the public keys of kiosks and intakes; works without any connection. */
export const verifyReceipt = async (
  jws: string,
  keyFor: (kid: string) => VerifyingKey | undefined,
): Promise<Result<VerifiedReceipt, StatementProblem>> => {
  let problem: StatementProblem = 'unreadable';
  for (const { level, kind, meaning } of LEVELS) {
    const verified = await verifyStatement<object>(kind, jws.trim(), keyFor);
    if (verified.ok) return { ok: true, value: { level, meaning, content: { ...verified.value } } };
    if (problem === 'unreadable' || problem === 'unknown-content') problem = verified.problem;
  }
  return failed(problem);
};

/**
 * Whether a verified receipt belongs to a submission at hand (its `announcement.jws`, from the spool, the inbox or the
 * archive): R0 names it by the first 16 hexadecimal digits of its SHA-256, R1 by its SHA-512, R2 by the submission's id.
 */
export const belongsTo = (
  { level, content }: VerifiedReceipt,
  announcement: Uint8Array,
  jobId: string,
): boolean => {
  const hash = (name: string): string => createHash(name).update(announcement).digest('hex');
  if (content['jobId'] !== jobId) return false;
  if (level === 'R0') return content['fingerprint'] === hash('sha256').slice(0, 16);
  return level === 'R2' || content['announcementSha512'] === hash('sha512');
};

/** Texts of key files: single files, or every `*.jwk.json` of a folder. */
const keyTexts = async (paths: readonly string[]): Promise<readonly string[]> => {
  const files: string[] = [];
  for (const path of paths)
    if ((await stat(path)).isDirectory())
      for (const name of await readdir(path)) {
        if (name.endsWith('.jwk.json')) files.push(join(path, name));
      }
    else files.push(path);
  return Promise.all(files.map((file) => readFile(file, 'utf8')));
};

/** Reads public keys (JWK) of kiosks and intakes: single files, or every `*.jwk.json` of a folder. */
export const readVerifyingKeys = async (
  paths: readonly string[],
): Promise<ReadonlyMap<string, VerifyingKey>> => {
  const keys = new Map<string, VerifyingKey>();
  for (const text of await keyTexts(paths)) {
    const key = parseVerifyingKey(text);
    if (key.ok) keys.set(key.value.kid, key.value);
  }
  return keys;
};

/** The same for the keys that FIT-Connect and its destinations sign their events with (JWK or sets of them). */
export const readEventKeys = async (
  paths: readonly string[],
): Promise<ReadonlyMap<string, KeyObject>> =>
  new Map((await keyTexts(paths)).flatMap((text) => [...parseEventKeys(text)]));
