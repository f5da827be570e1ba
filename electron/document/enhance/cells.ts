/** A value (0–255) per cell of a page. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly data: Uint8Array;
}

/** The value at place `index` among the counted values in ascending order. */
const counted = (counts: Uint16Array, total: number, index: number): number => {
  if (index * 2 < total) {
    let left = index;
    for (let value = 0; value < 256; value += 1) {
      left -= counts[value] ?? 0;
      if (left < 0) return value;
    }
  }
  let left = total - index;
  for (let value = 255; value >= 0; value -= 1) {
    left -= counts[value] ?? 0;
    if (left <= 0) return value;
  }
  return 0;
};

/**
 * Each cell becomes one of the values of the cells within `radius`: the one at `share` (0–1) of them in
 * ascending order. The counts move along the row with the cell, so that nothing is sorted.
 */
export const rankAround = ({ columns, rows, data }: Grid, radius: number, share: number) => {
  const out = new Uint8Array(data.length);
  const counts = new Uint16Array(256);
  for (let row = 0; row < rows; row += 1) {
    counts.fill(0);
    const top = Math.max(0, row - radius);
    const bottom = Math.min(rows - 1, row + radius);
    let total = 0;
    const count = (column: number, step: 1 | -1): void => {
      if (column < 0 || column >= columns) return;
      for (let y = top; y <= bottom; y += 1) {
        const value = data[y * columns + column] ?? 0;
        counts[value] = (counts[value] ?? 0) + step;
      }
      total += step * (bottom - top + 1);
    };
    for (let column = 0; column < radius; column += 1) count(column, 1);
    for (let column = 0; column < columns; column += 1) {
      count(column + radius, 1);
      count(column - radius - 1, -1);
      out[row * columns + column] = counted(counts, total, Math.floor(total * share));
    }
  }
  return out;
};
