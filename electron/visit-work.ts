import { join } from 'node:path';
import { createPageQueue, FEW_WAITING, NONE_WAITING } from './capture/page-queue.ts';
import { createScanSession, type ScanListener } from './capture/scan-session.ts';
import { PageStore } from './capture/page-store.ts';
import { startDocumentWorker, type DocumentWorker } from './document/document-worker.ts';
import { readingLanguages } from './document/text/reading-languages.ts';
import type { SpawnChild } from './domain/child-port.ts';
import { overwrite } from './domain/overwrite.ts';
import type { JourneyEvent } from './domain/journey-event.ts';
import type { PictureSize } from './domain/page.ts';
import type { ScanProblem } from './domain/problem.ts';
import type { Visit, VisitId } from './domain/submission.ts';
import { finishSubmission, type SubmissionParts } from './finish-submission.ts';
import type { JourneyPorts } from './journey/journey-runner.ts';
import type { Log } from './log/events.ts';
import { createPageWork, type PageWork } from './page-work.ts';
import {
  anyDevice,
  fitSettings,
  type ScannedPage,
  type Scanner,
  type ScanSettings,
} from '../scanner-bridge/index.ts';

/** What the work for customers needs of the kiosk. */
export interface VisitWorkParts {
  readonly scanner: Scanner;
  readonly wish: ScanSettings;
  readonly spawn: SpawnChild;
  readonly sharpWasmFolder: string;
  /** Folder for the visits' encrypted pages. */
  readonly pagesFolder: string;
  readonly submission: Omit<SubmissionParts, 'pages' | 'worker' | 'recordOf' | 'blackened'>;
  /** The site's pattern of a case number; null: it asks for none. */
  readonly caseNumberPattern: string | null;
  readonly newId: () => string;
  readonly log: Log;
  /** Called when a submission was accepted. */
  readonly accepted: () => void;
  /** Called at the end of a visit, once its scan has ended: whoever saw its pages forgets them. */
  readonly visitOver: () => void;
}

/** Everything that belongs to one customer, gone with the visit. */
interface Room {
  readonly visitId: VisitId;
  readonly pages: PageStore;
  readonly worker: DocumentWorker;
  readonly work: PageWork;
}

export interface VisitWork {
  readonly ports: Omit<JourneyPorts, 'askStanding' | 'printReceipt'>;
  readonly pagePicture: (pageId: string, size: PictureSize) => Promise<Uint8Array | null>;
}

const isWhole = (size: PictureSize): size is 'whole-thumbnail' | 'whole-preview' =>
  size.startsWith('whole-');

/** One takes pages in while the other prepares the ones before. */
const PROCESSES = 2;

/** Does what the journey asks for: scanning into the visit's store, handing in, wiping. */
export const createVisitWork = (parts: VisitWorkParts): VisitWork => {
  const { log } = parts;
  let room: Room | null = null;
  const session = createScanSession(parts.scanner, anyDevice, log);

  const roomOf = ({ id: visitId, language }: Visit): Room => {
    if (room?.visitId === visitId) return room;
    wipe();
    const pages = new PageStore({ folder: join(parts.pagesFolder, parts.newId()) });
    const worker = startDocumentWorker({ ...parts, processes: PROCESSES });
    const languages = readingLanguages(language);
    const { caseNumberPattern, newId } = parts;
    const work = createPageWork({ pages, worker, languages, caseNumberPattern, newId, log });
    room = { visitId, pages, worker, work };
    return room;
  };

  const wipe = (): void => {
    const old = room;
    room = null;
    const stopped = session.stop();
    if (old !== null) void stopped.then(parts.visitOver);
    old?.work.end();
    old?.worker.stop();
    void old?.pages.wipe().then((wiped) => {
      if (!wiped.ok) log('wipe-failed');
    });
  };

  const listenerFor = (
    visit: Visit,
    onePageOnly: boolean,
    report: (event: JourneyEvent) => void,
  ): ScanListener => {
    const visitId = visit.id;
    // The page scanned again is still there; it is no duplicate.
    const among = new Set(onePageOnly ? [] : visit.pages.map(({ id }) => id));
    const keep = async (scanned: ScannedPage): Promise<ScanProblem | null> => {
      // A page that comes late, after its visit was wiped, must not open that visit again.
      if (room?.visitId !== visitId) {
        overwrite(scanned.image.data);
        return 'driver-failed';
      }
      const kept = await room.work.keep(scanned, among);
      overwrite(scanned.image.data);
      if (!kept.ok) {
        log('page-refused', { problem: kept.problem });
        return kept.problem;
      }
      log('page-scanned');
      among.add(kept.value.id);
      report({ kind: 'page-scanned', visitId, page: kept.value });
      if (onePageOnly) void session.stop();
      return null;
    };
    // Whoever scans one page again wants no other one, not even one that is there already.
    const queue = createPageQueue(keep, onePageOnly ? NONE_WAITING : FEW_WAITING);
    return {
      progress: (fraction, waiting) =>
        report({ kind: 'scan-progress', visitId, fraction, ...(waiting ? { waiting } : {}) }),
      page: (scanned) => queue.add(scanned),
      ended: (problem) =>
        void queue.emptied().then((ofLastPage) =>
          report({
            kind: 'scan-ended',
            visitId,
            // When one page is scanned again, more paper behind it is no problem of the customer's.
            problem: onePageOnly && problem === 'too-many-pages' ? null : (problem ?? ofLastPage),
          }),
        ),
    };
  };

  const startScan: JourneyPorts['startScan'] = (visit, onePageOnly, report) => {
    roomOf(visit).worker.start();
    const listener = listenerFor(visit, onePageOnly, report);
    void parts.scanner.capabilities(anyDevice).then(async (can) => {
      // The scan of a customer who has left may still be coming to its end.
      await session.stop();
      if (room?.visitId !== visit.id) return;
      const left = parts.wish.maxPages - visit.pages.length;
      const wish = { ...parts.wish, maxPages: onePageOnly ? 1 : Math.max(1, left) };
      session.start('kind' in can ? wish : fitSettings(wish, can), listener);
    });
  };

  const submit: JourneyPorts['submit'] = (visit, report) => {
    const visitId = visit.id;
    const { pages, worker, work } = roomOf(visit);
    work.stopReading();
    work
      .settled()
      .then(() =>
        finishSubmission(
          { ...parts.submission, pages, worker, recordOf: work.record, blackened: work.blackened },
          visit,
          (stage) => report({ kind: 'submit-stage', visitId, stage }),
        ),
      )
      .then((finished) => {
        if (finished.ok) {
          log('submission-stored', { pages: visit.pages.length });
          report({ kind: 'submitted', visitId, receipt: finished.value });
          parts.accepted();
        } else {
          log('submission-refused', { problem: finished.problem });
          report({ kind: 'not-submitted', visitId, problem: finished.problem });
        }
      })
      .catch(() => {
        log('unexpected-error', { where: 'finish-submission' });
        report({ kind: 'not-submitted', visitId, problem: 'document-failed' });
      });
  };

  return {
    ports: {
      startScan,
      stopScan: () => void session.stop(),
      discardPage: (visitId, pageId) => {
        if (room?.visitId !== visitId) return;
        room.work.forget(pageId);
        void room.pages.remove(pageId);
      },
      submit,
      wipe,
    },
    pagePicture: async (pageId, size) => {
      if (isWhole(size)) return (await room?.work.wholePicture(pageId, size)) ?? null;
      const picture = await room?.pages.get(pageId, size);
      return picture?.ok === true ? picture.value : null;
    },
  };
};
