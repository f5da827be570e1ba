import { useCallback } from 'react';

const keep = (event: TouchEvent): void => event.preventDefault();

/**
 * A reference for an element that makes everything of a touch itself. Without it a quick wipe ends in a fling, even
 * where `touch-action` forbids scrolling, and while the browser waits for the fling to end it swallows the next tap:
 * the button beside the page would do nothing. A touch whose moves are kept never becomes a gesture; pointer events
 * and taps still come.
 */
export const useOwnTouch = (): ((element: HTMLElement | null) => (() => void) | undefined) =>
  useCallback((element) => {
    if (element === null) return undefined;
    // Not by React's own property: its listener for touches is passive and cannot keep anything.
    element.addEventListener('touchmove', keep, { passive: false });
    return () => element.removeEventListener('touchmove', keep);
  }, []);
