import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { decodeJwt } from 'jose';
import { setTimeout as pause } from 'node:timers/promises';
import { announcementName } from '../electron/envelope/part.ts';
import type { DemoKeys } from './demo-keys.ts';
import { projectFolder } from './project-folder.mjs';
import { lastLines, runProgram } from './run-program.mjs';
import { CannotGoOn } from './terminal.mjs';

/** How long the way from the kiosk's disk to the intake's may take, in ms. */
const DELIVERY_LIMIT = 60_000;

/** One submission at the receiving end. */
export interface OpenedSubmission {
  /** The intake's signed receipt, readable (JSON). */
  readonly receipt: string;
  readonly documents: readonly string[];
  readonly manifest: string;
}

const digitsOf = (reference: string): string => reference.replaceAll(/\D/g, '');

/** The content of a signed statement; whoever needs to trust it verifies it (the kiosk's uploader does). */
const contentOf = (file: string): Readonly<Record<string, unknown>> =>
  decodeJwt(readFileSync(file, 'utf8').trim());

/** The folder in the inbox that carries this reference number and is acknowledged, if it has come. */
const arrived = (intakeFolder: string, reference: string): string | null => {
  const inbox = join(intakeFolder, 'inbox');
  for (const jobId of existsSync(inbox) ? readdirSync(inbox) : []) {
    const announcement = contentOf(join(inbox, jobId, announcementName));
    const same = announcement['referenceNumber'] === digitsOf(reference);
    if (same && existsSync(join(intakeFolder, 'receipts', `${jobId}.jws`))) return jobId;
  }
  return null;
};

const waitForArrival = async (intakeFolder: string, reference: string): Promise<string> => {
  for (const end = Date.now() + DELIVERY_LIMIT; Date.now() < end;) {
    const jobId = arrived(intakeFolder, reference);
    if (jobId !== null) return jobId;
    await pause(100);
  }
  throw new CannotGoOn(
    `The submission ${reference} did not arrive at the intake within ${DELIVERY_LIMIT / 1000} s. ` +
      "It is still sealed in the kiosk's queue; the kiosk's log says why it waits.",
  );
};

/** Waits until the intake has acknowledged the submission, then opens it with the recipient's demo key. */
export const openedSubmission = async (
  keys: DemoKeys,
  reference: string,
  journeyFolder: string,
): Promise<OpenedSubmission> => {
  const { inboxFolder, keysFolder, kiosksFolder } = keys.intake;
  const intakeFolder = dirname(inboxFolder);
  const jobId = await waitForArrival(intakeFolder, reference);
  const receipt = join(journeyFolder, 'receipt.json');
  const delivery = contentOf(join(intakeFolder, 'receipts', `${jobId}.jws`));
  writeFileSync(receipt, `${JSON.stringify({ reference, delivery }, null, 2)}\n`);
  const { code, stdout, output } = await runProgram(
    process.execPath,
    [
      ...['--import', 'tsx', 'intake/cli/open.ts', join(inboxFolder, jobId)],
      ...['--out', journeyFolder, '--key', keysFolder, '--kiosks', kiosksFolder],
    ],
    { cwd: projectFolder },
  );
  if (code !== 0) throw new CannotGoOn(`The submission did not open:\n${lastLines(output)}`);
  const files = stdout.trim().split('\n');
  return {
    receipt,
    documents: files.filter((file) => file.endsWith('.pdf')),
    manifest: files.find((file) => file.endsWith('manifest.json')) ?? '',
  };
};
