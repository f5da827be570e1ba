import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { DriverConfig } from '../../scanner-bridge/index.ts';
import { driverOf } from '../../setup/demo-files.ts';
import type { LaunchedKiosk } from '../../setup/launch-kiosk.ts';
import { touchOn, type Touch } from '../../setup/touch.ts';
import { startDemoSite, type DemoSite } from '../app/support/demo-site.ts';
import { compared, type BenchResult } from './bench.ts';

/** How fast sheets come (an office scanner at 40 sheets a minute, both sides), and how often a finger does. */
const PAGE_MS = 750;
const TOUCH_EVERY_MS = 200;
/** What a person needs at least for the questions between the last page and "submit". */
const ANSWERING_MS = 10_000;
/** Pages in the stack; fewer (EINWURF_BENCH_PAGES=10) only to see that the bench works. */
const STACK = Number(process.env['EINWURF_BENCH_PAGES'] ?? 100);
const SUBMITTED = [1, 20, 100].filter((count) => count <= STACK);
/** The bench ends by itself, some four minutes on a quiet machine: no wait is longer than this. */
const LIMIT_MS = 300_000;
/** How many touches are measured at rest. */
const ROUNDS_AT_REST = 40;

interface Rig {
  readonly site: DemoSite;
  readonly kiosk: LaunchedKiosk;
  readonly page: Page;
  readonly touch: Touch;
}

const withKiosk = async <T>(
  pageMs: number,
  counts: readonly number[],
  use: (rig: Rig) => Promise<T>,
): Promise<T> => {
  const steps = counts.flatMap((count) => [{ do: 'generated', count }, { do: 'end' }]);
  const driver = {
    ...driverOf('virtual'),
    pageMs,
    duplex: false,
    script: { version: 1, steps },
  } as DriverConfig;
  const site = await startDemoSite(driver);
  try {
    const kiosk = await site.launch();
    kiosk.page.setDefaultTimeout(LIMIT_MS);
    try {
      return await use({ site, kiosk, page: kiosk.page, touch: await touchOn(kiosk.page) });
    } finally {
      await kiosk.close();
    }
  } finally {
    await site.stop();
  }
};

const tap = ({ page, touch }: Rig, id: string): Promise<void> =>
  touch(page.locator(`[data-testid="${id}"]`));

const toScan = async (rig: Rig): Promise<void> => {
  for (const id of ['begin', 'language-de', 'continue']) await tap(rig, id);
};

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly id2?: { readonly local?: string };
  readonly id?: string;
  readonly pid: number;
  readonly args?: { readonly data?: { readonly interactionId?: number } };
}

/** From the trace: for each interaction the longest time from input to the next frame on the screen, in ms. */
const interactionsIn = (file: string): readonly number[] => {
  const { traceEvents } = JSON.parse(readFileSync(file, 'utf8')) as { traceEvents: TraceEvent[] };
  const timings = traceEvents.filter(({ name }) => name === 'EventTiming');
  const idOf = ({ pid, id, id2 }: TraceEvent): string => `${pid} ${id2?.local ?? id ?? ''}`;
  const ends = new Map(timings.filter(({ ph }) => ph === 'e').map((end) => [idOf(end), end.ts]));
  const longest = new Map<number, number>();
  for (const begin of timings.filter(({ ph }) => ph === 'b')) {
    const interaction = begin.args?.data?.interactionId ?? 0;
    const end = ends.get(idOf(begin));
    if (interaction === 0 || end === undefined) continue;
    const ms = (end - begin.ts) / 1000;
    longest.set(interaction, Math.max(longest.get(interaction) ?? 0, ms));
  }
  return [...longest.values()].sort((a, b) => a - b);
};

