import type { Pixels } from '../page-image.ts';

/** A rectangle as shares (0–1) of the page's width and height, before rotation. */
export interface Share {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Paints the rectangles black in the pixels themselves, rounded outwards, before anything is made of them:
 * no layer, thumbnail or compressed stream can hold what was there.
 */
export const blackened = (pixels: Pixels, areas: readonly Share[]): Pixels => {
  if (areas.length === 0) return pixels;
  const { widthPx, heightPx, channels } = pixels;
  const data = Uint8Array.from(pixels.data);
  const within = (value: number, most: number): number => Math.min(most, Math.max(0, value));
  for (const { left, top, width, height } of areas) {
    const from = within(Math.floor(left * widthPx), widthPx);
    const to = within(Math.ceil((left + width) * widthPx), widthPx);
    const last = within(Math.ceil((top + height) * heightPx), heightPx);
    for (let y = within(Math.floor(top * heightPx), heightPx); y < last; y += 1) {
      data.fill(0, (y * widthPx + from) * channels, (y * widthPx + to) * channels);
    }
  }
  return { ...pixels, data };
};
