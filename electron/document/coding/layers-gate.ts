import type { Pixels } from '../page-image.ts';
import type { Layers } from './split-layers.ts';

const lumaOf = ({ data, channels }: Pixels, at: number): number =>
  channels === 1
    ? (data[at] ?? 0)
    : ((data[at * 3] ?? 0) * 77 + (data[at * 3 + 1] ?? 0) * 150 + (data[at * 3 + 2] ?? 0) * 29) >>
      8;

/**
 * How much of what is written looks different when the layers are laid on each other again: the share of
 * written places (2 × 2 px) whose brightness is off by more than half the step from paper to writing.
 * Sharp print scores about 0.02; writing as pale as its paper is uneven, and pictures taken for writing, more.
 */
export const layersDifference = (pixels: Pixels, { stencils, background }: Layers): number => {
  const { widthPx, heightPx } = pixels;
  const [scaleX, scaleY] = [background.widthPx / widthPx, background.heightPx / heightPx];
  const levels = stencils.map(
    ({ colour: [red, green, blue] }) => (red * 77 + green * 150 + blue * 29) >> 8,
  );
  const written: { actual: number; shown: number; paper: number; full: boolean }[] = [];
  for (let y = 0; y + 1 < heightPx; y += 4) {
    for (let x = 0; x + 1 < widthPx; x += 2) {
      const places = [
        y * widthPx + x,
        y * widthPx + x + 1,
        (y + 1) * widthPx + x,
        (y + 1) * widthPx + x + 1,
      ];
      let [covered, ink, actual] = [0, 0, 0];
      for (const at of places) {
        actual += lumaOf(pixels, at);
        const stencil = stencils.findIndex(({ bitmap }) => bitmap.data[at] === 1);
        if (stencil < 0) continue;
        covered += 1;
        ink += levels[stencil] ?? 0;
      }
      const row = Math.min(background.heightPx - 1, Math.floor(y * scaleY));
      const column = Math.min(background.widthPx - 1, Math.floor(x * scaleX));
      const paper = lumaOf(background, row * background.widthPx + column);
      actual /= 4;
      if (covered === 0 && paper - actual < 12) continue;
      written.push({
        actual,
        shown: (ink + paper * (4 - covered)) / 4,
        paper,
        full: covered === 4,
      });
    }
  }
  const depths = written.filter(({ full }) => full).map(({ paper, actual }) => paper - actual);
  if (depths.length === 0) return written.length / Math.max(1, (widthPx * heightPx) / 8);
  depths.sort((a, b) => a - b);
  const limit = Math.max(12, (depths[depths.length >> 1] ?? 0) / 2);
  const off = written.filter(({ actual, shown }) => Math.abs(actual - shown) > limit).length;
  return off / written.length;
};
