import type { PageImageKind, PageStore, PageStoreProblem } from './capture/page-store.ts';
import type { PageProblem } from './document/document-problem.ts';
import type { DocumentWorker } from './document/document-worker.ts';
import type { IngestedPage } from './document/ingest.ts';
import { createPageComparison } from './document/compare-pages.ts';
import { meaningOf, type PageCodes } from './document/page-codes.ts';
import type { BlackenedPage, PageRecord } from './document/page-record.ts';
import { limiter } from './domain/limiter.ts';
import { overwrite } from './domain/overwrite.ts';
import type { Page, PageId } from './domain/page.ts';
import type { ScanProblem } from './domain/problem.ts';
import { failed, ok, type Result } from './domain/result.ts';
import type { Log } from './log/events.ts';
import type { ScannedPage } from '../scanner-bridge/index.ts';

/** The work on the pages of one visit: taking them in, making them ready for the document. */
export interface PageWork {
  /**
   * Takes one scanned side in; straightening and coding it go on afterwards.
   * @param among the pages it is compared with (the same sheet twice, dirt at the same place)
   */
  keep(scanned: ScannedPage, among?: ReadonlySet<PageId>): Promise<Result<Page, ScanProblem>>;
  /** Resolves when every page kept is ready for the document, one way or the other. */
  settled(): Promise<void>;
  readonly record: (id: PageId) => PageRecord | undefined;
  /**
   * Reads no further page: handing in never waits for that. Pages not read by now go into the document without
   * text layer.
   */
  stopReading(): void;
  /**
   * The page for the document without the pixels the customer blackened, or as the whole scan, where that is
   * wanted; null where it cannot be made. It is cut exactly as the customer saw it, so that the black lies where
   * they put it.
   */
  readonly blackened: (page: Page) => Promise<BlackenedPage | null>;
  /** A picture of the whole scan, made when it is first asked for; null where it cannot be made. */
  readonly wholePicture: (
    id: PageId,
    size: 'whole-thumbnail' | 'whole-preview',
  ) => Promise<Uint8Array | null>;
  /** The page is not wanted any more. */
  forget(id: PageId): void;
  /** The visit is over: what is still under way comes to nothing. */
  end(): void;
}

export interface PageWorkParts {
  readonly pages: PageStore;
  readonly worker: DocumentWorker;
  /** In which languages pages are read, tesseract's names ("deu"). */
  readonly languages: readonly string[];
  /** The site's pattern of a case number (regular expression source); null: it asks for none. */
  readonly caseNumberPattern: string | null;
  readonly newId: () => PageId;
  readonly log: Log;
}

/** Pages read back from the store to be prepared, at a time. */
const PREPARES_AT_A_TIME = 2;
/** What is only drawn for the screen needs no resolution of its own. */
const SCREEN_DPI = 300;
/** Surer than this the kiosk turns a page without asking whether it stands upside down. */
const SURE_OF_STANDING = 0.6;

const ofStore = (problem: PageStoreProblem): ScanProblem =>
  problem === 'storage-full' ? 'storage-full' : 'driver-failed';

/** Whether the process failed, not the page. */
const ofProcess = (problem: PageProblem): boolean =>
  problem === 'worker-failed' || problem === 'worker-hung' || problem === 'image-library-missing';

/** A page over which the process dies twice is taken in without being looked at, so that it is not lost. */
const takenIn = async (
  worker: DocumentWorker,
  { image, dpi }: ScannedPage,
): Promise<Result<IngestedPage, PageProblem>> => {
  for (const options of [{ treat: true }, { treat: true }]) {
    const taken = await worker.ingest(image, dpi, options);
    if (taken.ok || !ofProcess(taken.problem)) return taken;
  }
  return worker.ingest(image, dpi, { treat: false, look: false });
};

/** The page as the screens get it. */
const pageOf = (
  id: PageId,
  taken: IngestedPage,
  side: Page['side'],
  { separator, caseNumber }: PageCodes,
): Page => {
  const { treatment, findings, suggestedRotation, dpi } = taken;
  const asked = findings.filter(
    ({ kind, confidence }) => kind !== 'upside-down' || confidence < SURE_OF_STANDING,
  );
  return {
    id,
    widthPx: Math.round(treatment?.cut.width ?? taken.widthPx),
    heightPx: Math.round(treatment?.cut.height ?? taken.heightPx),
    dpi,
    rotation: suggestedRotation,
    side,
    findings: asked.map(({ kind }) => kind),
    ...(treatment === null
      ? {}
      : { otherSize: { widthPx: taken.widthPx, heightPx: taken.heightPx } }),
    ...(suggestedRotation === 0 ? {} : { turnedBy: suggestedRotation }),
    ...(separator ? { separator } : {}),
    ...(caseNumber === null ? {} : { caseNumber }),
  };
};

