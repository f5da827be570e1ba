import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashAt, type AuditHead } from '../audit/audit-chain.ts';
import { checkAuditLog } from '../audit/audit-log.ts';

/** What `--expect` takes: how many entries there were, and the hash of the last one. */
const parseWitness = (text: string): AuditHead | null => {
  const [count, hash] = text.split(':');
  return /^\d+$/.test(count ?? '') && /^[0-9a-f]{64}$/.test(hash ?? '')
    ? { count: Number(count), hash: hash ?? '' }
    : null;
};

/** The kiosk's own log names the audit log's end after every act: a second place to tamper with. */
const witnessesIn = (dataFolder: string): readonly { n: number; hash: string }[] =>
  ['kiosk.jsonl.1', 'kiosk.jsonl'].flatMap((name) => {
    let text: string;
    try {
      text = readFileSync(join(dataFolder, 'log', name), 'utf8');
    } catch {
      return [];
    }
    return [
      ...text.matchAll(/"event":"attendant-act"[^\n]*"entry":(\d+),"hash":"([0-9a-f]{16})"/g),
    ].map(([, n, hash]) => ({ n: Number(n), hash: hash ?? '' }));
  });

const ofOtherLog = (dataFolder: string, count: number): string | null => {
  const text = readFileSync(join(dataFolder, 'audit', 'audit.jsonl'), 'utf8');
  const lines = text.split('\n');
  const wrong = witnessesIn(dataFolder)
    .slice(-200)
    .find(({ n, hash }) => n > count || hashAt(lines, n)?.startsWith(hash) !== true);
  return wrong === undefined
    ? null
    : `entry ${wrong.n} is not the one that log/kiosk.jsonl speaks of (the audit log was replaced, or begun anew)`;
};

/**
 * Checks a kiosk's audit log.
 * @param expected `COUNT:HASH` noted earlier, or nothing
 */
export const auditCommand = (
  dataFolder: string,
  expected: string | undefined,
): { readonly said: string; readonly good: boolean } => {
  const witness = expected === undefined ? undefined : parseWitness(expected);
  if (witness === null)
    return { good: false, said: '--expect takes COUNT:HASH as printed by an earlier check.' };
  const checked = checkAuditLog(dataFolder, witness);
  if (!checked.ok) {
    const { fault, line } = checked.problem;
    return { good: false, said: `NOT GOOD: ${fault}${line > 0 ? ` in line ${line}` : ''}.` };
  }
  const { count, hash } = checked.head;
  if (count === 0) return { good: true, said: 'Nothing was written down yet.' };
  const other = ofOtherLog(dataFolder, count);
  if (other !== null) return { good: false, said: `NOT GOOD: ${other}.` };
  return { good: true, said: `good: ${count} entries. Note for the next check: ${count}:${hash}` };
};
