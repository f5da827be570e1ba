import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { scanProblem, type ScanProblem } from '../../scan-problem.ts';
import type {
  PageImage,
  ScanEvent,
  Scanner,
  ScannerCapabilities,
  ScannerDevice,
  ScanSettings,
} from '../../scanner.ts';
import { refusalOf } from '../../settings.ts';
import type { DriverContext } from '../driver-context.ts';
import type { VirtualConfig } from '../driver-config.ts';
import type { Parsed } from '../parsed.ts';
import { cursorFrom, type Cursor } from './cursor.ts';
import { generatedPage } from './generated-page.ts';
import { findPageFiles, readPageFile } from './page-files.ts';
import { parseVirtualScript, type ScriptStep, type VirtualScript } from './script.ts';

type End = { readonly end: ScanProblem | null };
type Feed = {
  readonly feed: PageImage;
  readonly dpi: number;
  readonly ms: number;
  /** Not a page that counts. */
  readonly spoilt?: true;
};
type Action = End | Feed | { readonly wait: number } | { readonly crash: true };

const defaultScript = (config: VirtualConfig): VirtualScript => ({
  version: 1,
  afterwards: 'repeat',
  steps:
    config.pages === undefined
      ? config.stack === 0
        ? [{ do: 'nothing-loaded', times: 10_000 }]
        : [{ do: 'generated', count: config.stack }]
      : [{ do: 'pages', files: config.pages }],
});

/** The script to play and the folder its files are relative to. */
const loadScript = async (
  config: VirtualConfig,
): Promise<Parsed<{ readonly script: VirtualScript; readonly base: string }>> => {
  if (config.script === undefined)
    return { ok: true, value: { script: defaultScript(config), base: process.cwd() } };
  if (typeof config.script !== 'string')
    return { ok: true, value: { script: config.script, base: process.cwd() } };
  const text = await readFile(config.script, 'utf8').catch(() => null);
  if (text === null) return { ok: false, problem: `the script ${config.script} cannot be read` };
  const parsed = parseVirtualScript(text);
  return parsed.ok
    ? { ok: true, value: { script: parsed.value, base: dirname(config.script) } }
    : { ok: false, problem: `the script ${config.script}: ${parsed.problem}` };
};

const paperPollMs = 250;

const brokenOff = (image: PageImage): PageImage => ({
  ...image,
  data: image.data.subarray(0, Math.floor(image.data.length / 2)),
});

/**
 * A scanner that is played from a script: for demonstration, training and tests. Its pages are image files,
 * delivered as they are, or generated ones at the resolution and mode asked for.
 */
