import {
  anyDevice,
  fitSettings,
  isScanProblem,
  type ScannedPage,
  type Scanner,
  type ScanSettings,
} from '../scanner-bridge/index.ts';
import type { ScannerTest } from './contract/attendant.ts';
import { startDocumentWorker, type DocumentWorker } from './document/document-worker.ts';
import type { SpawnChild } from './domain/child-port.ts';

/** The scanner's test page: scanned, looked at, forgotten. Nothing of it is written anywhere. */
export interface ScannerTester {
  readonly run: () => Promise<ScannerTest>;
  readonly picture: (id: string) => Uint8Array | null;
  /** Forgets the page and ends what still runs. */
  readonly wipe: () => void;
}

export interface ScannerTestParts {
  readonly scanner: Scanner;
  readonly wish: ScanSettings;
  readonly spawn: SpawnChild;
  readonly sharpWasmFolder: string;
  readonly newId: () => string;
  readonly now: () => number;
}

/** A whole stack may lie in the feeder; a test needs one sheet. */
const PAGES = 2;

export const createScannerTester = (parts: ScannerTestParts): ScannerTester => {
  let kept: { readonly id: string; readonly picture: Uint8Array } | null = null;
  let abort = new AbortController();
  let worker: DocumentWorker | null = null;

  const wipe = (): void => {
    abort.abort();
    worker?.stop();
    worker = null;
    kept = null;
  };

  const look = async (page: ScannedPage, pages: number, tookMs: number): Promise<ScannerTest> => {
    const own = startDocumentWorker(parts);
    worker = own;
    const taken = await own.ingest(page.image, page.dpi);
    own.stop();
    if (!taken.ok) return { state: 'failed', problem: taken.problem };
    const { widthPx, heightPx, dpi, preview } = taken.value;
    const id = parts.newId();
    kept = { id, picture: preview };
    return { state: 'done', pages, widthPx, heightPx, dpi, tookMs, pictureId: id };
  };

  const run = async (): Promise<ScannerTest> => {
    wipe();
    abort = new AbortController();
    const { signal } = abort;
    const began = parts.now();
    const can = await parts.scanner.capabilities(anyDevice);
    if (isScanProblem(can)) return { state: 'failed', problem: can.kind };
    let first: ScannedPage | null = null;
    let pages = 0;
    const settings = fitSettings({ ...parts.wish, maxPages: PAGES }, can);
    for await (const event of parts.scanner.scan(anyDevice, settings, signal)) {
      if (event.kind === 'page') {
        first ??= event.page;
        pages += 1;
        if (pages >= PAGES) break;
      }
      const problem = event.kind === 'end' ? event.problem : null;
      if (problem !== null && first === null) return { state: 'failed', problem: problem.kind };
    }
    if (signal.aborted) return { state: 'none' };
    if (first === null) return { state: 'failed', problem: 'nothing-loaded' };
    return look(first, pages, parts.now() - began);
  };

  return { run, picture: (id) => (kept?.id === id ? kept.picture : null), wipe };
};
