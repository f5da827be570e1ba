import type { GreyImage } from './grey-image.ts';
import { radians, type TurnedRectangle } from './rectangle.ts';

/**
 * Cuts the turned rectangle out and turns it upright, between pixels by bilinear interpolation.
 * What lies outside of the picture becomes `fill`.
 */
export const straightenedGrey = (
  image: GreyImage,
  cut: TurnedRectangle,
  fill: number,
): GreyImage => {
  const widthPx = Math.max(1, Math.round(cut.width));
  const heightPx = Math.max(1, Math.round(cut.height));
  const out = new Uint8Array(widthPx * heightPx).fill(fill);
  const [cos, sin] = [Math.cos(radians(cut.angle)), Math.sin(radians(cut.angle))];
  const { data, widthPx: sourceWidth, heightPx: sourceHeight } = image;
  for (let y = 0; y < heightPx; y += 1) {
    const v = y + 0.5 - heightPx / 2;
    for (let x = 0; x < widthPx; x += 1) {
      const u = x + 0.5 - widthPx / 2;
      const sourceX = cut.centreX + u * cos - v * sin - 0.5;
      const sourceY = cut.centreY + u * sin + v * cos - 0.5;
      const [column, row] = [Math.floor(sourceX), Math.floor(sourceY)];
      if (column < 0 || row < 0 || column >= sourceWidth - 1 || row >= sourceHeight - 1) continue;
      const [right, down] = [sourceX - column, sourceY - row];
      const at = row * sourceWidth + column;
      const top = (data[at] ?? 0) * (1 - right) + (data[at + 1] ?? 0) * right;
      const below =
        (data[at + sourceWidth] ?? 0) * (1 - right) + (data[at + sourceWidth + 1] ?? 0) * right;
      out[y * widthPx + x] = top * (1 - down) + below * down + 0.5;
    }
  }
  return { widthPx, heightPx, dpi: image.dpi, data: out };
};
