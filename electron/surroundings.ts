import type { ApplicationActs } from './attendant-desk.ts';
import type { KioskView } from './contract/view.ts';
import type { Checkpoint } from './domain/checkpoint.ts';
import type { SpawnChild } from './domain/child-port.ts';
import type { ReceiptPaper } from './contract/receipt-paper.ts';
import type { SecretStore } from './domain/secret-store.ts';
import type { Clock } from './journey/idle-clock.ts';
import type { Log } from './log/events.ts';

/** Where everything lies. */
export interface KioskPlaces {
  /** The kiosk's own folder: device.json, keys, spool, log. */
  readonly dataFolder: string;
  readonly sitesFolder: string;
  readonly sharpWasmFolder: string;
}

/** What the kiosk gets from the program it runs in. */
export interface KioskSurroundings {
  readonly places: KioskPlaces;
  readonly spawn: SpawnChild;
  readonly clock: Clock;
  readonly checkpoint: Checkpoint;
  readonly log: Log;
  /** Called with the whole view after every change. */
  readonly show: (view: KioskView) => void;
  readonly application: ApplicationActs;
  /** What of the lock-down is not in force; null: not looked at. */
  readonly lockdownGaps: () => Promise<readonly string[] | null>;
  /** The operating system's key store; null where there is no real one. */
  readonly secretStore: () => SecretStore | null;
  /** A receipt as PDF, on paper of this size (mm). */
  readonly receiptPdf: (
    paper: ReceiptPaper,
    size: { readonly widthMm: number; readonly heightMm: number },
  ) => Promise<Uint8Array>;
  /** systemd's `$CREDENTIALS_DIRECTORY`. */
  readonly credentialsFolder: string | undefined;
}
