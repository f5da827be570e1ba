import {
  anyDevice,
  type ScanEvent,
  type ScannedPage,
  type Scanner,
  type ScanProblem,
  type ScanSettings,
} from '../../../scanner-bridge/index.ts';
import { numberOn } from '../../support/scanner-pages.ts';

/** All that a scan told. */
export interface Observed {
  readonly events: readonly ScanEvent['kind'][];
  readonly pages: readonly ScannedPage[];
  readonly numbers: readonly number[];
  readonly problem: ScanProblem | null;
  readonly counted: number;
  readonly ends: number;
}

/** Follows a scan to its end. `onEvent` may abort it. */
export const observe = async (
  scanner: Scanner,
  settings: ScanSettings,
  {
    signal = new AbortController().signal,
    onEvent = () => undefined,
    onPage = () => Promise.resolve(),
    deviceId = anyDevice,
  }: {
    readonly signal?: AbortSignal;
    readonly onEvent?: (event: ScanEvent) => void;
    /** Waited for before the next page is asked for. */
    readonly onPage?: (count: number) => Promise<void>;
    readonly deviceId?: string;
  } = {},
): Promise<Observed> => {
  const events: ScanEvent['kind'][] = [];
  const pages: ScannedPage[] = [];
  let problem: ScanProblem | null = null;
  let counted = -1;
  for await (const event of scanner.scan(deviceId, settings, signal)) {
    events.push(event.kind);
    if (event.kind === 'page') pages.push(event.page);
    if (event.kind === 'end') {
      problem = event.problem;
      counted = event.pages;
    }
    onEvent(event);
    if (event.kind === 'page') await onPage(pages.length);
  }
  const numbers = await Promise.all(pages.map(({ image }) => numberOn(image)));
  const ends = events.filter((kind) => kind === 'end').length;
  return { events, pages, numbers, problem, counted, ends };
};
