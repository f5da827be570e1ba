import { createHash } from 'node:crypto';
import type { KioskConfig } from '../kiosk-config/index.ts';
import type { Checkpoint } from './domain/checkpoint.ts';
import type { SubmitStage } from './domain/journey.ts';
import type { Page, PageId } from './domain/page.ts';
import type { SubmitProblem } from './domain/problem.ts';
import { overwrite } from './domain/overwrite.ts';
import { formatReferenceNumber, referenceNumber } from './domain/reference-number.ts';
import { failed, ok, type Result } from './domain/result.ts';
import type { Receipt, SubmissionId, Visit } from './domain/submission.ts';
import type { PageStore } from './capture/page-store.ts';
import type { DocumentWorker } from './document/document-worker.ts';
import type { BuiltPdf, DocumentPart } from './document/write-files.ts';
import type { BlackenedPage, PageRecord } from './document/page-record.ts';
import { acceptanceReceiptKind } from './envelope/acceptance-receipt.ts';
import { wordsFrom, wordsOutside } from './document/text/read-words.ts';
import { announcementKind } from './envelope/announcement.ts';
import { writeFitConnectParts } from './envelope/fit-connect-parts.ts';
import { manifestKind, type Manifest, type ManifestPage } from './envelope/manifest.ts';
import { announcementName, documentName, manifestName } from './envelope/part.ts';
import type { RecipientKey } from './envelope/recipient-key.ts';
import { seal } from './envelope/seal.ts';
import type { SigningKey } from './envelope/signing-key.ts';
import { signStatement } from './envelope/statement.ts';
import type { DocumentInfo } from './document/pdf/metadata.ts';
import { manifestPage } from './manifest-page.ts';
import { transferNote } from './transfer-note.ts';
import type { Spool, SpoolEntry, WriteProblem, WrittenPart } from './spool/spool.ts';

/** How a submission travels, as far as it decides what is written. */
export interface DeliveryWish {
  /** Name of the transport; undefined for the site's usual one. */
  readonly transport?: string;
  /** Where it goes over FIT-Connect: schema of the data record that the destination announces. */
  readonly fitConnectSchema?: string;
}

/** Which way a topic goes, and what FIT-Connect needs written for it. */
export const deliveryOf =
  ({ transport, otherTransports }: KioskConfig) =>
  (topic: string | null): DeliveryWish => {
    const other = otherTransports.find(({ topics }) => topic !== null && topics.includes(topic));
    const way = other?.transport ?? transport;
    return {
      ...(other === undefined ? {} : { transport: other.name }),
      ...(way.kind === 'fit-connect' ? { fitConnectSchema: way.submissionSchema } : {}),
    };
  };

/** Everything a submission needs; built once per kiosk, `pages` and `worker` once per visit. */
export interface SubmissionParts {
  readonly pages: PageStore;
  readonly worker: DocumentWorker;
  /** What was done to a page before; undefined: nothing is known of it, it goes in as scanned. */
  readonly recordOf: (id: PageId) => PageRecord | undefined;
  /** A page for the document without what the customer blackened; null: it cannot be made. */
  readonly blackened: (page: Page) => Promise<BlackenedPage | null>;
  readonly spool: Spool;
  /** The key to seal to for this topic, now. */
  readonly recipientFor: (topic: string | null) => Promise<Result<RecipientKey, SubmitProblem>>;
  readonly deviceKey: SigningKey;
  /** A document larger than this is split between pages; bytes. */
  readonly mostBytesOfAFile: number;
  readonly site: string;
  readonly kiosk: { readonly id: string; readonly number: number };
  readonly now: () => number;
  readonly newId: () => SubmissionId;
  /** A fresh whole number from 0 up to 999,999,999. */
  readonly newNumber: () => number;
  /** When the site's schedule sends what was accepted at a moment; milliseconds since 1970. */
  readonly sendAt: (acceptedAt: number) => number;
  /** How a topic travels. */
  readonly deliveryOf: (topic: string | null) => DeliveryWish;
  readonly checkpoint: Checkpoint;
}

class PageUnreadable extends Error {}

/** How the blackened pages of one submission were coded, filled while its document is written. */
type Codings = Map<PageId, Pick<PageRecord, 'coding' | 'evening'>>;

/**
 * One page as it was prepared, or as it was scanned where that is all there is. A page with something to be
 * blackened goes in blackened or not at all.
 */
