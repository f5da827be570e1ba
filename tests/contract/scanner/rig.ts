import type { Scanner, ScanSettings } from '../../../scanner-bridge/index.ts';

/** What lies in the feeder or happens there, in order. Pages are numbered 1, 2, 3 … as they stand here. */
export type Happening =
  | 'page'
  | 'jam'
  | 'double-feed'
  | 'cover-open'
  | 'corrupt'
  | 'hang'
  | 'crash'
  | 'unplug'
  | 'busy'
  | 'offline'
  | 'same-page-for-ever';

/** One driver with a device behind it that can be told what to do. */
export interface Rig {
  readonly name: string;
  /** What the device behind the driver can be brought to do. */
  readonly can: readonly (Happening | 'glass' | 'duplex' | 'senses-paper' | 'greyscale')[];
  /** Settings every scan of this rig starts from. */
  readonly settings: ScanSettings;
  /** A scanner with this stack in it. */
  open(stack: readonly Happening[]): Promise<Scanner>;
  /** Puts this stack into the scanner opened last, as a customer would. */
  reload?(stack: readonly Happening[]): void;
  /** How many sheets the device has taken since it was opened, where that can be seen. */
  fed?: () => number;
  close(): Promise<void>;
}

/** So many pages. */
export const pages = (count: number): readonly Happening[] => Array<Happening>(count).fill('page');
