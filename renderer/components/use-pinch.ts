import { useRef, useState, type PointerEvent } from 'react';

/** How far a page can be enlarged, and what one touch of the button does. */
const MOST = 4;
const STEP = 2;

interface Fingers {
  readonly at: Map<number, { readonly x: number; readonly y: number }>;
  /** Distance of the two fingers in CSS pixels, and the zoom, when the second came down. */
  begun: { readonly distance: number; readonly zoom: number } | null;
}

/** Enlarging by two fingers, and by a button for everybody. 1 is the whole page. */
export interface Zoom {
  readonly zoom: number;
  readonly enlarge: () => void;
  readonly whole: () => void;
  readonly canEnlarge: boolean;
  /** For the element that holds the page. */
  readonly fingers: {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerCancel: (event: PointerEvent<HTMLElement>) => void;
  };
}

export const usePinch = (): Zoom => {
  const [zoom, setZoom] = useState(1.0);
  const fingers = useRef<Fingers>({ at: new Map(), begun: null });
  const distance = (): number => {
    const [first, second] = [...fingers.current.at.values()];
    return first === undefined || second === undefined
      ? 0
      : Math.hypot(first.x - second.x, first.y - second.y);
  };
  const place = (event: PointerEvent<HTMLElement>): void => {
    fingers.current.at.set(event.pointerId, { x: event.clientX, y: event.clientY });
  };
  const lifted = (event: PointerEvent<HTMLElement>): void => {
    fingers.current.at.delete(event.pointerId);
    fingers.current.begun = null;
  };
  return {
    zoom,
    enlarge: () => setZoom((now) => Math.min(MOST, now * STEP)),
    whole: () => setZoom(1),
    canEnlarge: zoom < MOST,
    fingers: {
      onPointerDown: (event) => {
        place(event);
        if (fingers.current.at.size === 2) fingers.current.begun = { distance: distance(), zoom };
      },
      onPointerMove: (event) => {
        if (!fingers.current.at.has(event.pointerId)) return;
        const before = fingers.current.at.get(event.pointerId);
        place(event);
        const { begun, at } = fingers.current;
        if (at.size === 1 && before !== undefined && event.pointerType === 'touch') {
          event.currentTarget.scrollBy(before.x - event.clientX, before.y - event.clientY);
        }
        if (begun === null || begun.distance === 0) return;
        setZoom(Math.min(MOST, Math.max(1, (begun.zoom * distance()) / begun.distance)));
      },
      onPointerUp: lifted,
      onPointerCancel: lifted,
    },
  };
};
