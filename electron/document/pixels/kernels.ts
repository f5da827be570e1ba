import { kernelsBinary } from './kernels-binary.ts';

/** What is used of the platform's own; Node's types leave it to the browser's. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

/** The loops over every pixel, as the files in assembly/ have them: numbers are addresses in the module's memory. */
interface Kernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** Where the module's own data end. */
  readonly freeFrom: () => number;
  readonly luma: (from: number, to: number, count: number) => void;
  readonly halveColour: (above: number, below: number, to: number, width: number) => void;
  readonly halveGrey: (above: number, below: number, to: number, width: number) => void;
  readonly drawGrey: (...row: readonly number[]) => void;
  readonly drawColour: (...row: readonly number[]) => void;
  readonly extremes: (...page: readonly number[]) => void;
  readonly darker: (...page: readonly number[]) => void;
  readonly notPaper: (...page: readonly number[]) => void;
  readonly paperMeans: (...page: readonly number[]) => void;
  readonly colourSums: (...page: readonly number[]) => void;
  readonly packKind: (...page: readonly number[]) => void;
  readonly fillUnknown: (...page: readonly number[]) => void;
  readonly countValues: (data: number, count: number, step: number, table: number) => void;
  readonly sample: (...grid: readonly number[]) => void;
  readonly edges: (...page: readonly number[]) => void;
  readonly evenRow: (...row: readonly number[]) => void;
  readonly countColoured: (...pixels: readonly number[]) => number;
  readonly countDark: (...page: readonly number[]) => void;
  readonly countRuns: (marks: number, width: number, height: number) => number;
  readonly piecesOf: (...page: readonly number[]) => number;
  readonly near: (...page: readonly number[]) => void;
  readonly floodFound: () => number;
  readonly flood: (...page: readonly number[]) => number;
  readonly spreadAcross: (...page: readonly number[]) => void;
  readonly spreadDown: (...page: readonly number[]) => void;
  readonly rankAround: (...grid: readonly number[]) => void;
  readonly changes: (...page: readonly number[]) => void;
  readonly encodeFax: (...picture: readonly number[]) => number;
  readonly faxBytes: () => number;
}

/** Behind every picture: kernels read and write whole vectors. */
const BEHIND_BYTES = 64;
const WASM_PAGE_BYTES = 65_536;
/** A4 in colour at 300 dpi, in and out, fits; more is given back after the page (memory only ever grows). */
const MOST_KEPT_BYTES = 80_000_000;

const compiled = new WebAssembly.Module(Buffer.from(kernelsBinary, 'base64'));

const instantiated = (): Kernels =>
  new WebAssembly.Instance(compiled, {
    env: {
      abort: () => {
        throw new Error('a pixel kernel gave up');
      },
    },
  }).exports as Kernels;

const aligned = (bytes: number): number => Math.ceil(bytes / 16) * 16;

/** Memory laid out for one piece of work; good until the next one is asked for. */
export interface Workshop {
  readonly kernels: Kernels;
  /** All of the memory. */
  readonly bytes: Uint8Array;
  /** Where each part begins. */
  readonly at: readonly number[];
  /** A copy of the bytes from there on. */
  readonly copy: (from: number, length: number) => Uint8Array;
}

/**
 * A place to work with memory of its own: what is laid out there is good until something else is. Lengths are bytes,
 * each part has room behind it, and what lay there before is not cleared.
 */
export const openWorkshop = (): ((...lengths: readonly number[]) => Workshop) => {
  let kept: Kernels | null = null;
  return (...lengths) => {
    const needed = lengths.reduce((sum, length) => sum + aligned(length + BEHIND_BYTES), 0);
    const kernels = needed > MOST_KEPT_BYTES ? instantiated() : (kept ??= instantiated());
    let end = aligned(kernels.freeFrom());
    const at = lengths.map((length) => {
      const start = end;
      end += aligned(length + BEHIND_BYTES);
      return start;
    });
    const missing = end - kernels.memory.buffer.byteLength;
    if (missing > 0) kernels.memory.grow(Math.ceil(missing / WASM_PAGE_BYTES));
    const bytes = new Uint8Array(kernels.memory.buffer);
    return { kernels, bytes, at, copy: (from, length) => bytes.slice(from, from + length) };
  };
};

/** The workshop for whole pages. */
export const workshop = openWorkshop();
