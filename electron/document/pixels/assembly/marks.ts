// Marks on a page, a byte each (0 or 1): their pieces, what is near them, spread and shrunk.

/** The next place from `at` on, before `end`, where a byte (0 or 1) is not of the colour. */
function nextOther(at: usize, end: usize, colour: i32): usize {
  const eight: u64 = colour === 0 ? 0 : 0x0101010101010101;
  while (at + 8 <= end) {
    const other = load<u64>(at) ^ eight;
    if (other !== 0) return at + <usize>(ctz(other) >> 3);
    at += 8;
  }
  while (at < end && <i32>load<u8>(at) === colour) at += 1;
  return at;
}

/** How many runs of ones the rows have. */
export function countRuns(marks: usize, width: i32, height: i32): i32 {
  let runs = 0;
  for (let y = 0; y < height; y += 1) {
    const end = marks + width;
    let at = marks;
    for (;;) {
      at = nextOther(at, end, 0);
      if (at >= end) break;
      runs += 1;
      at = nextOther(at, end, 1);
    }
    marks = end;
  }
  return runs;
}

/** A run and the piece it belongs to, six numbers of 32 bits: its parent, left, top, right, bottom, pixels. */
const RUN: usize = 24;

function rootOf(runs: usize, run: u32): u32 {
  let at = run;
  let parent = load<u32>(runs + <usize>at * RUN);
  while (parent !== at) {
    const above = load<u32>(runs + <usize>parent * RUN);
    store<u32>(runs + <usize>at * RUN, above);
    at = above;
    parent = load<u32>(runs + <usize>at * RUN);
  }
  return at;
}

function join(runs: usize, one: u32, other: u32): void {
  const a = rootOf(runs, one);
  const b = rootOf(runs, other);
  if (a === b) return;
  const to = runs + <usize>a * RUN;
  const from = runs + <usize>b * RUN;
  store<u32>(from, a);
  store<i32>(to, min(load<i32>(to, 4), load<i32>(from, 4)), 4);
  store<i32>(to, min(load<i32>(to, 8), load<i32>(from, 8)), 8);
  store<i32>(to, max(load<i32>(to, 12), load<i32>(from, 12)), 12);
  store<i32>(to, max(load<i32>(to, 16), load<i32>(from, 16)), 16);
  store<i32>(to, load<i32>(to, 20) + load<i32>(from, 20), 20);
}

/**
 * Joins the runs of neighbouring rows that touch, also across corners, to pieces (union–find over runs).
 * @param runs 24 bytes a run, see countRuns
 * @param spans 8 bytes a run: where it begins and ends in its own row
 * @param pieces for the result, 20 bytes a piece: left, top, right, bottom (exclusive), pixels
 * @returns how many pieces there are
 */
export function piecesOf(
  marks: usize,
  width: i32,
  height: i32,
  runs: usize,
  spans: usize,
  pieces: usize,
): i32 {
  let count: u32 = 0;
  let above: u32 = 0;
  for (let y = 0; y < height; y += 1) {
    const row = marks + y * width;
    const end = row + width;
    const first = count;
    let at = row;
    for (;;) {
      at = nextOther(at, end, 0);
      if (at >= end) break;
      const left = <i32>(at - row);
      at = nextOther(at, end, 1);
      const right = <i32>(at - row);
      const place = runs + <usize>count * RUN;
      store<u32>(place, count);
      store<i32>(place, left, 4);
      store<i32>(place, y, 8);
      store<i32>(place, right, 12);
      store<i32>(place, y + 1, 16);
      store<i32>(place, right - left, 20);
      store<i32>(spans + ((<usize>count) << 3), left);
      store<i32>(spans + ((<usize>count) << 3), right, 4);
      while (above < first && load<i32>(spans + ((<usize>above) << 3), 4) < left) above += 1;
      for (let near = above; near < first; near += 1) {
        if (load<i32>(spans + ((<usize>near) << 3)) > right) break;
        join(runs, count, near);
      }
      count += 1;
    }
    above = first;
  }
  let found = 0;
  for (let run: u32 = 0; run < count; run += 1) {
    const place = runs + <usize>run * RUN;
    if (load<u32>(place) !== run) continue;
    memory.copy(pieces + found * 20, place + 4, 20);
    found += 1;
  }
  return found;
}

