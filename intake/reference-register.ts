import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { syncPath, writeDurably } from './durable-files.ts';

/** How far a submission has come, with the time of that step (ISO 8601). */
export interface ReferenceStanding {
  readonly state: 'unknown' | 'received' | 'filed';
  readonly at: string | null;
}

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

/** Own statements from the own disk: their signatures are not checked again. */
const claimsOf = async (file: string): Promise<Readonly<Record<string, unknown>> | null> => {
  try {
    const claims: Readonly<Record<string, unknown>> = decodeJwt(
      (await readFile(file, 'utf8')).trim(),
    );
    return claims;
  } catch {
    return null;
  }
};

const standingOfJob = async (dataFolder: string, jobId: string): Promise<ReferenceStanding> => {
  const filed = await claimsOf(join(dataFolder, 'confirmations', `${jobId}.jws`));
  if (filed !== null) return { state: 'filed', at: String(filed['filedAt']) };
  const received = await claimsOf(join(dataFolder, 'receipts', `${jobId}.jws`));
  if (received !== null) return { state: 'received', at: String(received['receivedAt']) };
  return { state: 'unknown', at: null };
};

/** Where the submission with a reference number stands; the least advanced where a number was drawn twice. */
export const referenceStanding = async (
  dataFolder: string,
  referenceNumber: string,
): Promise<ReferenceStanding> => {
  const jobs = await readdir(join(dataFolder, 'references', referenceNumber)).catch(() => []);
  const standings = await Promise.all(
    jobs.filter((name) => !name.startsWith('.')).map((jobId) => standingOfJob(dataFolder, jobId)),
  );
  return (
    standings.find(({ state }) => state === 'received') ??
    standings.find(({ state }) => state === 'filed') ?? { state: 'unknown', at: null }
  );
};
