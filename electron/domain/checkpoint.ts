/**
 * The named points between "the customer pressed submit" and "the receiving side has it".
 * At each of them a power cut must lose nothing and double nothing; the tests kill the process at every one.
 */
export const checkpointNames = [
  'seal:started',
  'seal:finished',
  'spool:entry-created',
  'spool:part-written',
  'spool:part-synced',
  'spool:journal-synced',
  'spool:entry-synced',
  'spool:renamed',
  'spool:committed',
  'queue:verified',
  'upload:receipt-asked',
  'upload:part-created',
  'upload:part-partly-sent',
  'upload:part-sent',
  'upload:receipt-fetched',
  'queue:receipt-written',
  'queue:delivered-journaled',
  'queue:delivered-moved',
  'queue:purge-journaled',
  'queue:purge-parts-removed',
  'queue:purged',
  'intake:part-received',
  'intake:part-staged',
  'intake:receipt-pending',
  'intake:moved-to-inbox',
  'intake:receipt-final',
] as const;
export type CheckpointName = (typeof checkpointNames)[number];

/** Told each time such a point is reached. The product does nothing there; tests pause or end the process. */
export type Checkpoint = (name: CheckpointName) => void | Promise<void>;

/** The checkpoint of the product. */
export const noCheckpoint: Checkpoint = () => undefined;
