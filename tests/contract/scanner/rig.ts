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

/** What a case may ask of a rig. */
export type Ability =
  Happening | 'glass' | 'duplex' | 'senses-paper' | 'greyscale' | 'shared' | 'reload';

/** One driver with a device behind it that can be told what to do. */
export interface Rig {
  readonly name: string;
  /** What the device behind the driver can be brought to do. */
  readonly can: readonly Ability[];
  /** Why it can do no more. */
  readonly why?: Partial<Record<Ability, string>>;
  /** Settings every scan of this rig starts from. */
  readonly settings: ScanSettings;
  /** A scanner with this stack in it. */
  open(stack: readonly Happening[]): Promise<Scanner>;
  /** Puts this stack into the scanner opened last, as a customer would. */
  reload?(stack: readonly Happening[]): void;
  /** Resolves when the device has let go of a scan given up: only then can paper be laid in for the next one. */
  idle?: () => Promise<void>;
  /** A second kiosk at the same device. */
  openAnother?: () => Scanner;
  /** How many sheets the device has taken since it was opened, where that can be seen. */
  fed?: () => number;
  close(): Promise<void>;
}

/** So many pages. */
export const pages = (count: number): readonly Happening[] => Array<Happening>(count).fill('page');
