/** Writes zeros over bytes that nobody needs any more: memory that is only let go keeps what stood in it. */
export const overwrite = (...done: readonly (Uint8Array | undefined)[]): void =>
  done.forEach((bytes) => bytes?.fill(0));