/** 1 where a value lies within `tolerance` of `level`, else 0. */
export function near(grey: usize, count: i32, level: i32, tolerance: i32, out: usize): void {
  const least = i8x16.splat(<i8>max(0, level - tolerance));
  const most = i8x16.splat(<i8>min(255, level + tolerance));
  const one = i8x16.splat(1);
  for (let at = 0; at < count; at += 16) {
    const value = v128.load(grey + at);
    const fits = v128.and(i8x16.ge_u(value, least), i8x16.le_u(value, most));
    v128.store(out + at, v128.and(fits, one));
  }
}

/** What a flood found: pixels, first row, last row. */
const flooded = memory.data(12);

/** Where `flood` leaves its number of pixels, its first and its last row, 32 bits each. */
export function floodFound(): usize {
  return flooded;
}

/**
 * Gives all pixels of value `from` that are connected to `start` the value `to`.
 * @param stack room for four bytes a pixel
 * @returns how many they are; see also floodFound
 */
export function flood(
  marks: usize,
  width: i32,
  height: i32,
  start: i32,
  from: i32,
  to: i32,
  stack: usize,
): i32 {
  if (<i32>load<u8>(marks + start) !== from) return 0;
  const all = width * height;
  let area = 0;
  let top = all;
  let bottom = 0;
  let end = stack + 4;
  store<i32>(stack, start);
  store<u8>(marks + start, to);
  while (end > stack) {
    end -= 4;
    const at = load<i32>(end);
    const x = at % width;
    area += 1;
    top = min(top, at);
    bottom = max(bottom, at);
    if (x > 0) end = taken(marks, at - 1, from, to, end);
    if (x < width - 1) end = taken(marks, at + 1, from, to, end);
    if (at >= width) end = taken(marks, at - width, from, to, end);
    if (at < all - width) end = taken(marks, at + width, from, to, end);
  }
  store<i32>(flooded, area);
  store<i32>(flooded, top / width, 4);
  store<i32>(flooded, bottom / width, 8);
  return area;
}

function taken(marks: usize, at: i32, from: i32, to: i32, end: usize): usize {
  if (<i32>load<u8>(marks + at) !== from) return end;
  store<u8>(marks + at, to);
  store<i32>(end, at);
  return end + 4;
}

/** Each pixel (0 or 1) becomes 0 if one of itself and its two neighbours in the row is; with `grow` 1 if one is 1. */
export function spreadAcross(marks: usize, width: i32, height: i32, grow: i32, out: usize): void {
  for (let y = 0; y < height; y += 1) {
    const row = marks + y * width;
    const to = out + y * width;
    const last = <usize>(width - 1);
    for (let x: usize = 1; x < last; x += 16) {
      const at = row + x;
      const sides = both(v128.load(at - 1), v128.load(at + 1), grow);
      v128.store(to + x, both(v128.load(at), sides, grow));
    }
    const first = load<u8>(row);
    const final = load<u8>(row + last);
    const second = width > 1 ? load<u8>(row, 1) : first;
    const before = width > 1 ? load<u8>(row + last - 1) : final;
    store<u8>(to, grow !== 0 ? first | second : first & second);
    store<u8>(to + last, grow !== 0 ? final | before : final & before);
  }
}

/** As spreadAcross, with the neighbours above and below. */
export function spreadDown(marks: usize, width: i32, height: i32, grow: i32, out: usize): void {
  for (let y = 0; y < height; y += 1) {
    const row = marks + y * width;
    const above = y > 0 ? row - width : row;
    const below = y < height - 1 ? row + width : row;
    for (let x: usize = 0; x < <usize>width; x += 16) {
      const sides = both(v128.load(above + x), v128.load(below + x), grow);
      v128.store(out + y * width + x, both(v128.load(row + x), sides, grow));
    }
  }
}

function both(one: v128, other: v128, grow: i32): v128 {
  return grow !== 0 ? v128.or(one, other) : v128.and(one, other);
}
