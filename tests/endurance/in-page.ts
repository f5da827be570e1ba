import type { KioskBridge } from '../../electron/contract/requests.ts';
import type { CustomerEvent } from '../../electron/domain/journey.ts';

/** What a customer sees at one moment. */
export interface Seen {
  /** The step, with what the scanner does while it scans: "scan:ready". */
  readonly key: string;
  /** Whether the screen drawn is that of the step. */
  readonly drawn: boolean;
  /** When the page was loaded, which tells one page from the one that takes its place. */
  readonly page: number;
  readonly problem: string | null;
  readonly reference: string | null;
  /** Ids of the pages on the screen and the numbers that stand on them (-1: no picture); empty unless asked for. */
  readonly pages: readonly (readonly [id: string, number: number])[];
  readonly details: readonly string[];
}

interface Look {
  /** What the customer does first. */
  readonly act: CustomerEvent | null;
  /** Then waits until there is something else than this, but not for long. */
  readonly not: string | null;
  /** Whether to read the pages' numbers. */
  readonly look: boolean;
}

/** Runs in the page; knows nothing outside itself. */
const lookInPage = async ({ act, not, look }: Look): Promise<Seen> => {
  const { kiosk } = window as unknown as { readonly kiosk: KioskBridge };
  type View = Awaited<ReturnType<typeof kiosk.request<'current-view'>>>;
  const waitMs = 2000;
  const keyOf = ({ journey }: View): string =>
    journey.step === 'scan' ? `scan:${journey.activity.state}` : journey.step;
  const changed = (): Promise<View> =>
    new Promise((resolve) => {
      let stop = (): void => undefined;
      const finish = (view: View): void => {
        stop();
        clearTimeout(timer);
        resolve(view);
      };
      const timer = setTimeout(() => void kiosk.request('current-view', null).then(finish), waitMs);
      const hear = (view: View): void => {
        if (keyOf(view) !== not) finish(view);
      };
      stop = kiosk.onViewChanged(hear);
      // This page goes with the visit; a question that it never answers would stay with the main process.
      if (act?.kind === 'finish') {
        void kiosk.request('current-view', null).then(finish);
        setTimeout(() => void kiosk.request('customer-event', act), 50);
        return;
      }
      const ask = (): void => void kiosk.request('current-view', null).then(hear);
      if (act === null) ask();
      else void kiosk.request('customer-event', act).then(ask);
    });
  const painted = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      requestAnimationFrame(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  const shownStep = (): string =>
    document.querySelector<HTMLElement>('[data-step]')?.dataset['step'] ?? '';
  const until = async (holds: () => boolean): Promise<boolean> => {
    for (const end = performance.now() + waitMs; !holds() && performance.now() < end;)
      await painted();
    return holds();
  };
  // The cells along a generated page's top edge (scanner-bridge, generated-page.ts).
  const numberOn = (picture: HTMLImageElement): number => {
    const { naturalWidth: width, naturalHeight: height } = picture;
    if (width === 0) return -1;
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    pen?.drawImage(picture, 0, 0);
    let number = 0;
    for (let bit = 0; bit < 16; bit += 1) {
      const x = Math.floor(((bit + 0.5) / 16) * width);
      const [red = 255] = pen?.getImageData(x, Math.floor(width / 64), 1, 1).data ?? [];
      if (red < 128) number += 1 << bit;
    }
    return number;
  };
  const pictures = (): HTMLImageElement[] =>
    [...document.images].filter(({ src }) => src.includes('/pages/'));

  const view = await changed();
  const { journey } = view;
  const drawn = await until(() => shownStep() === journey.step);
  const visit = 'visit' in journey ? journey.visit : null;
  const reads = look && journey.step === 'review';
  if (reads)
    await until(
      () =>
        pictures().length === (visit?.pages.length ?? 0) &&
        pictures().every(({ complete }) => complete),
    );
  const interrupted = journey.step === 'scan' && journey.activity.state === 'interrupted';
  return {
    key: keyOf(view),
    drawn,
    page: performance.timeOrigin,
    problem: interrupted
      ? journey.activity.problem
      : journey.step === 'not-submitted'
        ? journey.problem
        : null,
    reference: journey.step === 'receipt' ? journey.receipt.reference : null,
    pages: reads ? pictures().map((picture) => [picture.src, numberOn(picture)] as const) : [],
    details: visit === null ? [] : [visit.details.name, visit.details.caseNumber].filter(Boolean),
  };
};

/** A script for the page: does something, waits for what follows, and tells what is there. */
export const scriptFor = (look: Look): string =>
  `(${lookInPage.toString()})(${JSON.stringify(look)})`;
