// Values among their neighbours in order.
import { counts } from './tables';

/** A value (0 to 255) counted in 16 bits. */
function countStep(table: usize, value: u32, step: i32): void {
  const place = table + (value << 1);
  store<u16>(place, load<u16>(place) + step);
}

/** The value at place `index` of `total` counted ones in ascending order, looked for from the nearer end. */
function valueAt(table: usize, total: i32, index: i32): i32 {
  if (index * 2 < total) {
    let left = index;
    for (let value = 0; value < 256; value += 1) {
      left -= load<u16>(table + (value << 1));
      if (left < 0) return value;
    }
  }
  let left = total - index;
  for (let value = 255; value >= 0; value -= 1) {
    left -= load<u16>(table + (value << 1));
    if (left <= 0) return value;
  }
  return 0;
}

/** Each cell becomes the least of the values of the cells within `radius`. */
function leastAround(data: usize, columns: i32, rows: i32, radius: i32, out: usize): void {
  for (let row = 0; row < rows; row += 1) {
    const top = max(0, row - radius);
    const bottom = min(rows - 1, row + radius);
    for (let column = 0; column < columns; column += 1) {
      const right = min(columns - 1, column + radius);
      let least: u32 = 255;
      for (let y = top; y <= bottom; y += 1) {
        for (let x = max(0, column - radius); x <= right; x += 1) {
          least = min<u32>(least, load<u8>(data + y * columns + x));
        }
      }
      store<u8>(out + row * columns + column, least);
    }
  }
}

/**
 * Each cell becomes one of the values of the cells within `radius`: the one at `share` (0–1) of them in ascending
 * order. The counts move along the row with the cell, so that nothing is sorted.
 */
export function rankAround(
  data: usize,
  columns: i32,
  rows: i32,
  radius: i32,
  share: f64,
  out: usize,
): void {
  if (share === 0) {
    leastAround(data, columns, rows, radius, out);
    return;
  }
  for (let row = 0; row < rows; row += 1) {
    memory.fill(counts, 0, 512);
    const top = max(0, row - radius);
    const bottom = min(rows - 1, row + radius);
    const lines = bottom - top + 1;
    let total = 0;
    for (let column = -radius; column < columns; column += 1) {
      const come = column + radius;
      const gone = column - radius - 1;
      if (come < columns) {
        for (let y = top; y <= bottom; y += 1) {
          countStep(counts, load<u8>(data + y * columns + come), 1);
        }
        total += lines;
      }
      if (gone >= 0) {
        for (let y = top; y <= bottom; y += 1) {
          countStep(counts, load<u8>(data + y * columns + gone), -1);
        }
        total -= lines;
      }
      if (column < 0) continue;
      const index = <i32>Math.floor(<f64>total * share);
      store<u8>(out + row * columns + column, valueAt(counts, total, index));
    }
  }
}