export const createPageWork = (parts: PageWorkParts): PageWork => {
  const { pages, worker, languages, newId, log } = parts;
  const records = new Map<PageId, PageRecord>();
  const comparison = createPageComparison();
  const underWay = new Set<Promise<void>>();
  const limited = limiter(PREPARES_AT_A_TIME);
  const oneAtATime = limiter(1);
  const wholeOneByOne = limiter(1);
  const reading = new AbortController();
  const tooLate = (): boolean => reading.signal.aborted;

  const putAll = async (
    id: PageId,
    images: Partial<Record<PageImageKind, Uint8Array>>,
  ): Promise<Result<void, PageStoreProblem>> => {
    for (const [kind, image] of Object.entries(images)) {
      const kept = await pages.put(id, kind as PageImageKind, image);
      if (!kept.ok) {
        overwrite(...Object.values(images));
        return kept;
      }
    }
    overwrite(...Object.values(images));
    return ok(undefined);
  };

  /** What can be told of a page that goes into the document as it was scanned, and how it looks then. */
  const leaveAsScanned = async (id: PageId, dpi: number, record: PageRecord): Promise<void> => {
    log('page-not-treated');
    const untreated = { kind: 'not-treated', confidence: 1 } as const;
    records.set(id, {
      ...record,
      treatment: null,
      coding: null,
      findings: [...record.findings, untreated],
    });
    const original = await pages.get(id, 'original');
    if (!original.ok || record.treatment === null) return;
    const image = { format: 'jpeg', data: original.value } as const;
    const shown = await worker.ingest(image, dpi, { treat: false, look: false });
    overwrite(original.value);
    if (!shown.ok || !records.has(id)) return;
    const { thumbnail, preview } = shown.value;
    await putAll(id, { thumbnail, preview });
  };

  /** The words of a page, read as it stands without the customer's help. */
  const read = async (id: PageId): Promise<void> => {
    const record = records.get(id);
    if (record === undefined || tooLate()) return;
    const prepared = await pages.get(id, 'prepared');
    if (!prepared.ok) return;
    const rotation = record.suggestedRotation;
    const words = await worker.read(prepared.value, languages, rotation);
    overwrite(prepared.value);
    // Too late is as good as never: the document may be under way.
    if (!words.ok || words.value === null || !records.has(id) || tooLate()) return;
    const kept = await putAll(id, { words: Buffer.from(JSON.stringify(words.value)) });
    if (!kept.ok || tooLate()) return;
    records.set(id, { ...record, read: { rotation, languages, words: words.value.length } });
  };

  const prepare = async (id: PageId, dpi: number): Promise<void> => {
    const record = records.get(id);
    if (record === undefined) return;
    const original = await pages.get(id, 'original');
    if (!original.ok) return;
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const made = await worker.prepare(original.value, dpi, record.treatment);
      if (!records.has(id)) {
        overwrite(original.value, made.ok ? made.value.prepared : undefined);
        return;
      }
      if (made.ok) {
        const { prepared, coding, evening } = made.value;
        const kept = await putAll(id, { prepared });
        if (!kept.ok) break;
        records.set(id, { ...record, coding, evening });
        overwrite(original.value);
        void oneAtATime(() => read(id));
        return;
      }
      if (!ofProcess(made.problem)) break;
    }
    overwrite(original.value);
    await leaveAsScanned(id, dpi, record);
  };

  const prepareLater = (id: PageId, dpi: number): void => {
    const work = limited(() => prepare(id, dpi)).finally(() => underWay.delete(work));
    underWay.add(work);
  };

  return {
    keep: async (scanned, among = new Set()) => {
      const taken = await takenIn(worker, scanned);
      if (!taken.ok) return failed(ofProcess(taken.problem) ? 'driver-failed' : 'corrupt-page');
      const { original, thumbnail, preview, treatment, suggestedRotation } = taken.value;
      const id = newId();
      const { streaks, miniature } = taken.value;
      const compared = comparison.suspect(id, { streaks, miniature, side: scanned.side }, among);
      const findings = [...taken.value.findings, ...compared].sort(
        (a, b) => b.confidence - a.confidence,
      );
      const kept = await putAll(id, { original, thumbnail, preview });
      if (!kept.ok) {
        // What there was room for is no page; it would take room from the ones before.
        comparison.forget(id);
        await pages.remove(id);
        return failed(ofStore(kept.problem));
      }
      records.set(id, { treatment, coding: null, suggestedRotation, findings });
      prepareLater(id, taken.value.dpi);
      const codes = meaningOf(taken.value.barcodes, parts.caseNumberPattern);
      return ok(pageOf(id, { ...taken.value, findings }, scanned.side, codes));
    },
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    stopReading: () => {
      reading.abort();
    },
    record: (id) => records.get(id),
    wholePicture: (id, size) =>
      wholeOneByOne(async () => {
        const known = await pages.get(id, size);
        if (known.ok) return known.value;
        const original = await pages.get(id, 'original');
        if (!original.ok || !records.has(id)) return null;
        const image = { format: 'jpeg', data: original.value } as const;
        const made = await worker.ingest(image, SCREEN_DPI, { treat: false, look: false });
        overwrite(original.value);
        if (!made.ok || !records.has(id)) return null;
        const { thumbnail, preview } = made.value;
        const asked = Uint8Array.from(size === 'whole-preview' ? preview : thumbnail);
        await putAll(id, { 'whole-thumbnail': thumbnail, 'whole-preview': preview });
        return asked;
      }),
    blackened: async ({ id, dpi, whole, blackened = [] }) => {
      const record = records.get(id);
      const original = await pages.get(id, 'original');
      if (record === undefined || !original.ok) return null;
      const treatment = whole === true ? null : record.treatment;
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const made = await worker.prepare(original.value, dpi, treatment, blackened);
        if (made.ok) {
          overwrite(original.value);
          const { prepared, coding, evening } = made.value;
          return { prepared, coding, evening };
        }
        if (!ofProcess(made.problem)) break;
      }
      overwrite(original.value);
      return null;
    },
    forget: (id) => {
      records.delete(id);
      comparison.forget(id);
    },
    end: () => {
      records.clear();
      comparison.end();
    },
  };
};
