import type { ScanProblem } from './scan-problem.ts';

/** Where paper lies. */
export type PaperSource = 'feeder' | 'glass';

export type ColourMode = 'colour' | 'grey' | 'bitonal';

/** A scanner somebody could use, as listed by a driver. */
export interface ScannerDevice {
  /** Stable for the same machine across power cycles and ports as far as the driver can tell. */
  readonly id: string;
  readonly manufacturer: string;
  readonly model: string;
}

/** What a device reports about itself. */
export interface ScannerCapabilities {
  readonly sources: readonly PaperSource[];
  readonly duplex: boolean;
  readonly modes: readonly ColourMode[];
  /** Resolutions in dpi, ascending. */
  readonly resolutions: readonly number[];
  /** Whether the device can tell that paper lies in the feeder. */
  readonly sensesPaper: boolean;
}

/** What is asked of a scan. What the device cannot do is 'refused-settings', never silently other. */
export interface ScanSettings {
  /** 'auto': the feeder where it has one with paper in it, else the glass. */
  readonly source: PaperSource | 'auto';
  readonly duplex: boolean;
  readonly mode: ColourMode;
  readonly dpi: number;
  /** The scan ends with 'too-many-pages' rather than deliver more than this. */
  readonly maxPages: number;
  /**
   * Where the device senses paper: how long (ms) to wait for paper before ending with 'nothing-loaded', so
   * that a scan starts by itself when paper is laid in. Absent or 0: no waiting. Ignored by other devices.
   */
  readonly waitForPaperMs?: number;
}

/** As a device id: the configured device, else the first one listed. */
export const anyDevice = 'any';

/** The picture of one side, as delivered: either encoded, or rows of raw samples without padding. */
export type PageImage =
  | { readonly format: 'jpeg' | 'png' | 'tiff'; readonly data: Uint8Array }
  | {
      readonly format: 'raw';
      readonly widthPx: number;
      readonly heightPx: number;
      /** 1 = grey, 3 = RGB; 8 bits a sample. */
      readonly channels: 1 | 3;
      readonly data: Uint8Array;
    };

/** One side of one sheet. */
export interface ScannedPage {
  readonly image: PageImage;
  /** As really scanned, dots per inch. */
  readonly dpi: number;
  readonly side: 'front' | 'back';
  /** 1 for the first image of this scan. */
  readonly sequence: number;
}

/** What a scan tells while it runs. 'end' comes exactly once, last. */
export type ScanEvent =
  | {
      readonly kind: 'progress';
      /** The image being read, 1-based. */
      readonly sequence: number;
      /** 0–1, or null where the device does not tell. */
      readonly fraction: number | null;
      /** The device serves somebody else at the moment; this scan begins by itself when it is free. */
      readonly waiting?: true;
    }
  | { readonly kind: 'page'; readonly page: ScannedPage }
  | {
      readonly kind: 'end';
      /** null: all paper was taken. Pages delivered before a problem stay good. */
      readonly problem: ScanProblem | null;
      readonly pages: number;
    };

/**
 * A scanner is four methods. Expected failures are values: `scan` never throws for what a device does,
 * it ends with a problem.
 */
export interface Scanner {
  /** The devices that can be had now; an empty list if none. */
  list(): Promise<readonly ScannerDevice[]>;
  /** What the device can do, or why it cannot be asked. */
  capabilities(deviceId: string): Promise<ScannerCapabilities | ScanProblem>;
  /**
   * Whether paper lies in the feeder now; null where that cannot be told, also because something is wrong with the
   * device. Feeds nothing, and is not asked while a scan runs.
   */
  feelsPaper(deviceId: string): Promise<boolean | null>;
  /**
   * Scans until the paper is taken, a problem, or `signal` aborts (then ends with 'cancelled' at once).
   * Pull-driven: where the device allows it, the next sheet feeds when the next event is asked for.
   */
  scan(deviceId: string, settings: ScanSettings, signal: AbortSignal): AsyncIterable<ScanEvent>;
  /** Gives up devices and child processes. */
  close(): Promise<void>;
}