const documentPage = async (
  { pages, recordOf, blackened }: SubmissionParts,
  codings: Codings,
  page: Page,
) => {
  const { id, rotation, dpi } = page;
  const record = recordOf(id);
  const original = new Uint8Array();
  const read = record?.read?.rotation === rotation ? await pages.get(id, 'words') : null;
  const words = read?.ok === true ? wordsFrom(read.value) : [];
  overwrite(read?.ok === true ? read.value : undefined);
  if (page.whole === true || (page.blackened ?? []).length > 0) {
    const made = await blackened(page);
    if (made === null) throw new PageUnreadable('not blackened');
    const { coding, evening = null } = made;
    codings.set(id, { coding, evening });
    // The words' places are true for the page as it was cropped.
    const left = page.whole === true ? [] : wordsOutside(words, page.blackened ?? []);
    return { original, rotation, dpi, prepared: made.prepared, words: left };
  }
  if ((record?.coding ?? null) !== null) {
    const prepared = await pages.get(id, 'prepared');
    if (!prepared.ok) throw new PageUnreadable(prepared.problem);
    return { original, rotation, dpi, prepared: prepared.value, words };
  }
  const scanned = await pages.get(id, 'original');
  if (!scanned.ok) throw new PageUnreadable(scanned.problem);
  return { original: scanned.value, rotation, dpi };
};

/** The pages in the customer's order, read back one by one, so that only one is in memory in the clear. */
async function* documentPages(parts: SubmissionParts, codings: Codings, visit: Visit) {
  for (const page of visit.pages) {
    const read = await documentPage(parts, codings, page);
    yield read;
    // The document process has its own copy by now.
    overwrite(read.original, 'prepared' in read ? read.prepared : undefined);
  }
}

type BuiltFile = BuiltPdf & { readonly part: DocumentPart };

/** What the manifest says about the pages of one file. */
const manifestPages = (
  { recordOf }: Pick<SubmissionParts, 'recordOf'>,
  visit: Visit,
  { firstPage, pageCount }: DocumentPart,
): ManifestPage[] =>
  visit.pages
    .slice(firstPage - 1, firstPage - 1 + pageCount)
    .map((page, index) => manifestPage(page, index, recordOf(page.id)));

const buildFiles = async (
  parts: SubmissionParts,
  codings: Codings,
  visit: Visit,
  createdAt: string,
  reference: string,
): Promise<Result<readonly BuiltFile[], SubmitProblem>> => {
  const shown = formatReferenceNumber(reference);
  const infoOf = (part: DocumentPart): DocumentInfo => {
    const { number, of } = part;
    const isPart = of > 1;
    return {
      createdAt,
      title: `Unterlagen ${shown}${isPart ? `, Teil ${number} von ${of}` : ''}`,
      transferNote: transferNote({
        site: parts.site,
        kiosk: parts.kiosk.id,
        reference: shown,
        createdAt,
        pages: manifestPages(parts, visit, part),
        ...(isPart ? { part: { ...part, pagesInAll: visit.pages.length } } : {}),
      }),
    };
  };
  try {
    const pages = documentPages(parts, codings, visit);
    const built = await parts.worker.buildPdfs(pages, parts.mostBytesOfAFile, infoOf);
    if (!built.ok) return failed('document-failed');
    const isWhole = built.value.every(({ part, pageCount }) => part.pageCount === pageCount);
    const pageCount = built.value.reduce((sum, file) => sum + file.pageCount, 0);
    return isWhole && pageCount === visit.pages.length
      ? ok(built.value)
      : failed('document-failed');
  } catch (error) {
    if (error instanceof PageUnreadable) return failed('document-failed');
    throw error;
  }
};

/** What is known of a page, with the coding it really has in this document. */
const recordWith =
  ({ recordOf }: SubmissionParts, codings: Codings): SubmissionParts['recordOf'] =>
  (id) => {
    const record = recordOf(id);
    const coding = codings.get(id);
    return record === undefined || coding === undefined ? record : { ...record, ...coding };
  };

const submitProblem = (problem: WriteProblem): SubmitProblem =>
  problem === 'source-failed' ? 'sealing-failed' : problem;

interface Labels {
  readonly jobId: SubmissionId;
  readonly reference: string;
  readonly submittedAt: string;
  readonly recipient: RecipientKey;
}

/** What is printed on the receipt; `sha256sum announcement.jws` begins with it, at the kiosk and at the intake. */
const fingerprintOf = (announcement: string): string =>
  createHash('sha256').update(announcement).digest('hex').slice(0, 16);

type ManifestDocument = Manifest['documents'][number];

/** Seals one file into the entry; returns how the announcement and how the manifest name it. */
const writeDocument = async (
  parts: SubmissionParts,
  visit: Visit,
  entry: SpoolEntry,
  recipient: RecipientKey,
  { pdf, part }: BuiltFile,
): Promise<Result<{ written: WrittenPart; said: ManifestDocument }, SubmitProblem>> => {
  const sealing = seal(recipient, 'application/pdf', [pdf], parts.checkpoint);
  const document = await entry.writePart(documentName(part.number), sealing.bytes);
  if (!document.ok) return failed(submitProblem(document.problem));
  const { name, sha512, size } = document.value;
  const { number, of, tooLarge } = part;
  const said: ManifestDocument = {
    name,
    mediaType: 'application/pdf',
    plain: sealing.plain(),
    sealed: { sha512, size },
    pages: manifestPages(parts, visit, part),
    ...(of === 1 ? {} : { part: { number, of, ...(tooLarge ? { tooLarge } : {}) } }),
  };
  return ok({ written: document.value, said });
};

