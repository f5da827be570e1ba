/** A piece of native memory at an address that does not move. */
export interface NativeBlock {
  readonly address: bigint;
  read(length: number): Uint8Array;
  free(): void;
}

/** What ended the wait for the source. */
export type SourceSign = 'ready' | 'close' | 'timeout' | 'aborted';

/** A data source manager that is open, as the driver needs it. */
export interface Dsm {
  /** The window that belongs to this application; 0 where there is none. */
  readonly window: bigint;
  /** DSM_Entry with this application as origin; gives the return code. */
  call(
    dest: Buffer | null,
    group: number,
    data: number,
    message: number,
    content: Buffer | bigint | null,
  ): number;
  /** Copies a handle's memory: first `headBytes`, then as much as `measure` says, never more than the handle is known to hold. */
  readHandle(handle: bigint, headBytes: number, measure: (head: Buffer) => number): Buffer;
  newHandle(content: Buffer): bigint;
  freeHandle(handle: bigint): void;
  block(length: number): NativeBlock;
  /** After opening a source: asks to be called back by it, where this manager can. */
  registerSource(source: Buffer): void;
  /** Waits for the source's word that a transfer is ready or that its window was closed. */
  awaitSign(source: Buffer, timeoutMs: number, signal: AbortSignal): Promise<SourceSign>;
  /** Forgets signs of an earlier scan. */
  clearSigns(): void;
  close(): void;
}
