import type { SpawnChild } from '../domain/child-port.ts';
import type { Rotation } from '../domain/page.ts';
import { failed, ok, type Result } from '../domain/result.ts';
import type { DocumentPage } from './document-in-progress.ts';
import {
  documentProblems,
  pageProblems,
  type DocumentProblem,
  type PageProblem,
} from './document-problem.ts';
import type { Treatment } from './enhance/treatment.ts';
import type { Share } from './enhance/blacken.ts';
import type { IngestedPage, PreparedOriginal } from './ingest.ts';
import type { PageImage } from './page-image.ts';
import type { Word } from './text/read-words.ts';
import type { DocumentInfo } from './pdf/metadata.ts';
import { ingestedPageSchema, preparedSchema, readSchema } from './protocol.ts';
import { ask, Connection, type AnyProblem } from './worker-connection.ts';
import { writeFiles, type BuiltPdf, type DocumentPart, type OpenFile } from './write-files.ts';
import { createPool } from './worker-pool.ts';

export interface DocumentWorkerOptions {
  /** Starts out/main/document-worker.cjs (or, in tests, worker.ts in plain Node). */
  readonly spawn: SpawnChild;
  /**
   * electron/document/sharp-wasm of the project in development, of `process.resourcesPath` when packaged.
   * Only used in Electron on Linux.
   */
  readonly sharpWasmFolder: string;
  /** How long one request may take before the worker counts as hung, ms. */
  readonly deadlineMs?: number;
  /** How many processes share the pages (1 if left out); each is started when it is needed. */
  readonly processes?: number;
}

/**
 * The document processes as the main process sees them; one set per visit. If a process dies or hangs, what
 * was asked of it ends as 'worker-failed' or 'worker-hung', and the next request starts a new process.
 */
export interface DocumentWorker {
  /** Starts the processes, so that they are there before the first page is; else they start with the first requests. */
  start(): void;
  /**
   * Takes one scanned side in. At most two pages are worked on at a time; more wait here, those to be taken
   * in before those to be prepared.
   * The result's `findings` go to the screen, `suggestedRotation` is the page's first rotation.
   * @param dpi as really scanned, dots per inch
   * @param options `treat: true`: the screen images show the page straightened and cropped (`treatment`
   * says how); such a page has to be prepared with that treatment before it goes into the document.
   * `look: false`: takes the page in without looking at it, when that is what failed
   */
  ingest(
    image: PageImage,
    dpi: number,
    options?: { readonly treat: boolean; readonly look?: boolean },
  ): Promise<Result<IngestedPage, PageProblem>>;
  /**
   * Makes a page ready for the document while the next one feeds: straightened, cropped, coded small.
   * `blackened` areas (shares of the page as treated, before rotation) are gone from everything returned, also
   * from `screen`'s thumbnail and preview, which then replace those of `ingest` (null: nothing blackened).
   * `prepared` goes into the page store and back to `buildPdf`; preparing again with another treatment (null:
   * as scanned) undoes it. A page that is not prepared goes into the document as it was scanned.
   */
  prepare(
    original: Uint8Array,
    dpi: number,
    treatment: Treatment | null,
    blackened?: readonly Share[],
  ): Promise<Result<PreparedOriginal, PageProblem>>;
  /**
   * Reads the words of a prepared page, for the text layer. Takes seconds, in a process with the lowest
   * priority; pages to be taken in or prepared do not wait for it.
   * @param languages tesseract's names ("deu"); those not installed are left out
   * @param rotation how the page is turned to be read; the words are only true for this rotation
   * @returns null where nothing can be read: no tesseract, none of the languages, not within 45 s
   */
  read(
    prepared: Uint8Array,
    languages: readonly string[],
    rotation: Rotation,
  ): Promise<Result<readonly Word[] | null, PageProblem>>;
  /**
   * Makes the PDF/A-2b file (2u where words come with pages). Pages are taken one by one from `pages`, the next only when the worker has
   * written the one before; an error thrown by `pages` is passed on. The finished file has been opened by an independent reader and its pages counted.
   */
  buildPdf(
    pages: Iterable<DocumentPage> | AsyncIterable<DocumentPage>,
    info: DocumentInfo,
  ): Promise<Result<BuiltPdf, DocumentProblem>>;
  /**
   * The same in as many files as it takes for none to be larger than `mostBytes`, split between pages. A page
   * that is larger by itself gets a file of its own. Nothing is returned unless every file passed its check.
   * @param infoOf what each file says about itself, asked when all pages are written
   */
  buildPdfs(
    pages: Iterable<DocumentPage> | AsyncIterable<DocumentPage>,
    mostBytes: number,
    infoOf: (part: DocumentPart) => DocumentInfo,
  ): Promise<Result<readonly (BuiltPdf & { readonly part: DocumentPart })[], DocumentProblem>>;
  /** Ends the process and frees its memory; pending requests end as 'worker-failed'. */
  stop(): void;
}

