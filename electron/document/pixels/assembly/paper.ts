// Where a page's cells are bright and dark, what is written on them, and the colour of the paper between.
import { sumOfFour } from './tables';

/** A cell of 16 × 16 pixels, row by row; zeros where the picture has ended. */
const cell = memory.data(256);

/** How many pixels of the cell are as bright as `limit` (0–255, not 0) or brighter. */
function atLeast(limit: i32): i32 {
  const limits = i8x16.splat(<i8>limit);
  // Every lane counts down from 0 by at most 16.
  let sum = i8x16.ge_u(v128.load(cell), limits);
  sum = i8x16.add(sum, i8x16.ge_u(v128.load(cell, 16), limits));
  sum = i8x16.add(sum, i8x16.ge_u(v128.load(cell, 32), limits));
  sum = i8x16.add(sum, i8x16.ge_u(v128.load(cell, 48), limits));
  sum = i8x16.add(sum, i8x16.ge_u(v128.load(cell, 64), limits));
  sum = i8x16.add(sum, i8x16.ge_u(v128.load(cell, 80), limits));
  sum = i8x16.add(sum, i8x16.ge_u(v128.load(cell, 96), limits));
  sum = i8x16.add(sum, i8x16.ge_u(v128.load(cell, 112), limits));
  sum = i8x16.add(sum, i8x16.ge_u(v128.load(cell, 128), limits));
  sum = i8x16.add(sum, i8x16.ge_u(v128.load(cell, 144), limits));
  sum = i8x16.add(sum, i8x16.ge_u(v128.load(cell, 160), limits));
  sum = i8x16.add(sum, i8x16.ge_u(v128.load(cell, 176), limits));
  sum = i8x16.add(sum, i8x16.ge_u(v128.load(cell, 192), limits));
  sum = i8x16.add(sum, i8x16.ge_u(v128.load(cell, 208), limits));
  sum = i8x16.add(sum, i8x16.ge_u(v128.load(cell, 224), limits));
  sum = i8x16.add(sum, i8x16.ge_u(v128.load(cell, 240), limits));
  const sums = i32x4.extadd_pairwise_i16x8_s(i16x8.extadd_pairwise_i8x16_s(sum));
  return -sumOfFour(sums);
}

/** The least of 16 bytes, unsigned. */
function leastOf(values: v128): i32 {
  let v = i8x16.min_u(values, i64x2.shr_u(values, 32));
  v = i8x16.min_u(v, i64x2.shr_u(v, 16));
  v = i8x16.min_u(v, i64x2.shr_u(v, 8));
  return min<i32>(i8x16.extract_lane_u(v, 0), i8x16.extract_lane_u(v, 8));
}

/**
 * Of every cell of 16 × 16 pixels: the value behind which `brightShare` (0–1) of its pixels lie from the bright
 * end, and the one behind which `darkShare` lie from the dark end, both in steps of 1 << shift. Found by halving:
 * counting what is brighter than a limit takes less time than counting every value, and limits beyond the darkest
 * and the brightest pixel need no counting.
 */
export function extremes(
  grey: usize,
  width: i32,
  height: i32,
  shift: i32,
  brightShare: f64,
  darkShare: f64,
  bright: usize,
  dark: usize,
): void {
  for (let top = 0; top < height; top += 16) {
    const lines = min(16, height - top);
    for (let left = 0; left < width; left += 16) {
      const across = min(16, width - left);
      const pixels = lines * across;
      // In a cell that is not whole zeros stand where the picture has ended: they would be the darkest pixels.
      const whole = pixels === 256;
      if (!whole) memory.fill(cell, 0, 256);
      let least = i8x16.splat(-1);
      let most = i8x16.splat(0);
      let from = grey + top * width + left;
      for (let row: usize = 0; row < (<usize>lines) << 4; row += 16) {
        if (across === 16) {
          const values = v128.load(from);
          least = i8x16.min_u(least, values);
          most = i8x16.max_u(most, values);
          v128.store(cell + row, values);
        } else memory.copy(cell + row, from, across);
        from += width;
      }
      const first = whole ? leastOf(least) >> shift : 0;
      const last = whole ? (255 - leastOf(v128.not(most))) >> shift : 255;
      const brightOnes = <f64>pixels * brightShare;
      const darkOnes = <f64>pixels * darkShare;
      let brightest = 0;
      let darkest = 0;
      for (let bit = 0x80 >> shift; bit > 0; bit >>= 1) {
        const brighter = brightest | bit;
        const darker = darkest | bit;
        let count = -1;
        if (brighter <= first) brightest = brighter;
        else if (brighter <= last) {
          count = atLeast(brighter << shift);
          if (<f64>count > brightOnes) brightest = brighter;
        }
        if (darker <= first) darkest = darker;
        else if (darker <= last) {
          if (darker !== brighter || count < 0) count = atLeast(darker << shift);
          if (<f64>(pixels - count) <= darkOnes) darkest = darker;
        }
      }
      store<u8>(bright, brightest);
      store<u8>(dark, darkest);
      bright += 1;
      dark += 1;
    }
  }
}

