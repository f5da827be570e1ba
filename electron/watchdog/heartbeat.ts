/** Watches over something that must make itself heard. */
export interface Heartbeat {
  /** It was heard. */
  readonly heard: () => void;
  /** It is being loaded: the first sign of life may take so long, ms. */
  readonly expect: (withinMs: number) => void;
  /** It may be silent for as long as it likes. */
  readonly pause: () => void;
}

/** Silence is believed when it lasts for this long after the listener itself was awake, ms. */
const BENEFIT_OF_DOUBT_MS = 2_000;

/**
 * Calls back once when nothing was heard for so long. Whoever listens may itself have been held up: before it believes
 * in silence, it listens a little longer.
 * @param after calls back after so many ms; returns the way to call it off
 */
export const watchHeartbeat = (
  after: (ms: number, callback: () => void) => () => void,
  silentForMs: number,
  silent: () => void,
): Heartbeat => {
  let cancel: () => void = () => undefined;
  const wait = (ms: number): void => {
    cancel();
    cancel = after(ms, () => {
      cancel = after(BENEFIT_OF_DOUBT_MS, silent);
    });
  };
  return {
    heard: () => wait(silentForMs),
    expect: wait,
    pause() {
      cancel();
      cancel = () => undefined;
    },
  };
};
