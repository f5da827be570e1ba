import { useEffect } from 'react';

/** Whether a drag that starts here could scroll something, and so must stay the browser's. */
const scrolls = (from: Element): boolean => {
  for (let at: Element | null = from; at !== null; at = at.parentElement) {
    const { overflowY, overflowX } = getComputedStyle(at);
    if (/auto|scroll/.test(overflowY) && at.scrollHeight > at.clientHeight) return true;
    if (/auto|scroll/.test(overflowX) && at.scrollWidth > at.clientWidth) return true;
  }
  return false;
};

/** The button under a finger, or null. */
const buttonAt = ({ clientX, clientY }: Touch): HTMLButtonElement | null =>
  document.elementFromPoint(clientX, clientY)?.closest('button') ?? null;

/**
 * A trembling finger counts. Browsers take a touch that slides more than some 15 pixels for the beginning of a drag
 * and give no click; for a hand with a tremor that is every second touch. Here a touch that begins and ends on the
 * same button presses it, however it moved in between. Where a drag scrolls, it still scrolls.
 */
export const useUnsteadyTouch = (): void => {
  useEffect(() => {
    let pressed: HTMLButtonElement | null = null;
    let slid = false;
    const down = ({ touches, target }: TouchEvent): void => {
      const button = target instanceof Element ? target.closest('button') : null;
      slid = false;
      pressed = touches.length === 1 && button !== null && !scrolls(button) ? button : null;
    };
    const moved = (event: TouchEvent): void => {
      if (pressed === null) return;
      // Small movements never come here; from here on the browser would make no click of it.
      slid = true;
      event.preventDefault();
    };
    const up = (event: TouchEvent): void => {
      const [finger] = event.changedTouches;
      const button = pressed;
      pressed = null;
      if (button === null || !slid || finger === undefined || buttonAt(finger) !== button) return;
      // No click of the browser's beside ours.
      event.preventDefault();
      button.click();
    };
    const forget = (): void => {
      pressed = null;
    };
    const actively = { capture: true, passive: false };
    window.addEventListener('touchstart', down, { capture: true, passive: true });
    window.addEventListener('touchmove', moved, actively);
    window.addEventListener('touchend', up, actively);
    window.addEventListener('touchcancel', forget, true);
    return () => {
      window.removeEventListener('touchstart', down, true);
      window.removeEventListener('touchmove', moved, true);
      window.removeEventListener('touchend', up, true);
      window.removeEventListener('touchcancel', forget, true);
    };
  }, []);
};
