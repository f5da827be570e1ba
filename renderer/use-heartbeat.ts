import { useEffect } from 'react';

/** Time between two signs of life, in milliseconds. */
const EVERY_MS = 2000;

/** Tells the main process that the screen is alive; it loads a screen again that is silent. */
export const useHeartbeat = (beat: () => void): void => {
  useEffect(() => {
    beat();
    const timer = setInterval(beat, EVERY_MS);
    return () => clearInterval(timer);
  }, [beat]);
};
