import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const tallySchema = z.object({
  /** In how many pieces the run was done; between two of them everything was killed. */
  pieces: z.number(),
  /** How long all pieces took together, milliseconds. */
  elapsedMs: z.number(),
  /** The accepting half and the uploader at once, as when the power goes. */
  kioskKills: z.number(),
  /** The uploader alone, while the kiosk goes on taking papers. */
  uploaderKills: z.number(),
  intakeKills: z.number(),
  /** How often the line did what. */
  faults: z.record(z.string(), z.number()),
});

/** What happened to a run, over all its pieces. */
export type RunTally = z.infer<typeof tallySchema>;

/** What of a torture run outlives the program that conducts it. */
export interface RunRecord {
  /** SHA-512 of the plain document, by submission, for every receipt given. */
  readonly acknowledged: ReadonlyMap<string, string>;
  readonly tally: RunTally;
  /** Notes a receipt at once. */
  receipt(id: string, sha512: string): void;
  save(tally: RunTally): void;
}

const nothing: RunTally = {
  pieces: 0,
  elapsedMs: 0,
  kioskKills: 0,
  uploaderKills: 0,
  intakeKills: 0,
  faults: {},
};

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/** Reads what earlier pieces of the run left in its folder, or begins. */
export const openRunRecord = (folder: string): RunRecord => {
  const receiptsFile = join(folder, 'receipts.txt');
  const tallyFile = join(folder, 'tally.json');
  const lines = textOf(receiptsFile).split('\n').filter(Boolean);
  const acknowledged = new Map(
    lines.map((line) => {
      const [id = '', sha512 = ''] = line.split(' ');
      return [id, sha512] as const;
    }),
  );
  const saved = textOf(tallyFile);
  return {
    acknowledged,
    tally: saved === '' ? nothing : tallySchema.parse(JSON.parse(saved)),
    receipt(id, sha512) {
      appendFileSync(receiptsFile, `${id} ${sha512}\n`);
      acknowledged.set(id, sha512);
    },
    save: (tally) => writeFileSync(tallyFile, `${JSON.stringify(tally, null, 2)}\n`),
  };
};
