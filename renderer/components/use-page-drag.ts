import { useEffect, useRef, useState, type PointerEvent, type RefObject } from 'react';

/** How long a finger rests on a page before it is lifted, in milliseconds; a shorter touch opens or scrolls. */
const HOLD_MS = 350;
/** How far a mouse moves before it drags, and a resting finger may tremble, in CSS pixels. */
const SLACK_PX = 12;

/** A page on its way: where it came from and where it would be put down. */
export interface PageDrag {
  readonly from: number;
  readonly to: number;
}

/** What a page's tile needs so that it can be dragged. */
interface Draggable {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onClickCapture: (event: {
    preventDefault: () => void;
    stopPropagation: () => void;
  }) => void;
}

interface Press {
  readonly from: number;
  readonly x: number;
  readonly y: number;
  readonly mouse: boolean;
  lifted: boolean;
}

/**
 * Moving a page by dragging its tile: with a mouse at once, with a finger after holding it. The buttons in the
 * page's own view do the same, so nobody needs this.
 * @param list the element whose children are the tiles, in order
 */
export const usePageDrag = (
  list: RefObject<HTMLElement | null>,
  onMove: (from: number, to: number) => void,
): { readonly drag: PageDrag | null; readonly draggable: (index: number) => Draggable } => {
  const [drag, setDrag] = useState<PageDrag | null>(null);
  const press = useRef<Press | null>(null);
  const target = useRef(0);
  const swallowClick = useRef(false);
  const move = useRef(onMove);
  useEffect(() => {
    move.current = onMove;
  });

  useEffect(() => {
    let hold: ReturnType<typeof setTimeout> | undefined;
    const lift = (pressed: Press): void => {
      pressed.lifted = true;
      target.current = pressed.from;
      setDrag({ from: pressed.from, to: pressed.from });
    };
    const begun = (): void => {
      const pressed = press.current;
      clearTimeout(hold);
      if (pressed !== null && !pressed.mouse) hold = setTimeout(() => lift(pressed), HOLD_MS);
    };
    const moved = (event: globalThis.PointerEvent): void => {
      const pressed = press.current;
      if (pressed === null) return;
      if (!pressed.lifted) {
        if (Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < SLACK_PX) return;
        if (!pressed.mouse) {
          letGo();
          return;
        }
        lift(pressed);
      }
      target.current = nearestTile(list.current, event.clientX, event.clientY);
      setDrag({ from: pressed.from, to: target.current });
    };
    const letGo = (): void => {
      clearTimeout(hold);
      press.current = null;
      setDrag(null);
    };
    const ended = (): void => {
      const pressed = press.current;
      if (pressed?.lifted === true) {
        swallowClick.current = true;
        if (target.current !== pressed.from) move.current(pressed.from, target.current);
      }
      letGo();
    };
    // A lifted page must not scroll the list under the finger.
    const kept = (event: TouchEvent): void => {
      if (press.current?.lifted === true) event.preventDefault();
    };
    window.addEventListener('pointerdown', begun);
    window.addEventListener('pointermove', moved);
    window.addEventListener('pointerup', ended);
    window.addEventListener('pointercancel', letGo);
    window.addEventListener('touchmove', kept, { passive: false });
    return () => {
      clearTimeout(hold);
      window.removeEventListener('pointerdown', begun);
      window.removeEventListener('pointermove', moved);
      window.removeEventListener('pointerup', ended);
      window.removeEventListener('pointercancel', letGo);
      window.removeEventListener('touchmove', kept);
    };
  }, [list]);

  const draggable = (index: number): Draggable => ({
    onPointerDown: (event) => {
      swallowClick.current = false;
      press.current = {
        from: index,
        x: event.clientX,
        y: event.clientY,
        mouse: event.pointerType === 'mouse',
        lifted: false,
      };
    },
    onClickCapture: (event) => {
      if (!swallowClick.current) return;
      swallowClick.current = false;
      event.preventDefault();
      event.stopPropagation();
    },
  });
  return { drag, draggable };
};

/** The place among the tiles whose middle is nearest to a point. */
const nearestTile = (list: HTMLElement | null, x: number, y: number): number => {
  const distances = Array.from(list?.children ?? [], (tile) => {
    const box = tile.getBoundingClientRect();
    return Math.hypot(box.left + box.width / 2 - x, box.top + box.height / 2 - y);
  });
  return distances.indexOf(Math.min(...distances));
};