/**
 * 1 where a pixel is darker than the limit of its cell of 16 × 16, else 0.
 * @param written per cell: how many pixels are (16 bits)
 */
export function darker(
  grey: usize,
  width: i32,
  height: i32,
  limits: usize,
  out: usize,
  written: usize,
): void {
  const one = i8x16.splat(1);
  const columns = (width + 15) >> 4;
  for (let y = 0; y < height; y += 1) {
    const cells = (y >> 4) * columns;
    for (let left = 0; left < width; left += 16) {
      const cell = cells + (left >> 4);
      const at = y * width + left;
      const limit = load<u8>(limits + cell);
      if (limit === 0) {
        // The last cell of a row may be narrower: what is written beyond it belongs to the row below, which comes
        // later.
        v128.store(out + at, i8x16.splat(0));
        continue;
      }
      const below = i8x16.lt_u(v128.load(grey + at), i8x16.splat(<i8>limit));
      v128.store(out + at, v128.and(below, one));
      let bits = i8x16.bitmask(below);
      if (width - left < 16) bits &= (1 << (width - left)) - 1;
      const place = written + (cell << 1);
      store<u16>(place, load<u16>(place) + <u16>popcnt(bits));
    }
  }
}

/**
 * 1 where a pixel is no paper: it is written, or it lies within two pixels of writing and is not as dark as
 * `solid`. Two rows of zeros lie before and behind `writing`.
 */
export function notPaper(
  grey: usize,
  writing: usize,
  width: i32,
  count: i32,
  solid: i32,
  out: usize,
): void {
  const limit = i8x16.splat(<i8>solid);
  for (let at = 0; at < count; at += 16) {
    const place = writing + at;
    const here = v128.load(place);
    const across = v128.or(
      v128.or(v128.load(place - 1), v128.load(place - 2)),
      v128.or(v128.load(place + 1), v128.load(place + 2)),
    );
    const down = v128.or(
      v128.or(v128.load(place - width), v128.load(place - 2 * width)),
      v128.or(v128.load(place + width), v128.load(place + 2 * width)),
    );
    const pale = i8x16.ge_u(v128.load(grey + at), limit);
    v128.store(out + at, v128.or(here, v128.and(v128.or(across, down), pale)));
  }
}

/**
 * The mean of each block of 3 × 3 pixels that are paper.
 * @param sums room for eight bytes a pixel of a row, and 128 more
 * @param known per block: 1 if it has any
 */
export function paperMeans(
  pixels: usize,
  channels: i32,
  masked: usize,
  width: i32,
  columns: i32,
  rows: i32,
  sums: usize,
  out: usize,
  known: usize,
): void {
  for (let row = 0; row < rows; row += 1) {
    const line = masked + row * 3 * width;
    const start = pixels + row * 3 * width * channels;
    if (channels === 1) {
      greyMeans(start, line, width, columns, sums, out, known);
      out += columns;
      known += columns;
      continue;
    }
    colourMeans(start, line, width, columns, sums, out, known);
    out += columns * 3;
    known += columns;
  }
}

