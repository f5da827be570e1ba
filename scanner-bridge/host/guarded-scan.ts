import { createHash } from 'node:crypto';

import { defectOf } from '../page-image.ts';
import { scanProblem, type ScanProblem } from '../scan-problem.ts';
import type { ScanEvent, Scanner, ScanSettings } from '../scanner.ts';

/** What no driver may exceed, whatever its device does. */
export interface ScanLimits {
  /** So many byte-identical pages in a row are a driver gone wild, not paper. */
  readonly identicalPages: number;
}

type PageEvent = Extract<ScanEvent, { kind: 'page' }>;
type ProgressEvent = Extract<ScanEvent, { kind: 'progress' }>;

// Some drivers tell their progress thousands of times a page; a screen shows no more than this.
const progressSteps = 20;

/**
 * Runs a driver's scan and distrusts it: the page cap holds, pages are whole and numbered 1, 2, 3 …, the same page
 * over and over ends the scan, an exception is 'driver-crashed', and 'end' comes exactly once, last. Progress is told
 * in steps of a twentieth of a page.
 */
export async function* guardedScan(
  driver: Scanner,
  deviceId: string,
  settings: ScanSettings,
  limits: ScanLimits,
  signal: AbortSignal,
): AsyncGenerator<ScanEvent, void> {
  let pages = 0;
  let identical = 0;
  let lastHash = '';
  let told = '';
  const isNews = ({ fraction, waiting }: ProgressEvent): boolean => {
    const part = fraction === null ? '' : Math.floor(fraction * progressSteps);
    const step = `${pages} ${part} ${waiting === true ? 'waiting' : ''}`;
    const news = step !== told;
    told = step;
    return news;
  };
  const faultIn = ({ page }: PageEvent): ScanProblem | null => {
    if (pages >= settings.maxPages)
      return scanProblem('too-many-pages', `more than ${settings.maxPages} pages`);
    const defect = defectOf(page.image);
    if (defect !== null) return scanProblem('corrupt-page', defect);
    const hash = createHash('sha1').update(page.image.data).digest('base64');
    identical = hash === lastHash ? identical + 1 : 1;
    lastHash = hash;
    return identical >= limits.identicalPages
      ? scanProblem('driver-hung', `the same page came ${identical} times in a row`)
      : null;
  };
  let problem: ScanProblem | null = scanProblem(
    'driver-crashed',
    'the driver ended without a word',
  );
  try {
    for await (const event of driver.scan(deviceId, settings, signal)) {
      if (event.kind === 'end') {
        problem = event.problem;
        break;
      }
      if (event.kind === 'progress') {
        if (isNews(event)) yield { ...event, sequence: pages + 1 };
      } else {
        const fault = faultIn(event);
        if (fault !== null) {
          problem = fault;
          break;
        }
        pages += 1;
        yield { kind: 'page', page: { ...event.page, sequence: pages } };
      }
    }
  } catch (error) {
    problem = scanProblem('driver-crashed', error instanceof Error ? error.message : 'unknown');
  }
  yield { kind: 'end', problem, pages };
}
