import { createHash } from 'node:crypto';
import { z } from 'zod';
import { failed, ok, type Result } from '../domain/result.ts';
import { isMissing, type Files } from './files.ts';
import { journalName } from './layout.ts';

/** Everything that can happen to a submission after it was written. */
export const journalEvents = [
  'committed',
  'repaired',
  'upload-url',
  'attempt-failed',
  'held',
  'released',
  'delivered',
  'purged',
  'exported',
] as const;
export type JournalEvent = (typeof journalEvents)[number];

export type JournalData = Readonly<Record<string, unknown>>;

/** One line: numbered from 1, and bound to the line before by its SHA-256. */
export interface JournalLine {
  readonly seq: number;
  readonly at: string;
  readonly event: JournalEvent;
  readonly data: JournalData;
  readonly prev: string;
}

/** `broken`: a line in the middle was changed or lost. A torn last line (power cut) is repaired instead. */
export type JournalProblem = 'missing' | 'broken';

export interface Journal {
  readonly lines: readonly JournalLine[];
  /** SHA-256 of the last whole line. */
  readonly head: string;
  /** Bytes of a torn last line that must be cut off before the next append; usually 0. */
  readonly tornBytes: number;
  readonly wholeBytes: number;
}

const lineSchema = z.object({
  seq: z.int().positive(),
  at: z.string(),
  event: z.enum(journalEvents),
  data: z.record(z.string(), z.unknown()),
  prev: z.string(),
});

const START = '0'.repeat(64);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const emptyJournal: Journal = { lines: [], head: START, tornBytes: 0, wholeBytes: 0 };

const parseLine = (text: string): JournalLine | null => {
  try {
    const line = lineSchema.safeParse(JSON.parse(text));
    return line.success ? line.data : null;
  } catch {
    return null;
  }
};

/** Reads a journal from its text and checks the numbering and the chain. */
const parseJournal = (text: string): Result<Journal, JournalProblem> => {
  const end = text.lastIndexOf('\n') + 1;
  const whole = text.slice(0, end);
  const lines: JournalLine[] = [];
  let head = START;
  for (const lineText of whole.split('\n').slice(0, -1)) {
    const line = parseLine(lineText);
    if (line?.seq !== lines.length + 1 || line.prev !== head) return failed('broken');
    lines.push(line);
    head = sha256(lineText);
  }
  if (lines.length === 0) return failed('broken');
  const wholeBytes = Buffer.byteLength(whole);
  return ok({ lines, head, wholeBytes, tornBytes: Buffer.byteLength(text) - wholeBytes });
};

/** Reads and checks the journal of one submission. */
export const readJournal = async (
  files: Files,
  folder: string,
): Promise<Result<Journal, JournalProblem>> => {
  try {
    return parseJournal(await files.readFile(`${folder}/${journalName}`, 'utf8'));
  } catch (error) {
    if (isMissing(error)) return failed('missing');
    throw error;
  }
};

/**
 * Appends one line and fsyncs the file; returns the journal as it is then. A torn last line is cut off first and
 * the repair is journalled, so that it never hides. Where the disk fails, the line is taken back and the error passed on.
 */
export const appendToJournal = async (
  files: Files,
  folder: string,
  journal: Journal | null,
  entry: { readonly at: string; readonly event: JournalEvent; readonly data?: JournalData },
): Promise<Journal> => {
  const before = journal ?? emptyJournal;
  let current = before;
  const handle = await files.open(`${folder}/${journalName}`, 'a', 0o600);
  try {
    const entries = [{ data: {}, ...entry }];
    if (current.tornBytes > 0) {
      await handle.truncate(current.wholeBytes);
      entries.unshift({ at: entry.at, event: 'repaired', data: { tornBytes: current.tornBytes } });
    }
    for (const { at, event, data } of entries) {
      const line = { seq: current.lines.length + 1, at, event, data, prev: current.head };
      const text = JSON.stringify(line);
      await handle.appendFile(`${text}\n`);
      current = {
        lines: [...current.lines, line],
        head: sha256(text),
        tornBytes: 0,
        wholeBytes: current.wholeBytes + Buffer.byteLength(text) + 1,
      };
    }
    await handle.sync();
  } catch (error) {
    // The caller goes on from the journal it knows; a line that may or may not have arrived would break its chain.
    await handle.truncate(before.wholeBytes).catch(() => undefined);
    throw error;
  } finally {
    await handle.close();
  }
  return current;
};