/** Seals documents and manifest into the entry and signs the list of all; returns the submission's fingerprint. */
const writeEntry = async (
  parts: SubmissionParts,
  visit: Visit,
  entry: SpoolEntry,
  files: readonly BuiltFile[],
  { jobId, reference, submittedAt, recipient }: Labels,
): Promise<Result<string, SubmitProblem>> => {
  const common = {
    version: 1 as const,
    jobId,
    referenceNumber: reference,
    site: parts.site,
    kiosk: parts.kiosk.id,
    recipientKid: recipient.kid,
  };
  const documents: { written: WrittenPart; said: ManifestDocument }[] = [];
  for (const file of files) {
    const document = await writeDocument(parts, visit, entry, recipient, file);
    if (!document.ok) return document;
    documents.push(document.value);
  }
  const said: Manifest = {
    ...common,
    submittedAt,
    language: visit.language,
    topic: visit.topics[0] ?? null,
    details: visit.details,
    ...(visit.message === '' ? {} : { message: visit.message }),
    documents: documents.map((document) => document.said),
  };
  const manifest = await signStatement(manifestKind, said, parts.deviceKey);
  const plainManifest = Buffer.from(manifest);
  const sealedManifest = seal(recipient, 'JOSE', [plainManifest]);
  const manifestPart = await entry.writePart(manifestName, sealedManifest.bytes);
  overwrite(plainManifest);
  if (!manifestPart.ok) return failed(submitProblem(manifestPart.problem));
  const { fitConnectSchema: schemaUri } = parts.deliveryOf(visit.topics[0] ?? null);
  if (schemaUri !== undefined) {
    const manifestPlain = sealedManifest.plain();
    const written = await writeFitConnectParts(
      { manifest: said, manifestPlain, schemaUri, recipient, newId: parts.newId },
      (partName, bytes) => entry.writePart(partName, bytes),
    );
    if (!written.ok) return failed(submitProblem(written.problem));
  }
  const announcement = await signStatement(
    announcementKind,
    {
      ...common,
      createdAt: submittedAt,
      parts: [...documents.map(({ written }) => written), manifestPart.value],
    },
    parts.deviceKey,
  );
  const announced = await entry.writePart(announcementName, [Buffer.from(announcement)]);
  return announced.ok ? ok(fingerprintOf(announcement)) : failed(submitProblem(announced.problem));
};

/**
 * Hands in one document: the visit's pages under its first topic (`firstDocumentOf`).
 * Pages → PDF (several where one would be too large) → envelope → spool → reference number. The receipt exists only after the spool has made everything
 * durable; before that every way out removes what was written.
 */
export const finishSubmission = async (
  parts: SubmissionParts,
  visit: Visit,
  stage: (stage: SubmitStage) => void,
): Promise<Result<Receipt, SubmitProblem>> => {
  stage('building');
  const recipient = await parts.recipientFor(visit.topics[0] ?? null);
  if (!recipient.ok) return recipient;
  const reference = referenceNumber(parts.kiosk.number, parts.newNumber());
  const submittedAt = new Date(parts.now()).toISOString();
  const codings: Codings = new Map();
  const files = await buildFiles(parts, codings, visit, submittedAt, reference);
  if (!files.ok) return files;
  stage('sealing');
  const jobId = parts.newId();
  const entry = await parts.spool.begin(jobId);
  if (!entry.ok) return entry;
  const labels = { jobId, reference, submittedAt, recipient: recipient.value };
  const asHandedIn = { ...parts, recordOf: recordWith(parts, codings) };
  const written = await writeEntry(asHandedIn, visit, entry.value, files.value, labels);
  overwrite(...files.value.map(({ pdf }) => pdf));
  if (!written.ok) {
    await entry.value.abandon();
    return written;
  }
  stage('storing');
  const committed = await entry.value.commit(parts.deliveryOf(visit.topics[0] ?? null).transport);
  if (!committed.ok) {
    await entry.value.abandon();
    return committed;
  }
  return ok(await receiptFor(parts, visit, labels, written.value));
};

/** Receipt R0. Made only after the commit: its time is the moment from which the kiosk answers for the papers. */
const receiptFor = async (
  parts: SubmissionParts,
  visit: Visit,
  { jobId, reference }: Labels,
  fingerprint: string,
): Promise<Receipt> => {
  const now = parts.now();
  const said = {
    acceptedAt: new Date(now).toISOString(),
    pageCount: visit.pages.length,
    fingerprint,
  };
  const signed = await signStatement(
    acceptanceReceiptKind,
    {
      version: 1,
      jobId,
      referenceNumber: reference,
      site: parts.site,
      kiosk: parts.kiosk.id,
      ...said,
      transmitted: false,
    },
    parts.deviceKey,
  );
  return { reference, ...said, signed, transmitsAt: new Date(parts.sendAt(now)).toISOString() };
};
