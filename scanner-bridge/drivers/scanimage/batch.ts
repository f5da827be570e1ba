import { scanProblem, type ScanProblem } from '../../scan-problem.ts';
import type { PageImage, PaperSource, ScanEvent } from '../../scanner.ts';
import type { DriverContext } from '../driver-context.ts';
import type { ScanimageConfig } from '../driver-config.ts';
import { createSignReader, type BatchSign } from './batch-lines.ts';
import { openPagePipe, type PagePipe } from './page-pipe.ts';
import { createPnmReader } from './pnm.ts';
import { startProgram } from './program.ts';
import { createQueue, type Queue } from './queue.ts';

type Sign =
  | BatchSign
  | { readonly sign: 'page'; readonly image: PageImage }
  | { readonly sign: 'corrupt'; readonly detail: string }
  | { readonly sign: 'exit'; readonly code: number | null; readonly signal: string | null }
  | { readonly sign: 'missing' }
  | { readonly sign: 'abort' };

/** What one batch is to do. */
export interface Batch {
  readonly config: ScanimageConfig;
  readonly args: readonly string[];
  readonly source: PaperSource;
  readonly duplex: boolean;
  readonly dpi: number;
}

const killAfterMs = 2000;
/** A backend may still put out the sheet after it has said what is wrong; some never come back from that. */
const endAfterProblemMs = 5000;

const startBatch = (
  { config, args }: Batch,
  pipe: PagePipe,
  signs: Queue<Sign>,
): ReturnType<typeof startProgram> => {
  const child = startProgram(config, [
    ...args,
    '--format=pnm',
    `--batch=${pipe.format}`,
    '--batch-prompt',
    '--progress',
  ]);
  const readSigns = createSignReader();
  child.stderr.on('data', (chunk: Uint8Array) => readSigns(chunk).forEach((s) => signs.push(s)));
  child.stdout.resume();
  child.stdin.on('error', () => undefined);
  child.on('error', () => signs.push({ sign: 'missing' }));
  child.on('close', (code, signal) => signs.push({ sign: 'exit', code, signal }));
  return child;
};

const sideOf = (batch: Batch, sequence: number): 'front' | 'back' =>
  batch.duplex && batch.source === 'feeder' && sequence % 2 === 0 ? 'back' : 'front';

/** How a batch ended, from what was said last. The most specific cause said first stands. */
const outcome = (
  said: ScanProblem | null,
  exit: Extract<Sign, { sign: 'exit' }>,
  pages: number,
): ScanProblem | null => {
  if (said?.kind === 'nothing-loaded' && pages > 0) return null;
  if (said !== null) return said;
  if (exit.signal !== null)
    return scanProblem('driver-crashed', `scanimage ended by ${exit.signal}`);
  return exit.code === 0 || pages > 0
    ? null
    : scanProblem('driver-crashed', `scanimage ended with code ${exit.code ?? 'none'}`);
};

/**
 * Scans page by page with one scanimage. It waits at its prompt before each sheet until the next event is asked for;
 * pages come through a named pipe and end in memory only.
 */
export async function* runBatch(
  batch: Batch,
  context: DriverContext,
  signal: AbortSignal,
): AsyncGenerator<ScanEvent, void> {
  const signs = createQueue<Sign>();
  const reader = createPnmReader();
  const pipe = await openPagePipe((chunk) => {
    const pages = reader.push(chunk);
    if (typeof pages === 'string') signs.push({ sign: 'corrupt', detail: pages });
    else pages.forEach((image) => signs.push({ sign: 'page', image }));
  });
  const child = startBatch(batch, pipe, signs);
  const onAbort = (): void => signs.push({ sign: 'abort' });
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  let exited = false;
  let pages = 0;
  let problem: ScanProblem | null = null;
  const unlessClosedAfter = (ms: number, act: () => void): void => {
    const done = new AbortController();
    child.once('close', () => done.abort());
    void context.wait(ms, done.signal).then(() => {
      if (!done.signal.aborted) act();
    });
  };
  /** Asks scanimage to let the sheet go and give the device back; kills it if it does not. */
  const stop = (): void => {
    child.stdin.end();
    child.kill('SIGINT');
    unlessClosedAfter(killAfterMs, () => child.kill('SIGKILL'));
  };
  const blame = (found: ScanProblem): void => {
    if (problem === null) unlessClosedAfter(endAfterProblemMs, stop);
    problem ??= found;
  };
  /** Lets the next sheet feed, unless this was the only one or the last one broke off. */
  const goOn = async (number: number): Promise<void> => {
    pipe.drain();
    if (reader.midPage) blame(scanProblem('corrupt-page', 'the page broke off'));
    if (problem !== null || (batch.source === 'glass' && number > 1)) return void child.stdin.end();
    await pipe.admit(number);
    child.stdin.write('\n');
  };
  try {
    for (;;) {
      const sign = await signs.next();
      switch (sign.sign) {
        case 'prompt':
          await goOn(sign.number);
          break;
        case 'progress':
          yield { kind: 'progress', sequence: pages + 1, fraction: sign.fraction };
          break;
        case 'scanned':
          if (sign.problem !== null) blame(sign.problem);
          break;
        case 'page': {
          pages += 1;
          const side = sideOf(batch, pages);
          yield {
            kind: 'page',
            page: { image: sign.image, dpi: batch.dpi, side, sequence: pages },
          };
          break;
        }
        case 'corrupt':
          blame(scanProblem('corrupt-page', sign.detail));
          stop();
          break;
        case 'problem':
          blame(sign.problem);
          break;
        case 'abort':
          blame(scanProblem('cancelled', 'cancelled'));
          stop();
          break;
        case 'missing':
          exited = true;
          problem = scanProblem('no-scanner', `${batch.config.program} cannot be started`);
          yield { kind: 'end', problem, pages };
          return;
        case 'exit':
          exited = true;
          if (reader.midPage) blame(scanProblem('corrupt-page', 'the page broke off'));
          yield { kind: 'end', problem: outcome(problem, sign, pages), pages };
          return;
      }
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    if (!exited) {
      const closed = new Promise((resolve) => child.once('close', resolve));
      stop();
      await closed;
    }
    await pipe.close();
  }
}
