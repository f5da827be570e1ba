import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { submissionIdSchema } from '../../electron/envelope/part.ts';
import { moveDurably, syncPath, writeDurably } from '../durable-files.ts';
import { parseKeptSubmission, type KeptSubmission } from './kept-submission.ts';
import type { Objects } from './objects.ts';

const OWNER = 'watch-owner';

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const readOptional = (path: string): Promise<string | null> =>
  readFile(path, 'utf8').catch(() => null);

/**
 * Makes sure that this working folder is the only one that files from the bucket: two would file everything twice.
 * The folder remembers what appeared already, so it must outlive the machine's restarts.
 */
const claim = async (objects: Objects, folder: string): Promise<void> => {
  const noted = join(folder, 'watch-id');
  const mine = (await readOptional(noted)) ?? randomUUID();
  await writeDurably(noted, mine);
  if ((await objects.text(OWNER)) === null) await objects.put(OWNER, mine);
  if ((await objects.text(OWNER)) !== mine)
    throw new Error(
      `another watch service, with another intakeFolder, files from this bucket. If it is gone for good, remove the object ${OWNER}.`,
    );
};

const fetchPart = async (objects: Objects, key: string, path: string): Promise<void> => {
  const file = await open(path, 'w', 0o600);
  try {
    for await (const chunk of await objects.read(key)) await file.appendFile(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
};

/** Brings one submission from the bucket into a folder of its own; it appears there whole or not at all. */
export const fetchSubmission = async (
  objects: Objects,
  { parts }: KeptSubmission,
  folder: string,
): Promise<void> => {
  const hidden = `${folder}.part`;
  await rm(hidden, { recursive: true, force: true });
  await mkdir(hidden, { recursive: true, mode: 0o700 });
  for (const { name, key } of parts) await fetchPart(objects, key, join(hidden, name));
  await syncPath(hidden);
  await moveDurably(hidden, folder);
};

/** Where a submission's note may lie, in the order of its life. */
const PLACES = ['inbox', 'refused', 'archive'] as const;

/** What the bucket knows of a complete submission; null where there is none of this id. */
export const keptSubmission = async (
  objects: Objects,
  jobId: string,
): Promise<KeptSubmission | null> => {
  for (const place of PLACES) {
    const key = `${place}/${jobId}`;
    const text = await objects.text(key);
    if (text !== null) return parseKeptSubmission(key, text);
  }
  return null;
};

/** Moves the note about a submission, and clears away copies that a cut had left beside its parts. */
const settle = async (
  objects: Objects,
  jobId: string,
  place: 'archive' | 'refused',
): Promise<void> => {
  const kept = await keptSubmission(objects, jobId);
  if (kept === null) return;
  await objects.put(`${place}/${jobId}`, JSON.stringify(kept));
  for (const before of PLACES) if (before !== place) await objects.remove(`${before}/${jobId}`);
  const keys = new Set(kept.parts.map(({ key }) => key));
  for await (const { key } of objects.list(`submissions/${jobId}/`))
    if (!keys.has(key)) await objects.remove(key);
};

const waiting = async (objects: Objects): Promise<readonly string[]> => {
  const jobs: string[] = [];
  for await (const { key } of objects.list('inbox/')) {
    const jobId = key.slice('inbox/'.length);
    if (submissionIdSchema.safeParse(jobId).success) jobs.push(jobId);
  }
  return jobs;
};

/**
 * Brings what waits in the bucket into the inbox below the working folder. What was filed or refused here already (a cut
 * came before the bucket was told) is not brought again.
 */
export const collect = async (objects: Objects, folder: string): Promise<void> => {
  for (const name of ['inbox', 'confirmations', 'archive', 'refused'])
    await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
  await claim(objects, folder);
  for (const jobId of await waiting(objects)) {
    const isHere = async (name: string): Promise<boolean> => exists(join(folder, name));
    if (await isHere(join('inbox', jobId))) continue;
    if ((await isHere(join('archive', jobId))) || (await isHere(join('refused', jobId)))) continue;
    if (await isHere(join('confirmations', `${jobId}.jws`))) continue;
    const kept = await keptSubmission(objects, jobId);
    if (kept !== null) await fetchSubmission(objects, kept, join(folder, 'inbox', jobId));
  }
};

/**
 * Tells the bucket what was filed (confirmation R2 first) or refused. The sealed original stays in the bucket; the copy
 * of what was filed goes from the working folder, while confirmations stay as its memory.
 */
export const report = async (objects: Objects, folder: string): Promise<void> => {
  const archived = await readdir(join(folder, 'archive'));
  for (const jobId of new Set([...(await waiting(objects)), ...archived])) {
    const confirmation = await readOptional(join(folder, 'confirmations', `${jobId}.jws`));
    if (confirmation !== null && !(await exists(join(folder, 'inbox', jobId)))) {
      await objects.put(`confirmations/${jobId}.jws`, confirmation);
      await settle(objects, jobId, 'archive');
    } else if (await exists(join(folder, 'refused', jobId))) {
      await settle(objects, jobId, 'refused');
    }
  }
  // What came from elsewhere (rescued from a kiosk) has its only sealed original here.
  for (const jobId of archived)
    if ((await objects.text(`archive/${jobId}`)) !== null)
      await rm(join(folder, 'archive', jobId), { recursive: true });
};
