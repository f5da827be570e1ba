import { useEffect } from 'react';

/** Least time between two reports, in milliseconds; far below the idle clock's seconds. */
const REPORT_EVERY_MS = 1000;

/** Reports every touch and key press, at most once a second. */
export const useActivity = (report: () => void): void => {
  useEffect(() => {
    let last = Number.NEGATIVE_INFINITY;
    const noticed = (event: Event): void => {
      if (event.timeStamp - last < REPORT_EVERY_MS) return;
      last = event.timeStamp;
      report();
    };
    const kinds = ['pointerdown', 'keydown', 'wheel'] as const;
    const options = { capture: true, passive: true };
    for (const kind of kinds) window.addEventListener(kind, noticed, options);
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, noticed, options);
    };
  }, [report]);
};
