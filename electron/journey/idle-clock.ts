/** Time as the kiosk needs it; injected, so that tests decide when it passes. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after so many milliseconds; returns the way to call it off. */
  after(ms: number, callback: () => void): () => void;
}

/** How long a step may lie idle, in milliseconds. */
export interface IdleLimits {
  /** Until the warning appears. */
  readonly warnAfter: number;
  /** From the warning to the end. */
  readonly answerWithin: number;
}

/** Watches whether somebody is there. */
export interface IdleClock {
  /** Begins anew with these limits; null: this step may lie for ever. */
  restart(limits: IdleLimits | null): void;
}

const SECOND = 1000;

/**
 * Warns, counts down in whole seconds, then says that nobody is there.
 * @param warning told the seconds left on every change, and null when the warning is over
 */
export const createIdleClock = (
  clock: Clock,
  warning: (secondsLeft: number | null) => void,
  expired: () => void,
): IdleClock => {
  let cancel: () => void = () => undefined;
  let warned = false;

  const countDown = (secondsLeft: number): void => {
    if (secondsLeft <= 0) {
      warned = false;
      warning(null);
      expired();
      return;
    }
    warned = true;
    warning(secondsLeft);
    cancel = clock.after(SECOND, () => countDown(secondsLeft - 1));
  };

  return {
    restart(limits) {
      cancel();
      cancel = () => undefined;
      if (warned) warning(null);
      warned = false;
      if (limits === null) return;
      cancel = clock.after(limits.warnAfter, () =>
        countDown(Math.ceil(limits.answerWithin / SECOND)),
      );
    },
  };
};