const DEFAULT_DEADLINE_MS = 60_000;
/** Processes hold about two each. */
const MOST_DECODED = 4;

const isOneOf = <T extends string>(list: readonly T[], value: string): value is T =>
  (list as readonly string[]).includes(value);

const asPageProblem = (problem: AnyProblem): PageProblem =>
  isOneOf(pageProblems, problem) ? problem : 'worker-failed';
const asDocumentProblem = (problem: AnyProblem): DocumentProblem =>
  isOneOf(documentProblems, problem) ? problem : 'worker-failed';

/**
 * The document worker of one visit.
 *
 * Main uses it so: `start` when the paper begins to move; `ingest` for every page event of the scan, its images into the page store;
 * at submission `buildPdf` over the pages in the customer's order, read back from the page store one by
 * one; `stop` at the end of the visit.
 */
export const startDocumentWorker = (options: DocumentWorkerOptions): DocumentWorker => {
  const pool = createPool(
    () =>
      new Connection(options.spawn('document-worker'), {
        sharpWasmFolder: options.sharpWasmFolder,
        deadlineMs: options.deadlineMs ?? DEFAULT_DEADLINE_MS,
      }),
    options.processes ?? 1,
  );
  /** The pages taken in last, by length, and the process that may still hold each decoded (`lately-decoded.ts`). */
  let decoded: readonly { readonly length: number; readonly place: number }[] = [];
  let lastDocument = 0;
  const newNumber = (): number => (lastDocument += 1);
  let stopped = false;

  const ingest: DocumentWorker['ingest'] = (
    image,
    dpi,
    { treat, look = true } = { treat: false },
  ) =>
    pool.run('first', async (connect, place) => {
      if (stopped) return failed('worker-failed');
      const question = { kind: 'ingest', image, dpi, treat, look } as const;
      const answer = await ask(connect(), question, ingestedPageSchema);
      if (!answer.ok) return failed(asPageProblem(answer.problem));
      decoded = [{ length: answer.value.original.length, place }, ...decoded].slice(
        0,
        MOST_DECODED,
      );
      return answer;
    });

  const prepare: DocumentWorker['prepare'] = (original, dpi, treatment, blackened = []) => {
    const known = decoded.find(({ length }) => length === original.length);
    decoded = decoded.filter((page) => page !== known);
    const task = async (connect: () => Connection): ReturnType<DocumentWorker['prepare']> => {
      if (stopped) return failed('worker-failed');
      const areas = [...blackened];
      const question = { kind: 'prepare', original, dpi, treatment, blackened: areas } as const;
      const answer = await ask(connect(), question, preparedSchema);
      return answer.ok ? answer : failed(asPageProblem(answer.problem));
    };
    return pool.run('later', task, known?.place);
  };

  const read: DocumentWorker['read'] = async (prepared, languages, rotation) => {
    if (stopped) return failed('worker-failed');
    const question = { kind: 'read', prepared, languages, rotation } as const;
    const answer = await ask(pool.main(), question, readSchema);
    return answer.ok ? ok(answer.value.words) : failed(asPageProblem(answer.problem));
  };

  const buildPdfs: DocumentWorker['buildPdfs'] = async (pages, mostBytes, infoOf) => {
    if (stopped) return failed('worker-failed');
    const to = pool.main();
    const files: OpenFile[] = [];
    try {
      const built = await writeFiles(to, { files, mostBytes, newNumber }, pages, infoOf);
      return built.ok ? built : failed(asDocumentProblem(built.problem));
    } finally {
      files.forEach(({ document }) => to.drop(document));
    }
  };

  const buildPdf: DocumentWorker['buildPdf'] = async (pages, info) => {
    const built = await buildPdfs(pages, Infinity, () => info);
    if (!built.ok) return built;
    const [file] = built.value;
    return file === undefined
      ? failed('no-pages')
      : ok({ pdf: file.pdf, pageCount: file.pageCount });
  };

  const start = (): void => {
    if (!stopped) pool.start();
  };

  const stop = (): void => {
    stopped = true;
    pool.end();
  };

  return { start, ingest, prepare, read, buildPdf, buildPdfs, stop };
};
