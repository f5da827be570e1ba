import { useEffect } from 'react';

/** Side of the touched square in each corner, in millimetres. */
const CORNER_MM = 28;
/** Most time from one corner to the next, in milliseconds. */
const NEXT_WITHIN_MS = 2000;

type Corner = 'top-start' | 'top-end' | 'bottom-end' | 'bottom-start';
/** Begins at the mark, which does nothing, and goes round. */
const sequence: readonly Corner[] = ['top-start', 'top-end', 'bottom-end', 'bottom-start'];

const cornerAt = ({ clientX, clientY }: MouseEvent): Corner | null => {
  const root = document.documentElement;
  const side = CORNER_MM * Number(getComputedStyle(root).getPropertyValue('--px-per-mm'));
  const across = root.dir === 'rtl' ? innerWidth - clientX : clientX;
  const start = across <= side;
  const end = across >= innerWidth - side;
  const top = clientY <= side;
  const bottom = clientY >= innerHeight - side;
  if (top && start) return 'top-start';
  if (top && end) return 'top-end';
  if (bottom && end) return 'bottom-end';
  return bottom && start ? 'bottom-start' : null;
};

/**
 * The hidden way to the attendant area: four touches, corner by corner, clockwise from the mark. Touches that go on
 * with the sequence do nothing else, so that none of them begins or changes a visit.
 */
export const useCornerGesture = (made: () => void): void => {
  useEffect(() => {
    let reached = 0;
    let last = Number.NEGATIVE_INFINITY;
    const touched = (event: MouseEvent): void => {
      const corner = cornerAt(event);
      const inTime = event.timeStamp - last <= NEXT_WITHIN_MS;
      last = event.timeStamp;
      if (reached > 0 && inTime && corner === sequence[reached]) {
        event.preventDefault();
        event.stopImmediatePropagation();
        reached += 1;
      } else reached = corner === sequence[0] ? 1 : 0;
      if (reached < sequence.length) return;
      reached = 0;
      made();
    };
    window.addEventListener('click', touched, { capture: true });
    return () => window.removeEventListener('click', touched, { capture: true });
  }, [made]);
};
