import type { KeyObject } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, ok, type Result } from '../electron/domain/result.ts';
import { announcementKind, type Announcement } from '../electron/envelope/announcement.ts';
import { digestOf, runningDigest, type Digest } from '../electron/envelope/digest.ts';
import { fileNameOf, manifestKind, type Manifest } from '../electron/envelope/manifest.ts';
import { openSealed, type OpenProblem } from '../electron/envelope/open.ts';
import { announcementName, manifestName } from '../electron/envelope/part.ts';
import { verifyStatement, type VerifyingKeyFor } from '../electron/envelope/statement.ts';
import { moveDurably, syncPath, writeDurably } from './durable-files.ts';

/** Why a submission was not opened. Nothing is written then. */
export type OpenSubmissionProblem =
  | OpenProblem
  | 'part-missing'
  | 'announcement-not-signed-by-a-known-kiosk'
  | 'manifest-not-signed-by-a-known-kiosk'
  | 'parts-differ-from-announcement'
  | 'document-differs-from-manifest'
  | 'already-opened';

export interface OpenSubmissionSettings {
  /** Folder of one submission, as it lies in the inbox. */
  readonly folder: string;
  /** Where a folder named by the job id is created with the documents and `manifest.json`. */
  readonly outFolder: string | ((manifest: Manifest) => string);
  /** Called when everything is verified and written, right before it appears under its name. */
  readonly beforeAppearing?: (manifest: Manifest) => Promise<void>;
  readonly privateKeyFor: (kid: string) => KeyObject | undefined;
  readonly kioskKeyFor: VerifyingKeyFor;
}

export interface OpenedSubmission {
  readonly folder: string;
  readonly documents: readonly string[];
  readonly manifest: Manifest;
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

const readAnnouncement = async (
  settings: OpenSubmissionSettings,
): Promise<Result<Announcement, OpenSubmissionProblem>> => {
  const text = await readFile(join(settings.folder, announcementName), 'utf8').catch(() => null);
  if (text === null) return failed('part-missing');
  const announced = await verifyStatement(announcementKind, text.trim(), settings.kioskKeyFor);
  return announced.ok ? announced : failed('announcement-not-signed-by-a-known-kiosk');
};

const readManifest = async (
  settings: OpenSubmissionSettings,
): Promise<Result<{ manifest: Manifest; sealed: Digest }, OpenSubmissionProblem>> => {
  const bytes = await readFile(join(settings.folder, manifestName)).catch(() => null);
  if (bytes === null) return failed('part-missing');
  const plain: Uint8Array[] = [];
  const opened = await openSealed([bytes], settings.privateKeyFor, (chunk) => {
    plain.push(chunk);
    return Promise.resolve();
  });
  if (!opened.ok) return opened;
  const manifest = await verifyStatement(
    manifestKind,
    Buffer.concat(plain).toString('utf8'),
    settings.kioskKeyFor,
  );
  if (!manifest.ok) return failed('manifest-not-signed-by-a-known-kiosk');
  return ok({ manifest: manifest.value, sealed: digestOf(bytes) });
};

const sameDigest = (a: Digest | undefined, b: Digest): boolean =>
  a?.sha512 === b.sha512 && a.size === b.size;

async function* counted(path: string, digest: { add(chunk: Uint8Array): void }) {
  for await (const chunk of createReadStream(path)) {
    digest.add(chunk as Buffer);
    yield chunk as Buffer;
  }
}

type ManifestDocument = Manifest['documents'][number];

/** Decrypts one document into the (still hidden) folder and compares both digests with the signed ones. */
const writeDocument = async (
  settings: OpenSubmissionSettings,
  document: ManifestDocument,
  path: string,
): Promise<Result<void, OpenSubmissionProblem>> => {
  const [sealed, plain] = [runningDigest(), runningDigest()];
  const out = await open(path, 'wx', 0o600);
  try {
    const opened = await openSealed(
      counted(join(settings.folder, document.name), sealed),
      settings.privateKeyFor,
      async (chunk) => {
        plain.add(chunk);
        await out.appendFile(chunk);
      },
    );
    if (!opened.ok) return opened;
    await out.sync();
  } catch (error) {
    if (isMissing(error)) return failed('part-missing');
    throw error;
  } finally {
    await out.close();
  }
  const genuine =
    sameDigest(sealed.finish(), document.sealed) && sameDigest(plain.finish(), document.plain);
  return genuine ? ok(undefined) : failed('document-differs-from-manifest');
};

/** The manifest must describe exactly what was announced, under the same names and digests. */
const agree = (announced: Announcement, manifest: Manifest, manifestDigest: Digest): boolean => {
  const parts = new Map(announced.parts.map((part) => [part.name, part]));
  return (
    announced.jobId === manifest.jobId &&
    announced.kiosk === manifest.kiosk &&
    announced.parts.length === manifest.documents.length + 1 &&
    sameDigest(parts.get(manifestName), manifestDigest) &&
    manifest.documents.every(({ name, sealed }) => sameDigest(parts.get(name), sealed))
  );
};

const writeAll = async (
  settings: OpenSubmissionSettings,
  manifest: Manifest,
  hidden: string,
): Promise<Result<readonly string[], OpenSubmissionProblem>> => {
  const names: string[] = [];
  for (const document of manifest.documents) {
    const written = await writeDocument(settings, document, join(hidden, fileNameOf(document)));
    if (!written.ok) return written;
    names.push(fileNameOf(document));
  }
  await writeDurably(join(hidden, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return ok(names);
};

/** Where a submission is put together before it appears. */
const hiddenFolder = (target: string, jobId: string): string => join(target, `.${jobId}.part`);

const exists = (path: string): Promise<boolean> =>
  open(path, 'r').then(
    (handle) => handle.close().then(() => true),
    () => false,
  );

/**
 * Opens one received submission with the recipient's private key: verifies the kiosk's signatures, every digest
 * and every authentication tag, then lets the folder with documents and `manifest.json` appear in one rename.
 * On any problem nothing appears.
 */
export const openSubmission = async (
  settings: OpenSubmissionSettings,
): Promise<Result<OpenedSubmission, OpenSubmissionProblem>> => {
  const announced = await readAnnouncement(settings);
  if (!announced.ok) return announced;
  const read = await readManifest(settings);
  if (!read.ok) return read;
  const { manifest, sealed } = read.value;
  if (!agree(announced.value, manifest, sealed)) return failed('parts-differ-from-announcement');
  const { outFolder } = settings;
  const target = typeof outFolder === 'string' ? outFolder : outFolder(manifest);
  const folder = join(target, manifest.jobId);
  if (await exists(folder)) return failed('already-opened');
  const hidden = hiddenFolder(target, manifest.jobId);
  await rm(hidden, { recursive: true, force: true });
  await mkdir(hidden, { recursive: true, mode: 0o700 });
  const written = await writeAll(settings, manifest, hidden);
  if (!written.ok) {
    await rm(hidden, { recursive: true, force: true });
    return written;
  }
  await syncPath(hidden);
  await settings.beforeAppearing?.(manifest);
  await moveDurably(hidden, folder);
  return ok({ folder, documents: written.value.map((name) => join(folder, name)), manifest });
};
