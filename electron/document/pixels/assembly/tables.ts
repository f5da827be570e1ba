// What several of the loops count in, and add up.

/** How often each value is there, in four tables: neighbours are mostly alike. */
export const counts = memory.data(256 * 4 * 4);

export function countOne(table: usize, value: u32): void {
  const place = table + (value << 2);
  store<u32>(place, load<u32>(place) + 1);
}

export function sumOfFour(numbers: v128): i32 {
  return (
    i32x4.extract_lane(numbers, 0) +
    i32x4.extract_lane(numbers, 1) +
    i32x4.extract_lane(numbers, 2) +
    i32x4.extract_lane(numbers, 3)
  );
}