export const createVirtualScanner = (config: VirtualConfig, context: DriverContext): Scanner => {
  let cursor: Cursor = cursorFrom(context.note);
  let lastFed: Feed | null = null;
  const move = (change: Partial<Cursor>): void => {
    cursor = { ...cursor, ...change };
    context.keepNote(cursor);
  };
  const nextStep = (): void => move({ step: cursor.step + 1, done: 0 });
  const doneOnce = (times: number): void => {
    if (cursor.done + 1 >= times) nextStep();
    else move({ done: cursor.done + 1 });
  };

  const generated = (settings: ScanSettings): Feed => {
    const px = (mm: number): number => Math.max(1, Math.round((mm / 25.4) * settings.dpi));
    const { widthMm, heightMm } = config.paper;
    const channels = settings.mode === 'colour' ? 3 : 1;
    return {
      feed: generatedPage(cursor.page + 1, px(widthMm), px(heightMm), channels),
      dpi: settings.dpi,
      ms: config.pageMs,
    };
  };
  const fromFile = async (path: string, ms = config.pageMs): Promise<Feed | End> => {
    const read = await readPageFile(path).catch(() => null);
    return read === null
      ? { end: scanProblem('refused-settings', `the page file ${path} cannot be read`) }
      : { feed: read.image, dpi: read.dpi ?? config.dpi, ms };
  };
  const oneFile = async (base: string, entry: string, ms?: number): Promise<Feed | End> => {
    const files = await findPageFiles(base, [entry]).catch(() => []);
    return await fromFile(files[0] ?? entry, ms);
  };

  /** What the step at the cursor comes to; moves the cursor on. */
  const play = async (step: ScriptStep, base: string, settings: ScanSettings): Promise<Action> => {
    switch (step.do) {
      case 'page':
        nextStep();
        return await oneFile(base, step.file, step.ms);
      case 'pages': {
        const files = await findPageFiles(base, step.files).catch(() => null);
        const file = files?.[cursor.done];
        if (file === undefined) {
          nextStep();
          const detail = `no page files in ${step.files.join(', ')}`;
          return { end: scanProblem('refused-settings', detail) };
        }
        doneOnce(files?.length ?? 0);
        return await fromFile(file, step.ms);
      }
      case 'generated': {
        const page = generated(settings);
        doneOnce(step.count);
        return { ...page, ms: step.ms ?? config.pageMs };
      }
      case 'pause':
        nextStep();
        return { wait: step.ms };
      case 'unplug':
        nextStep();
        move({ absent: step.times, name: step.returnsAs ?? cursor.name });
        return { end: scanProblem('unplugged', 'the script unplugs the scanner') };
      case 'wrong-size':
        nextStep();
        return {
          feed: generatedPage(cursor.page + 1, step.widthPx, step.heightPx, 3),
          dpi: settings.dpi,
          ms: config.pageMs,
        };
      case 'duplicate':
        doneOnce(step.times);
        return lastFed ?? generated(settings);
      case 'never-ending':
        return step.file === undefined
          ? (lastFed ?? generated(settings))
          : await oneFile(base, step.file);
      case 'corrupt': {
        nextStep();
        const page = step.file === undefined ? generated(settings) : await oneFile(base, step.file);
        return 'feed' in page ? { ...page, feed: brokenOff(page.feed), spoilt: true } : page;
      }
      case 'hang':
        nextStep();
        return { wait: Number.POSITIVE_INFINITY };
      case 'crash':
        nextStep();
        return { crash: true };
      case 'end':
        nextStep();
        return { end: null };
      default:
        doneOnce(step.times);
        return { end: scanProblem(step.do, `the script says ${step.do}`) };
    }
  };

  const device = (): ScannerDevice => ({
    id: cursor.name,
    manufacturer: 'Einwurf',
    model: 'Virtual scanner',
  });
  const capabilities: ScannerCapabilities = {
    sources: config.sources,
    duplex: config.duplex,
    modes: ['colour', 'grey', 'bitonal'],
    resolutions: [75, 100, 150, 200, 240, 300, 400, 600],
    sensesPaper: config.sensesPaper,
  };
  /** Whether the device cannot be found this time; each look-up counts. */
  const isAbsent = (): boolean => {
    if (cursor.absent === 0) return false;
    move({ absent: cursor.absent - 1 });
    return true;
  };
  const absence = (deviceId: string): ScanProblem | null =>
    isAbsent()
      ? scanProblem('unplugged', 'the scanner is unplugged')
      : deviceId.startsWith('virtual')
        ? null
        : scanProblem('no-scanner', `there is no virtual scanner '${deviceId}'`);

  /** Begins the script anew after its end, where it repeats. */
  const stepNow = (script: VirtualScript): ScriptStep | undefined => {
    if (cursor.step >= script.steps.length && script.afterwards === 'repeat')
      move({ step: 0, done: 0, page: 0 });
    return script.steps[cursor.step];
  };

  /** Each look that finds no paper counts as one of the script's `nothing-loaded`. */
  const feel = (script: VirtualScript): boolean => {
    const step = stepNow(script);
    if (step?.do === 'nothing-loaded') doneOnce(step.times);
    return step !== undefined && step.do !== 'nothing-loaded';
  };

  /** Waits until paper is felt, where it is. */
  const awaitPaper = async (
    script: VirtualScript,
    waitMs: number,
    signal: AbortSignal,
  ): Promise<void> => {
    if (!config.sensesPaper) return;
    for (let waited = 0; waited < waitMs && !signal.aborted; waited += paperPollMs) {
      if (feel(script)) return;
      await context.wait(paperPollMs, signal);
    }
  };

  async function* feedAll(
    settings: ScanSettings,
    signal: AbortSignal,
  ): AsyncGenerator<ScanEvent, End & { pages: number }> {
    const loaded = await loadScript(config);
    let pages = 0;
    if (!loaded.ok) return { end: scanProblem('refused-settings', loaded.problem), pages };
    const { script, base } = loaded.value;
    await awaitPaper(script, settings.waitForPaperMs ?? 0, signal);
    let step = stepNow(script);
    if (step === undefined)
      return { end: scanProblem('nothing-loaded', 'the script has no more paper'), pages };
    while (step !== undefined) {
      const action = await play(step, base, settings);
      if ('crash' in action || ('wait' in action && action.wait === Number.POSITIVE_INFINITY)) {
        // Lets the note out first, or the next host would come to the same step again.
        yield { kind: 'progress', sequence: pages + 1, fraction: null };
        if ('crash' in action) process.exit(70);
      }
      if ('end' in action) {
        if (action.end === null) move({ page: 0 });
        return { ...action, pages };
      }
      if ('wait' in action) await context.wait(action.wait, signal);
      else {
        const sequence = pages + 1;
        yield { kind: 'progress', sequence, fraction: 0 };
        await context.wait(action.ms, signal);
        if (!signal.aborted) {
          lastFed = action;
          pages = sequence;
          if (action.spoilt !== true) move({ page: cursor.page + 1 });
          const side = settings.duplex && pages % 2 === 0 ? 'back' : 'front';
          yield { kind: 'page', page: { image: action.feed, dpi: action.dpi, side, sequence } };
        }
      }
      if (signal.aborted) return { end: scanProblem('cancelled', 'cancelled'), pages };
      if (config.sources[0] === 'glass' || settings.source === 'glass') break;
      step = script.steps[cursor.step];
    }
    return { end: null, pages };
  }

  return {
    list: () => Promise.resolve(isAbsent() ? [] : [device()]),
    capabilities: (deviceId) => Promise.resolve(absence(deviceId) ?? capabilities),
    feelsPaper: async (deviceId) => {
      if (!config.sensesPaper || absence(deviceId) !== null) return null;
      const loaded = await loadScript(config);
      return loaded.ok ? feel(loaded.value.script) : null;
    },
    scan: async function* (deviceId, settings, signal) {
      const refused = absence(deviceId) ?? refusalOf(settings, capabilities);
      if (refused !== null) {
        yield { kind: 'end', problem: refused, pages: 0 };
        return;
      }
      const { end, pages } = yield* feedAll(settings, signal);
      yield { kind: 'end', problem: end, pages };
    },
    close: () => Promise.resolve(),
  };
};