/** Of a row of blocks: three rows of pixels are summed up, paper only, then three sums each. */
function greyMeans(
  pixels: usize,
  masked: usize,
  width: i32,
  columns: i32,
  sums: usize,
  out: usize,
  known: usize,
): void {
  const across = columns * 3;
  const counts = sums + ((across + 16) << 1);
  const one = i8x16.splat(1);
  for (let x = 0; x < across; x += 8) {
    let sum = i16x8.splat(0);
    let count = i16x8.splat(0);
    for (let y = 0; y < 3; y += 1) {
      const at = y * width + x;
      const paper = v128.xor(v128.load64_zero(masked + at), one);
      const value = v128.and(v128.load64_zero(pixels + at), i8x16.neg(paper));
      sum = i16x8.add(sum, i16x8.extend_low_i8x16_u(value));
      count = i16x8.add(count, i16x8.extend_low_i8x16_u(paper));
    }
    v128.store(sums + (x << 1), sum);
    v128.store(counts + (x << 1), count);
  }
  for (let column = 0; column < columns; column += 1) {
    const place = column * 6;
    const sum = sums + place;
    const count = counts + place;
    const grey = <u32>load<u16>(sum) + load<u16>(sum, 2) + load<u16>(sum, 4);
    const paper = <u32>load<u16>(count) + load<u16>(count, 2) + load<u16>(count, 4);
    store<u8>(out + column, paper === 9 ? grey / 9 : paper === 0 ? 0 : grey / paper);
    store<u8>(known + column, <u32>(paper !== 0));
  }
}

/** Three rows of 16 bytes, each where its mask says so, in sixteen sums of 16 bits. */
function storeSums(to: usize, one: v128, two: v128, three: v128): void {
  const low = i16x8.add(
    i16x8.add(i16x8.extend_low_i8x16_u(one), i16x8.extend_low_i8x16_u(two)),
    i16x8.extend_low_i8x16_u(three),
  );
  const high = i16x8.add(
    i16x8.add(i16x8.extend_high_i8x16_u(one), i16x8.extend_high_i8x16_u(two)),
    i16x8.extend_high_i8x16_u(three),
  );
  v128.store(to, low);
  v128.store(to, high, 16);
}

/** A byte per pixel becomes one for each of its channels: the first, second and last third of 16 pixels. */
function firstThird(pixels: v128): v128 {
  return i8x16.swizzle(pixels, i8x16(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5));
}

function secondThird(pixels: v128): v128 {
  return i8x16.swizzle(pixels, i8x16(5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10));
}

function lastThird(pixels: v128): v128 {
  return i8x16.swizzle(
    pixels,
    i8x16(10, 11, 11, 11, 12, 12, 12, 13, 13, 13, 14, 14, 14, 15, 15, 15),
  );
}

/** As `greyMeans`, for RGB pixels. */
function colourMeans(
  pixels: usize,
  masked: usize,
  width: i32,
  columns: i32,
  sums: usize,
  out: usize,
  known: usize,
): void {
  const across = columns * 3;
  const counts = sums + (across + 16) * 6;
  const paper = i8x16.splat(1);
  for (let x = 0; x < across; x += 16) {
    const mask = masked + x;
    const one = i8x16.eq(v128.load(mask), i8x16.splat(0));
    const two = i8x16.eq(v128.load(mask + width), i8x16.splat(0));
    const three = i8x16.eq(v128.load(mask + 2 * width), i8x16.splat(0));
    const above = pixels + x * 3;
    const middle = above + width * 3;
    const below = middle + width * 3;
    const to = sums + x * 6;
    storeSums(
      to,
      v128.and(v128.load(above), firstThird(one)),
      v128.and(v128.load(middle), firstThird(two)),
      v128.and(v128.load(below), firstThird(three)),
    );
    storeSums(
      to + 32,
      v128.and(v128.load(above, 16), secondThird(one)),
      v128.and(v128.load(middle, 16), secondThird(two)),
      v128.and(v128.load(below, 16), secondThird(three)),
    );
    storeSums(
      to + 64,
      v128.and(v128.load(above, 32), lastThird(one)),
      v128.and(v128.load(middle, 32), lastThird(two)),
      v128.and(v128.load(below, 32), lastThird(three)),
    );
    storeSums(counts + x * 2, v128.and(one, paper), v128.and(two, paper), v128.and(three, paper));
  }
  for (let column = 0; column < columns; column += 1) {
    const count = counts + column * 6;
    const paper = <u32>load<u16>(count) + load<u16>(count, 2) + load<u16>(count, 4);
    store<u8>(known + column, <u32>(paper !== 0));
    const sum = sums + column * 18;
    for (let channel = 0; channel < 3; channel += 1) {
      const at = sum + (channel << 1);
      const all = <u32>load<u16>(at) + load<u16>(at, 6) + load<u16>(at, 12);
      store<u8>(out + channel, paper === 9 ? all / 9 : paper === 0 ? 0 : all / paper);
    }
    out += 3;
  }
}
