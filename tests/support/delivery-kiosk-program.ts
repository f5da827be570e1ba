import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Checkpoint } from '../../electron/domain/checkpoint.ts';
import { runUploader } from '../../electron/run-uploader.ts';
import { openSpool } from '../../electron/spool/spool.ts';
import { parseUploaderReport } from '../../electron/upload/uploader-messages.ts';
import { ensureDemoKeys } from '../../setup/demo-keys.ts';
import { fastClock } from './delivery-clock.ts';
import { seededRandom } from './seeded-random.ts';
import { acceptDocument, expectOk } from './delivery-submission.ts';

// A whole kiosk without its screen: accepts documents, prints "R0 <id> <sha512 of the plain document>" for each
// receipt, uploads until nothing waits, and ends. argv: data folder, intake port, documents, kill point or "-", seed,
// most pages, and which half of the kiosk to be: "both", "accept" (ends after the last receipt) or "upload" (goes on
// until it is killed), as the real application has the uploader in a process of its own.
const [
  dataFolder = '',
  port = '',
  documents = '',
  killAt = '-',
  seed = '0',
  mostPages = '5',
  half = 'both',
] = process.argv.slice(2);
const random = seededRandom(Number(seed));
/** What a page of text takes when it is coded small. */
const PAGE_BYTES = Number(mostPages) > 10 ? 20_000 : 8_000;

const checkpoint: Checkpoint = (name) => {
  if (name !== killAt) return;
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
};

const say = (line: string): void => void writeSync(1, `${line}\n`);

const keys = await ensureDemoKeys(dataFolder);
const spoolFolder = join(dataFolder, 'kiosk', 'spool');
// Only the accepting half opens the spool for writing: that removes what an interrupted visit left in `tmp`.
const spool =
  half === 'upload'
    ? null
    : expectOk(
        await openSpool({ folder: spoolFolder, reserveBytes: 1, now: Date.now, checkpoint }),
      );
for (let number = 0; spool !== null && number < Number(documents); number += 1) {
  const pages = 1 + Math.floor(random() * Number(mostPages));
  const pdf = Buffer.concat([Buffer.from('%PDF-1.7 '), randomBytes(pages * PAGE_BYTES)]);
  const id = await acceptDocument(spool, keys.kiosk, pdf, checkpoint);
  say(`R0 ${id} ${createHash('sha512').update(pdf).digest('hex')}`);
}

if (half === 'accept') process.exit(0);

const { certFile, keyFile, caFile, receiptKeyFiles } = keys.kiosk;
let purgedOnce = false;
let tell: (message: unknown) => void = () => undefined;
runUploader(
  {
    post(message) {
      const report = parseUploaderReport(message);
      if (report === null) throw new Error('the uploader reported something unknown');
      if (report.kind === 'event') say(`EVENT ${report.event} ${report.detail ?? ''}`);
      else if (report.kind === 'status' && report.status.waiting === 0 && half === 'both') {
        if (purgedOnce) process.exit(0);
        purgedOnce = true;
        tell({ kind: 'wake' });
      }
    },
    onMessage: (listener) => {
      tell = listener;
    },
  },
  // On a busy machine an answer can take a second: pauses after that must not add up to minutes.
  { checkpoint, clock: fastClock(200) },
);
tell({
  kind: 'start',
  settings: {
    spoolFolder,
    graceMs: 0,
    transport: {
      kind: 'intake',
      url: `https://127.0.0.1:${port}/`,
      certFile,
      keyFile,
      caFile,
      receiptKeyFiles,
      chunkBytes: Number(mostPages) > 10 ? 131_072 : 16_384,
      idleMs: Number(mostPages) > 10 ? 1_000 : 5_000,
    },
  },
});
