import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JourneyEvent } from '../../../electron/domain/journey-event.ts';
import type { Visit } from '../../../electron/domain/submission.ts';
import {
  createVisitWork,
  type VisitWork,
  type VisitWorkParts,
} from '../../../electron/visit-work.ts';
import type { ScanEvent, ScannerCapabilities } from '../../../scanner-bridge/index.ts';
import { workerProcesses } from '../../support/document-worker-child.ts';
import { numberedPage } from '../../support/page-images.ts';
import { slowScanner, type SlowScanner } from '../../simulators/slow-scanner.ts';

const canDo: ScannerCapabilities = {
  sources: ['feeder'],
  duplex: false,
  modes: ['colour'],
  resolutions: [100],
  sensesPaper: false,
};

const visitOf = (id: string): Visit => ({
  id,
  language: 'de',
  pages: [],
  past: [],
  details: { caseNumber: '', name: '' },
  topics: [null],
  message: '',
  receipts: [],
});

const pageEvent = async (number: number): Promise<ScanEvent> => ({
  kind: 'page',
  page: {
    image: { format: 'jpeg', data: await numberedPage(number) },
    dpi: 100,
    side: 'front',
    sequence: 1,
  },
});
const end: ScanEvent = { kind: 'end', problem: null, pages: 1 };

/** The moment a customer leaves is not one the scanner knows of: what it still has in hand comes afterwards. */
describe('what a scanner still does after the customer has gone', () => {
  let folder: string;
  let scanner: SlowScanner;
  let work: VisitWork;
  let heard: JourneyEvent[];
  const report = (event: JourneyEvent) => void heard.push(event);
  const heardOf = (visitId: string, kind: JourneyEvent['kind']) =>
    heard.filter((event) => event.kind === kind && 'visitId' in event && event.visitId === visitId);
  const start = (visit: string) => work.ports.startScan(visitOf(visit), false, report);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'einwurf-late-'));
    scanner = slowScanner(canDo);
    heard = [];
    let lastId = 0;
    work = createVisitWork({
      scanner: scanner.scanner,
      wish: { source: 'auto', duplex: false, mode: 'colour', dpi: 100, maxPages: 10 },
      spawn: workerProcesses().spawn,
      sharpWasmFolder: '',
      pagesFolder: folder,
      // Nothing is handed in here.
      submission: {} as VisitWorkParts['submission'],
      caseNumberPattern: null,
      newId: () => `id-${String((lastId += 1))}`,
      log: () => undefined,
      accepted: () => undefined,
      visitOver: () => undefined,
    });
  });
  afterEach(async () => {
    work.ports.wipe();
    await rm(folder, { recursive: true, force: true });
  });

  it('does not begin a scan that was asked for by somebody who has left', async () => {
    start('gone');
    work.ports.wipe();
    scanner.answerCapabilities();
    start('here');
    scanner.answerCapabilities();
    const scan = await scanner.nextScan();
    scan.tell(await pageEvent(2));
    scan.tell(end);
    await vi.waitFor(() => expect(heardOf('here', 'scan-ended')).toHaveLength(1), 20_000);
    expect(heardOf('here', 'page-scanned')).toHaveLength(1);
    expect(heardOf('gone', 'page-scanned')).toHaveLength(0);
    expect(scanner.scansBegun()).toBe(1);
  }, 30_000);

  it('keeps a late page from the next customer, whose own pages come in whole', async () => {
    start('gone');
    scanner.answerCapabilities();
    const old = await scanner.nextScan();
    work.ports.wipe();
    start('here');
    scanner.answerCapabilities();
    // The sheet was already in the rollers; it comes when the next customer has begun.
    old.tell(await pageEvent(1));
    old.tell(end);
    const scan = await scanner.nextScan();
    scan.tell(await pageEvent(2));
    scan.tell(end);
    await vi.waitFor(() => expect(heardOf('here', 'scan-ended')).toHaveLength(1), 20_000);
    expect(heardOf('gone', 'page-scanned')).toHaveLength(0);
    const pages = heardOf('here', 'page-scanned');
    expect(pages).toHaveLength(1);
    const id = pages[0]?.kind === 'page-scanned' ? pages[0].page.id : '';
    expect(await work.pagePicture(id, 'preview')).not.toBeNull();
    expect(await readdir(folder)).not.toContain('id-1');
  }, 30_000);
});