/** Opens and closes the help until `enough` says so; traced by Chromium itself. */
const touching = async (rig: Rig, enough: () => Promise<boolean>): Promise<readonly number[]> => {
  const { application } = rig.kiosk;
  const folder = mkdtempSync(join(tmpdir(), 'einwurf-trace-'));
  chmodSync(folder, 0o777);
  const file = join(folder, 'trace.json');
  await application.evaluate(({ contentTracing }) =>
    contentTracing.startRecording({ included_categories: ['devtools.timeline'] }),
  );
  while (!(await enough())) {
    await tap(rig, 'help');
    await pause(TOUCH_EVERY_MS);
    await tap(rig, 'help-close');
    await pause(TOUCH_EVERY_MS);
  }
  await application.evaluate(
    ({ contentTracing }, path) => contentTracing.stopRecording(path),
    file,
  );
  const found = interactionsIn(file);
  rmSync(folder, { recursive: true });
  if (found.length < 10) throw new Error(`only ${found.length} interactions in the trace`);
  return found;
};

const share = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

/** How quickly the screen answers while a stack feeds, beside the same touches while nothing else happens. */
const whileFeeding = (): Promise<BenchResult[]> =>
  withKiosk(PAGE_MS, [STACK], async (rig) => {
    await toScan(rig);
    let rounds = 0;
    const still = await touching(rig, () => Promise.resolve((rounds += 1) > ROUNDS_AT_REST));
    await tap(rig, 'start-scan');
    const until = performance.now() + LIMIT_MS;
    let fed = 0;
    const feeding = await touching(rig, async () => {
      fed = await rig.page.locator('.scanned-page img').count();
      return fed >= STACK - 2 || performance.now() > until;
    });
    const slow = fed < STACK - 2 ? ` (only ${fed} came in ${LIMIT_MS / 1000} s)` : '';
    const name = `${STACK} pages feed${slow}: touch to next paint`;
    return (
      [
        ['p98', 0.98],
        ['worst', 1],
      ] as const
    ).map(([label, part]) =>
      compared(`${name}, ${label} of ${feeding.length}`, share(feeding, part), 'ms', {
        name: `scanner at rest, ${label} of ${still.length}`,
        value: share(still, part),
      }),
    );
  });

/** Runs in the screen, as text: the test's own compiler would put helpers into a function that are not there. */
const untilReceipt = `new Promise((done) => {
  window.addEventListener('click', ({ timeStamp }) => {
    (function look() {
      if (document.querySelector('[data-step="receipt"]') === null) requestAnimationFrame(look);
      else requestAnimationFrame(() => done(performance.now() - timeStamp));
    })();
  }, { once: true, capture: true });
})`;

/** From the touch on "submit" to the painted receipt, in ms, as the renderer itself saw it. */
const submitted = async (rig: Rig): Promise<number> => {
  await toScan(rig);
  await tap(rig, 'start-scan');
  await rig.page.waitForSelector('[data-step="review"]');
  for (const id of ['continue', 'continue', 'continue', 'topic-rent']) await tap(rig, id);
  await pause(ANSWERING_MS);
  const measured = rig.page.evaluate<number>(untilReceipt);
  await tap(rig, 'submit');
  const ms = await measured;
  await tap(rig, 'finish');
  await rig.page.waitForSelector('[data-step="attract"]');
  return ms;
};

const submitToReceipt = (): Promise<BenchResult[]> =>
  withKiosk(0, SUBMITTED, async (rig) => {
    const results: BenchResult[] = [];
    let onePage = 0;
    for (const count of SUBMITTED) {
      const ms = await submitted(rig);
      if (count === 1) onePage = ms;
      results.push(
        compared(`${count} pages: touch on submit to receipt on the screen`, ms, 'ms', {
          name: '1 page',
          value: onePage,
        }),
      );
    }
    return results;
  });

/** What a customer feels, in real Electron: answers while the scanner works, and the wait for the receipt. */
export const measure = async (): Promise<BenchResult[]> => [
  ...(await whileFeeding()),
  ...(await submitToReceipt()),
];
