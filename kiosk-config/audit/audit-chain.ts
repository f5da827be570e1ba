import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Everything that is written down of what people do at a kiosk beyond handing papers in. */
export const auditActs = [
  'log-began',
  'log-began-anew',
  'logged-on',
  'log-on-refused',
  'number-blocked',
  'visit-ended',
  'logged-off',
  'logged-off-idle',
  'status-seen',
  'scanner-tested',
  'taken-out-of-order',
  'put-back-in-order',
  'reference-looked-up',
  'logs-exported',
  'restarted',
  'kiosk-left',
  'kiosk-locked-again',
  'nightly-restart',
  'crash-loop',
  'attendant-added',
  'attendant-changed',
  'attendant-removed',
  'attendant-unblocked',
] as const;
export type AuditAct = (typeof auditActs)[number];

const entrySchema = z.strictObject({
  /** 1, 2, 3 … */
  n: z.number().int().positive(),
  /** ISO 8601. */
  at: z.string(),
  /** An attendant's number, `site-it` (a command on the machine) or `kiosk` (by itself). */
  who: z.string().regex(/^(\d{2}|site-it|kiosk|unknown)$/),
  act: z.enum(auditActs),
  /** A word from a closed list, or empty. */
  detail: z.string().regex(/^[a-z0-9.-]{0,60}$/),
  previous: z.string().regex(/^[0-9a-f]{64}$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type AuditEntry = z.infer<typeof entrySchema>;

/** The end of a chain: how many entries, and the last one's hash. */
export interface AuditHead {
  readonly count: number;
  readonly hash: string;
}

/** Before the first entry. */
export const emptyHead: AuditHead = { count: 0, hash: '0'.repeat(64) };

const hashOf = ({ n, at, who, act, detail, previous }: Omit<AuditEntry, 'hash'>): string =>
  createHash('sha256')
    .update(JSON.stringify([n, at, who, act, detail, previous]))
    .digest('hex');

/** The entry that follows this head. */
export const nextEntry = (
  head: AuditHead,
  what: Pick<AuditEntry, 'at' | 'who' | 'act' | 'detail'>,
): AuditEntry => {
  const entry = { n: head.count + 1, ...what, previous: head.hash };
  return { ...entry, hash: hashOf(entry) };
};

/** What is wrong with a log, and in which line (from 1; 0: the log as a whole). */
export interface AuditFault {
  readonly fault: 'unreadable' | 'missing-or-reordered' | 'altered' | 'shortened' | 'replaced';
  readonly line: number;
}

type Checked =
  | { readonly ok: true; readonly head: AuditHead }
  | { readonly ok: false; readonly problem: AuditFault };

const parsed = (line: string): AuditEntry | null => {
  try {
    const entry = entrySchema.safeParse(JSON.parse(line));
    return entry.success ? entry.data : null;
  } catch {
    return null;
  }
};

/** Follows a chain from its first line to its last; the first fault ends it. */
export const checkChain = (lines: readonly string[]): Checked => {
  let head = emptyHead;
  for (const [at, text] of lines.entries()) {
    const line = at + 1;
    const entry = parsed(text);
    if (entry === null) return { ok: false, problem: { fault: 'unreadable', line } };
    if (entry.hash !== hashOf(entry)) return { ok: false, problem: { fault: 'altered', line } };
    if (entry.n !== line || entry.previous !== head.hash) {
      return { ok: false, problem: { fault: 'missing-or-reordered', line } };
    }
    head = { count: entry.n, hash: entry.hash };
  }
  return { ok: true, head };
};

/** The hash of the entry with this number, from lines that `checkChain` found good. */
export const hashAt = (lines: readonly string[], n: number): string | null =>
  parsed(lines[n - 1] ?? '')?.hash ?? null;
