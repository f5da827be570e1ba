import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncPath, writeDurably } from './durable-files.ts';
import { leastAdvanced, standingBy, type ReferenceStanding } from './reference-standing.ts';

/** Notes durably which submission a reference number belongs to. */
export const noteReference = async (
  dataFolder: string,
  referenceNumber: string,
  jobId: string,
): Promise<void> => {
  const folder = join(dataFolder, 'references', referenceNumber);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await syncPath(join(dataFolder, 'references'));
  await writeDurably(join(folder, jobId), '');
};

const textOf = (file: string): Promise<string | null> => readFile(file, 'utf8').catch(() => null);

const standingOfJob = async (dataFolder: string, jobId: string): Promise<ReferenceStanding> =>
  standingBy(
    await textOf(join(dataFolder, 'confirmations', `${jobId}.jws`)),
    await textOf(join(dataFolder, 'receipts', `${jobId}.jws`)),
  );

/** Where the submission with a reference number stands; the least advanced where a number was drawn twice. */
export const referenceStanding = async (
  dataFolder: string,
  referenceNumber: string,
): Promise<ReferenceStanding> => {
  const jobs = await readdir(join(dataFolder, 'references', referenceNumber)).catch(() => []);
  const standings = jobs
    .filter((name) => !name.startsWith('.'))
    .map((jobId) => standingOfJob(dataFolder, jobId));
  return leastAdvanced(await Promise.all(standings));
};
