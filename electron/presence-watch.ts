import type { Clock } from './journey/idle-clock.ts';

/** What a sensor says: somebody stands there, nobody does, or nothing that can be understood. */
export type PresenceReading = 'somebody' | 'nobody' | null;

/** Notices that a customer has walked away, sooner than by the missing touch. */
export interface PresenceWatch {
  /** Whether there is somebody to be missed. */
  readonly watch: (visiting: boolean) => void;
  /** Somebody touched the screen: somebody is there, whatever the sensor says. */
  readonly touched: () => void;
}

export interface PresenceWatchParts {
  readonly read: () => Promise<PresenceReading>;
  readonly clock: Clock;
  /** Nobody there for so long (ms) is nobody there: a sensor flickers, and people bend down for their papers. */
  readonly goneAfterMs: number;
  readonly gone: () => void;
  /** The sensor says nothing that can be understood; once until it does. */
  readonly silent: () => void;
}

/** Between two looks, ms. */
const LOOK_EVERY_MS = 500;

/** How to understand the number in a sensor's file. */
export interface PresenceSensor {
  readonly somebodyIs: 'at-least' | 'at-most';
  readonly threshold: number;
}

/** The number that a sensor's file holds, as presence. */
export const presenceIn = (
  text: string,
  { somebodyIs, threshold }: PresenceSensor,
): PresenceReading => {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(number)) return null;
  const there = somebodyIs === 'at-least' ? number >= threshold : number <= threshold;
  return there ? 'somebody' : 'nobody';
};

/**
 * Somebody has gone when the sensor saw them after their last touch and then saw nobody for a while. So a sensor that is
 * stuck, covered or aimed at the wall never ends a visit, and none ever makes one longer: it may be the next customer
 * that it sees.
 */
export const watchPresence = (parts: PresenceWatchParts): PresenceWatch => {
  const { clock } = parts;
  let watching = 0;
  let active = false;
  let seen = false;
  let goneSince: number | null = null;
  let silent = false;

  const forget = (): void => {
    seen = false;
    goneSince = null;
  };

  const hear = (reading: PresenceReading): void => {
    if (reading === null && !silent) parts.silent();
    silent = reading === null;
    if (reading !== 'nobody') {
      if (reading === 'somebody') seen = true;
      goneSince = null;
      return;
    }
    if (!seen) return;
    goneSince ??= clock.now();
    if (clock.now() - goneSince < parts.goneAfterMs) return;
    forget();
    parts.gone();
  };

  const look = async (mine: number): Promise<void> => {
    if (watching !== mine) return;
    const reading = await parts.read();
    if (watching !== mine) return;
    hear(reading);
    clock.after(LOOK_EVERY_MS, () => void look(mine));
  };

  return {
    touched: forget,
    watch: (visiting) => {
      if (visiting === active) return;
      active = visiting;
      watching += 1;
      forget();
      if (visiting) void look(watching);
    },
  };
};
