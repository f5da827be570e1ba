import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, type Result } from '../electron/domain/result.ts';
import { acceptanceReceiptKind } from '../electron/envelope/acceptance-receipt.ts';
import { deliveryReceiptKind } from '../electron/envelope/delivery-receipt.ts';
import { filingConfirmationKind } from '../electron/envelope/filing-confirmation.ts';
import { parseVerifyingKey, type VerifyingKey } from '../electron/envelope/signing-key.ts';
import { verifyStatement, type StatementProblem } from '../electron/envelope/statement.ts';

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

const readKeyFile = async (file: string): Promise<VerifyingKey | null> => {
  const key = parseVerifyingKey(await readFile(file, 'utf8'));
  return key.ok ? key.value : null;
};

/** Reads public keys (JWK): single files, or every `*.jwk.json` of a folder. */
export const readVerifyingKeys = async (
  paths: readonly string[],
): Promise<ReadonlyMap<string, VerifyingKey>> => {
  const keys = new Map<string, VerifyingKey>();
  for (const path of paths) {
    const files = (await stat(path)).isDirectory()
      ? (await readdir(path))
          .filter((name) => name.endsWith('.jwk.json'))
          .map((name) => join(path, name))
      : [path];
    for (const file of files) {
      const key = await readKeyFile(file);
      if (key !== null) keys.set(key.kid, key);
    }
  }
  return keys;
};
