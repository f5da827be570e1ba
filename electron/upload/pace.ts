/** Waits until so many bytes may be sent. */
export type Pace = (bytes: number) => Promise<void>;

/**
 * Holds sending back to so many bytes a second, so that a thin line stays usable by day. Each call waits until the bytes
 * sent before it have had their time; 0 for no limit.
 * @param sleep resolves after so many milliseconds
 */
export const pace = (
  bytesPerSecond: number,
  elapsed: () => number,
  sleep: (ms: number) => Promise<void>,
): Pace => {
  let freeAt = 0;
  return async (bytes) => {
    if (bytesPerSecond <= 0) return;
    const now = elapsed();
    const start = Math.max(now, freeAt);
    freeAt = start + (bytes / bytesPerSecond) * 1000;
    if (start > now) await sleep(start - now);
  };
};

/** Lets a stream through as fast as it may be sent. */
export const paced = (allowed: Pace | undefined) =>
  async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      await allowed?.(chunk.length);
      yield chunk;
    }
  };
