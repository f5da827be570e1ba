/** A rectangle on the desktop in device independent pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A display as the system tells it. */
export interface DisplayArea {
  readonly id: number;
  readonly bounds: Area;
}

/** Which displays get a blank window over them: all but the one with the screens. */
export const displaysToCover = (
  displays: readonly DisplayArea[],
  kioskDisplay: number,
): readonly DisplayArea[] => displays.filter(({ id }) => id !== kioskDisplay);
