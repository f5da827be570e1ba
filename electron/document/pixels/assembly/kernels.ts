/**
 * The loops over every pixel of a page, compiled to WebAssembly (`npm run build:kernels`). AssemblyScript, not
 * TypeScript: `i32` and `usize` are its own types, addresses are counted in bytes of the module's memory, and
 * whoever calls has laid everything out there (electron/document/pixels/kernels.ts). Every picture has 64 bytes
 * behind it that may be read or overwritten.
 */

/** Where the module's own data end: pictures are laid out behind it. */
export function freeFrom(): usize {
  return __heap_base;
}

/** Luma of four RGB pixels, 32 bits each: the bytes of each go where they are weighed, the rest becomes 0. */
function lumaOfFour(pixels: v128): v128 {
  const redGreen = i8x16.swizzle(
    pixels,
    i8x16(0, -1, 1, -1, 3, -1, 4, -1, 6, -1, 7, -1, 9, -1, 10, -1),
  );
  const blue = i8x16.swizzle(
    pixels,
    i8x16(2, -1, -1, -1, 5, -1, -1, -1, 8, -1, -1, -1, 11, -1, -1, -1),
  );
  const sum = i32x4.add(
    i32x4.dot_i16x8_s(redGreen, i32x4.splat((150 << 16) | 77)),
    i32x4.dot_i16x8_s(blue, i32x4.splat(29)),
  );
  return i32x4.shr_u(sum, 8);
}

/** Luma (ITU-R BT.601) of `count` RGB pixels. */
export function luma(from: usize, to: usize, count: i32): void {
  for (let at = 0; at < count; at += 16) {
    const first = i16x8.narrow_i32x4_u(
      lumaOfFour(v128.load(from)),
      lumaOfFour(v128.load(from, 12)),
    );
    const second = i16x8.narrow_i32x4_u(
      lumaOfFour(v128.load(from, 24)),
      lumaOfFour(v128.load(from, 36)),
    );
    v128.store(to, i8x16.narrow_i16x8_u(first, second));
    from += 48;
    to += 16;
  }
}

/** Half of the sum of two rows' pixels two by two, 16 bytes each (already side by side). */
function meanOfPairs(above: v128, below: v128): v128 {
  const sum = i16x8.add(i16x8.extadd_pairwise_i8x16_u(above), i16x8.extadd_pairwise_i8x16_u(below));
  return i16x8.shr_u(i16x8.add(sum, i16x8.splat(2)), 2);
}

/** Two rows of RGB pixels become one at half the size: `width` pixels of it, rounded up to four. */
export function halveColour(above: usize, below: usize, to: usize, width: i32): void {
  for (let x = 0; x < width; x += 4) {
    const a = v128.load(above);
    const b = v128.load(above, 8);
    const c = v128.load(below);
    const d = v128.load(below, 8);
    // Neighbours of one channel side by side: two of red, two of green, two of blue, and so on.
    const first = meanOfPairs(
      v128.shuffle<u8>(a, b, 0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11, 12, 15, 13, 24),
      v128.shuffle<u8>(c, d, 0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11, 12, 15, 13, 24),
    );
    const second = meanOfPairs(
      v128.shuffle<u8>(a, b, 14, 25, 26, 29, 27, 30, 28, 31, 0, 0, 0, 0, 0, 0, 0, 0),
      v128.shuffle<u8>(c, d, 14, 25, 26, 29, 27, 30, 28, 31, 0, 0, 0, 0, 0, 0, 0, 0),
    );
    v128.store(to, i8x16.narrow_i16x8_u(first, second));
    above += 24;
    below += 24;
    to += 12;
  }
}

/** Two rows of grey pixels become one at half the size: `width` pixels of it, rounded up to eight. */
export function halveGrey(above: usize, below: usize, to: usize, width: i32): void {
  for (let x = 0; x < width; x += 8) {
    const mean = meanOfPairs(v128.load(above), v128.load(below));
    v128.store64_lane(to, i8x16.narrow_i16x8_u(mean, mean), 0);
    above += 16;
    below += 16;
    to += 8;
  }
}

/**
 * One row between pixels by bilinear interpolation. Places are counted in 65,536ths of a pixel from `data` on,
 * and so are the steps from one pixel of the row to the next. Eight at a time are right to one grey value.
 */
export function drawGrey(
  data: usize,
  stride: i32,
  x: i32,
  y: i32,
  stepX: i32,
  stepY: i32,
  to: usize,
  count: i32,
): void {
  const end = to + count;
  // In 256ths of a pixel: how far each of eight lies from where it would with whole steps, and below the first.
  const drift = eightSteps(stepX - 0x10000);
  const sinking = eightSteps(stepY);
  while (to + 8 <= end) {
    // Turned by little, eight pixels of the row mostly lie beside each other in the picture, too: in one row of it, or
    // the first in one and the others in the next.
    const beside = ((x + 7 * stepX) >> 16) - (x >> 16) === 7;
    const further = ((y + 7 * stepY) >> 16) - (y >> 16);
    if (beside && abs(further) <= 1) {
      const at = data + (y >> 16) * stride + (x >> 16);
      const across = i16x8.add(i16x8.splat(<i16>((x >> 8) & 0xff)), drift);
      const down = i16x8.add(i16x8.splat(<i16>((y >> 8) & 0xff)), sinking);
      drawEight(at, stride, further * stride, across, down, to);
    } else {
      for (let pixel = 0; pixel < 8; pixel += 1) {
        drawOne(data, stride, x + pixel * stepX, y + pixel * stepY, to + pixel);
      }
    }
    to += 8;
    x += 8 * stepX;
    y += 8 * stepY;
  }
  for (; to < end; to += 1) {
    drawOne(data, stride, x, y, to);
    x += stepX;
    y += stepY;
  }
}

function drawOne(data: usize, stride: i32, x: i32, y: i32, to: usize): void {
  const at = data + (y >> 16) * stride + (x >> 16);
  const under = at + stride;
  const right = (x >> 8) & 0xff;
  const down = (y >> 8) & 0xff;
  const a = <i32>load<u8>(at);
  const c = <i32>load<u8>(under);
  const above = (a << 8) + (<i32>load<u8>(at, 1) - a) * right;
  const below = (c << 8) + (<i32>load<u8>(under, 1) - c) * right;
  store<u8>(to, ((above << 8) + (below - above) * down + 0x8000) >> 16);
}

/** 0 to 7 steps of so many 65,536ths of a pixel, rounded to 256ths. */
function eightSteps(step: i32): v128 {
  const first = i32x4.add(i32x4.mul(i32x4.splat(step), i32x4(0, 1, 2, 3)), i32x4.splat(128));
  const second = i32x4.add(first, i32x4.splat(step << 2));
  return i16x8.narrow_i32x4_s(i32x4.shr_s(first, 8), i32x4.shr_s(second, 8));
}

/** Eight neighbours as 16 bits each: from `at` where `elsewhere` is 0, else from `further` behind it. */
function eightOf(at: usize, further: i32, elsewhere: v128): v128 {
  const here = v128.load8x8_u(at);
  return further === 0 ? here : v128.bitselect(v128.load8x8_u(at + further), here, elsewhere);
}

/** Between neighbours by 128ths: `right` of the right one, the rest to 128 of the left one. */
function mixed(leftOnes: v128, rightOnes: v128, left: v128, right: v128): v128 {
  return i16x8.add(i16x8.mul(leftOnes, left), i16x8.mul(rightOnes, right));
}

/** Between two rows in 128ths of a grey value, by 32,768ths of the lower one; whole grey values. */
function between(above: v128, below: v128, down: v128): v128 {
  const both = i16x8.add(above, i16x8.q15mulr_sat_s(i16x8.sub(below, above), down));
  return i16x8.shr_u(i16x8.add(both, i16x8.splat(64)), 7);
}

/**
 * Eight pixels for places beside each other: `at` is the first one's.
 * @param further how far away, in bytes, the row of the last ones lies; 0: all are in one row
 * @param across where each lies between its neighbours, 256ths of a pixel
 * @param down how far below the first one's row, 256ths; what is no place of one of the two rows is rounding
 */
function drawEight(
  at: usize,
  stride: i32,
  further: i32,
  across: v128,
  down: v128,
  to: usize,
): void {
  const whole = i16x8.splat(255);
  const none = i16x8.splat(0);
  const right = i16x8.avgr_u(i16x8.min_s(i16x8.max_s(across, none), whole), none);
  const left = i16x8.sub(i16x8.splat(128), right);
  let elsewhere = none;
  let place = down;
  if (further === 0) place = i16x8.min_s(i16x8.max_s(down, none), whole);
  else if (further > 0) {
    place = i16x8.min_s(down, i16x8.splat(511));
    elsewhere = i16x8.gt_s(down, whole);
  } else {
    place = i16x8.max_s(down, i16x8.splat(-256));
    elsewhere = i16x8.lt_s(down, none);
  }
  const lower = i16x8.shl(v128.and(place, whole), 7);
  const under = at + stride;
  const above = mixed(
    eightOf(at, further, elsewhere),
    eightOf(at + 1, further, elsewhere),
    left,
    right,
  );
  const below = mixed(
    eightOf(under, further, elsewhere),
    eightOf(under + 1, further, elsewhere),
    left,
    right,
  );
  const grey = between(above, below, lower);
  v128.store64_lane(to, i8x16.narrow_i16x8_u(grey, grey), 0);
}

/** The RGB pixels at two places, each with a byte more, as 16 bits each. */
function twoAt(one: usize, other: usize): v128 {
  return i16x8.extend_low_i8x16_u(v128.load32_lane(other, v128.load32_zero(one), 1));
}

/** How far a place lies to the right of its pixel, rounded to 128ths. */
function halfOf(x: i32): i32 {
  return (((x >> 8) & 0xff) + 1) >> 1;
}

/** The same number in four lanes of 16 bits. */
function inFour(value: i32): u64 {
  return <u64>value * 0x0001000100010001;
}

/** Two RGB pixels of a row between the picture's, each with a value more behind it, as 16 bits each. */
function drawTwo(data: usize, stride: i32, x: i32, y: i32, stepX: i32, stepY: i32): v128 {
  const one = data + (y >> 16) * stride + (x >> 16) * 3;
  const nextX = x + stepX;
  const nextY = y + stepY;
  const other = data + (nextY >> 16) * stride + (nextX >> 16) * 3;
  const right = i64x2.replace_lane(i64x2.splat(inFour(halfOf(x))), 1, inFour(halfOf(nextX)));
  const lower = i64x2.replace_lane(
    i64x2.splat(inFour(((y >> 8) & 0xff) << 7)),
    1,
    inFour(((nextY >> 8) & 0xff) << 7),
  );
  const left = i16x8.sub(i16x8.splat(128), right);
  const above = mixed(twoAt(one, other), twoAt(one + 3, other + 3), left, right);
  const oneUnder = one + stride;
  const otherUnder = other + stride;
  const below = mixed(
    twoAt(oneUnder, otherUnder),
    twoAt(oneUnder + 3, otherUnder + 3),
    left,
    right,
  );
  return between(above, below, lower);
}

/** As `drawGrey`, for RGB pixels; right to one grey value. */
export function drawColour(
  data: usize,
  stride: i32,
  x: i32,
  y: i32,
  stepX: i32,
  stepY: i32,
  to: usize,
  count: i32,
): void {
  const end = to + count * 3;
  for (; to + 12 <= end; to += 12) {
    const first = drawTwo(data, stride, x, y, stepX, stepY);
    x += 2 * stepX;
    y += 2 * stepY;
    const second = drawTwo(data, stride, x, y, stepX, stepY);
    x += 2 * stepX;
    y += 2 * stepY;
    const four = i8x16.narrow_i16x8_u(first, second);
    const rgb = v128.shuffle<u8>(four, four, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0, 0, 0, 0);
    v128.store64_lane(to, rgb, 0);
    v128.store32_lane(to, rgb, 2, 8);
  }
  for (; to < end; to += 3) {
    const one = drawTwo(data, stride, x, y, 0, 0);
    store<u8>(to, i16x8.extract_lane_u(one, 0));
    store<u8>(to, i16x8.extract_lane_u(one, 1), 1);
    store<u8>(to, i16x8.extract_lane_u(one, 2), 2);
    x += stepX;
    y += stepY;
  }
}

/** How often each value is there, in four tables: neighbours are mostly alike. */
const counts = memory.data(256 * 4 * 4);

function countOne(table: usize, value: u32): void {
  const place = table + (value << 2);
  store<u32>(place, load<u32>(place) + 1);
}

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

/**
 * Of each cell of 8 × 8 pixels: the sums of the weights of its writing (the darker, the more) and of red, green
 * and blue by weight: four numbers of 32 bits.
 */
export function colourSums(
  pixels: usize,
  channels: i32,
  grey: usize,
  writing: usize,
  width: i32,
  height: i32,
  sums: usize,
): void {
  const ones = i16x8.splat(1);
  const all = i16x8.splat(256);
  for (let top = 0; top < height; top += 8) {
    const bottom = min(height, top + 8);
    for (let left = 0; left < width; left += 8) {
      const across = min(8, width - left);
      const inside: u64 = across < 8 ? ((<u64>1) << (across << 3)) - 1 : -1;
      let weight = i32x4.splat(0);
      let red = weight;
      let green = weight;
      let blue = weight;
      for (let y = top; y < bottom; y += 1) {
        const start = y * width + left;
        const mask = load<u64>(writing + start) & inside;
        if (mask === 0) continue;
        const written = i16x8.neg(i16x8.extend_low_i8x16_u(i64x2.splat(mask)));
        const share = v128.and(i16x8.sub(all, v128.load8x8_u(grey + start)), written);
        weight = i32x4.add(weight, i32x4.dot_i16x8_s(share, ones));
        if (channels === 1) {
          red = i32x4.add(red, i32x4.dot_i16x8_s(share, v128.load8x8_u(pixels + start)));
          continue;
        }
        const first = v128.load(pixels + start * 3);
        const rest = v128.load64_zero(pixels + start * 3 + 16);
        const r = v128.or(
          i8x16.swizzle(first, i8x16(0, -1, 3, -1, 6, -1, 9, -1, 12, -1, 15, -1, -1, -1, -1, -1)),
          i8x16.swizzle(rest, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 2, -1, 5, -1)),
        );
        const g = v128.or(
          i8x16.swizzle(first, i8x16(1, -1, 4, -1, 7, -1, 10, -1, 13, -1, -1, -1, -1, -1, -1, -1)),
          i8x16.swizzle(rest, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, -1, 3, -1, 6, -1)),
        );
        const b = v128.or(
          i8x16.swizzle(first, i8x16(2, -1, 5, -1, 8, -1, 11, -1, 14, -1, -1, -1, -1, -1, -1, -1)),
          i8x16.swizzle(rest, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, -1, 4, -1, 7, -1)),
        );
        red = i32x4.add(red, i32x4.dot_i16x8_s(share, r));
        green = i32x4.add(green, i32x4.dot_i16x8_s(share, g));
        blue = i32x4.add(blue, i32x4.dot_i16x8_s(share, b));
      }
      const reds = sumOfFour(red);
      store<i32>(sums, sumOfFour(weight));
      store<i32>(sums, reds, 4);
      store<i32>(sums, channels === 1 ? reds : sumOfFour(green), 8);
      store<i32>(sums, channels === 1 ? reds : sumOfFour(blue), 12);
      sums += 16;
    }
  }
}

function sumOfFour(numbers: v128): i32 {
  return (
    i32x4.extract_lane(numbers, 0) +
    i32x4.extract_lane(numbers, 1) +
    i32x4.extract_lane(numbers, 2) +
    i32x4.extract_lane(numbers, 3)
  );
}

/**
 * The writing in those cells of 8 × 8 pixels that are of the kind, one bit a pixel: each row begins at a whole number
 * of 32 bits, its first pixel is the lowest bit.
 */
export function packKind(
  writing: usize,
  width: i32,
  height: i32,
  kinds: usize,
  kind: i32,
  out: usize,
): void {
  const columns = (width + 7) >> 3;
  const stride = ((width + 31) >> 5) << 2;
  const last = columns - 1;
  const inside = 0xff >> ((columns << 3) - width);
  for (let y = 0; y < height; y += 1) {
    const cells = kinds + (y >> 3) * columns;
    const row = writing + y * width;
    const to = out + y * stride;
    for (let column = columns; column < stride; column += 1) store<u8>(to + column, 0);
    for (let column = 0; column < columns; column += 1) {
      let bits = 0;
      if (<i32>load<u8>(cells + column) === kind) {
        const eight = v128.load64_zero(row + (column << 3));
        bits = i8x16.bitmask(i8x16.neg(eight));
        if (column === last) bits &= inside;
      }
      store<u8>(to + column, bits);
    }
  }
}

/**
 * Fills places of which nothing is known from their neighbours in the row, then from those above and below.
 * @param known per place: 1 if it is; 1 everywhere afterwards, unless nothing was known at all
 */
export function fillUnknown(
  pixels: usize,
  known: usize,
  columns: i32,
  rows: i32,
  channels: i32,
): void {
  const all = columns * rows;
  for (let start = 0; start < all; start += columns) {
    const end = start + columns;
    takeOnwards(pixels, known, start + 1, end, -1, channels);
    takeBackwards(pixels, known, end - 2, start, 1, channels);
  }
  takeOnwards(pixels, known, columns, all, -columns, channels);
  takeBackwards(pixels, known, all - columns - 1, 0, columns, channels);
}

/** Eight places that are all known. */
const EIGHT_KNOWN: u64 = 0x0101010101010101;

/** Each place from `at` on, before `end`, takes what the one `away` from it has. */
function takeOnwards(
  pixels: usize,
  known: usize,
  at: i32,
  end: i32,
  away: i32,
  channels: i32,
): void {
  while (at < end) {
    if (at + 8 <= end && load<u64>(known + at) === EIGHT_KNOWN) at += 8;
    else {
      take(pixels, known, at, at + away, channels);
      at += 1;
    }
  }
}

/** Each place from `at` back to `first`. */
function takeBackwards(
  pixels: usize,
  known: usize,
  at: i32,
  first: i32,
  away: i32,
  channels: i32,
): void {
  while (at >= first) {
    if (at - 7 >= first && load<u64>(known + at - 7) === EIGHT_KNOWN) at -= 8;
    else {
      take(pixels, known, at, at + away, channels);
      at -= 1;
    }
  }
}

function take(pixels: usize, known: usize, to: i32, from: i32, channels: i32): void {
  if (load<u8>(known + to) !== 0 || load<u8>(known + from) !== 1) return;
  for (let channel = 0; channel < channels; channel += 1) {
    store<u8>(pixels + to * channels + channel, load<u8>(pixels + from * channels + channel));
  }
  store<u8>(known + to, 1);
}

/** How often each value (0–255) occurs at every `step`th byte: 256 numbers of 32 bits. */
export function countValues(data: usize, count: i32, step: i32, table: usize): void {
  memory.fill(counts, 0, 4096);
  let index = 0;
  for (; index + 4 <= count; index += 4) {
    countOne(counts, load<u8>(data));
    countOne(counts + 1024, load<u8>(data + step));
    countOne(counts + 2048, load<u8>(data + 2 * step));
    countOne(counts + 3072, load<u8>(data + 3 * step));
    data += 4 * step;
  }
  for (; index < count; index += 1) {
    countOne(counts, load<u8>(data));
    data += step;
  }
  for (let place: usize = 0; place < 1024; place += 4) {
    const sum =
      load<u32>(counts + place) +
      load<u32>(counts + place + 1024) +
      load<u32>(counts + place + 2048) +
      load<u32>(counts + place + 3072);
    store<u32>(table + place, sum);
  }
}

/**
 * Takes RGB pixels of a grid that may lie turned in the picture: the one nearest to each place, outside of the picture
 * those of its rim. Places are counted in 65,536ths of a pixel.
 */
export function sample(
  pixels: usize,
  width: i32,
  height: i32,
  firstX: i32,
  firstY: i32,
  stepX: i32,
  stepY: i32,
  columns: i32,
  rows: i32,
  out: usize,
): void {
  for (let row = 0; row < rows; row += 1) {
    let x = firstX - row * stepY;
    let y = firstY + row * stepX;
    for (let column = 0; column < columns; column += 1) {
      const across = min(width - 1, max(0, x >> 16));
      const down = min(height - 1, max(0, y >> 16));
      const at = pixels + (down * width + across) * 3;
      store<u16>(out, load<u16>(at));
      store<u8>(out, load<u8>(at, 2), 2);
      out += 3;
      x += stepX;
      y += stepY;
    }
  }
}

/**
 * Counts, for every pixel of ink but those within `rim` of the picture's edge, how much darker it is than its paper; and
 * how steep the step between its neighbours is, unless ink goes on to both sides of it.
 * @param paper brightness of the paper, one byte per cell of 16 × 16
 * @param inside ink this far to the left and to the right goes on
 * @param depths table of 256 counts (32 bits each)
 * @param steps the same
 */
export function edges(
  grey: usize,
  ink: usize,
  width: i32,
  height: i32,
  paper: usize,
  rim: i32,
  inside: i32,
  depths: usize,
  steps: usize,
): void {
  memory.fill(depths, 0, 1024);
  memory.fill(steps, 0, 1024);
  const columns = (width + 15) >> 4;
  const end = width - rim;
  for (let y = rim; y < height - rim; y += 1) {
    const row = y * width;
    const cells = paper + (y >> 4) * columns;
    for (let first = rim; first < end; first += 16) {
      if (!v128.any_true(v128.load(ink + row + first))) continue;
      const last = min(first + 16, end);
      for (let x = first; x < last; x += 1) {
        const mark = ink + row + x;
        if (load<u8>(mark) === 0) continue;
        const at = grey + row + x;
        countOne(depths, max(0, <i32>load<u8>(cells + (x >> 4)) - <i32>load<u8>(at)));
        if ((load<u8>(mark - inside) & load<u8>(mark + inside)) !== 0) continue;
        countOne(steps, abs(<i32>load<u8>(at + 1) - <i32>load<u8>(at - 1)));
      }
    }
  }
}

/** How much of a pixel is paper, 0–1, by its brightness as a share of the paper's. */
function paperShare(brightness: f32, from: f32, width: f32): f32 {
  return min<f32>(1, max<f32>(0, (brightness - from) / width));
}

/**
 * Brings the paper of one row to the brightness `white`; the less of a pixel is paper, the more it keeps its value.
 * @param gains 32-bit floats: what each pixel of the row is multiplied by, but for `rowGain`; at most `mostGain` in all
 * @param red what that channel is multiplied by besides; of a grey picture all three are 1
 * @param from share of the paper's brightness from which on, over `width`, pixels are paper
 */
export function evenRow(
  pixels: usize,
  channels: i32,
  count: i32,
  gains: usize,
  rowGain: f32,
  mostGain: f32,
  white: f32,
  red: f32,
  green: f32,
  blue: f32,
  from: f32,
  width: f32,
  out: usize,
): void {
  const half: f32 = 0.5;
  const one: f32 = 1;
  const brightest: f32 = 255;
  for (const end = gains + ((<usize>count) << 2); gains < end; gains += 4) {
    const gain = min<f32>(mostGain, load<f32>(gains) * rowGain);
    const r = <f32>load<u8>(pixels);
    if (channels === 1) {
      const share = paperShare((r * gain) / white, from, width);
      store<u8>(out, <u8>min<f32>(brightest, r * (one + (gain - one) * share) + half));
    } else {
      const g = <f32>load<u8>(pixels, 1);
      const b = <f32>load<u8>(pixels, 2);
      const darkest = min<f32>(r * red, min<f32>(g * green, b * blue));
      const share = paperShare((darkest * gain) / white, from, width);
      store<u8>(out, <u8>min<f32>(brightest, r * (one + (gain * red - one) * share) + half));
      store<u8>(out, <u8>min<f32>(brightest, g * (one + (gain * green - one) * share) + half), 1);
      store<u8>(out, <u8>min<f32>(brightest, b * (one + (gain * blue - one) * share) + half), 2);
    }
    pixels += channels;
    out += channels;
  }
}

/** How many of `count` RGB pixels have channels further apart than `chroma` once each is multiplied. */
export function countColoured(
  pixels: usize,
  count: i32,
  red: f32,
  green: f32,
  blue: f32,
  chroma: f32,
): i32 {
  let coloured = 0;
  for (const end = pixels + count * 3; pixels < end; pixels += 3) {
    const r = <f32>load<u8>(pixels) * red;
    const g = <f32>load<u8>(pixels, 1) * green;
    const b = <f32>load<u8>(pixels, 2) * blue;
    coloured += <i32>(max(r, max(g, b)) - min(r, min(g, b)) > chroma);
  }
  return coloured;
}

/**
 * Per column: how many pixels are darker by `depth` than those `beside` to the left and to the right (32 bits each).
 */
export function countDark(
  grey: usize,
  width: i32,
  height: i32,
  beside: i32,
  depth: i32,
  table: usize,
): void {
  const least = i8x16.splat(<i8>depth);
  for (let x = beside; x < width - beside; x += 16) {
    let high = i16x8.splat(0);
    let low = i16x8.splat(0);
    for (let y = 0; y < height; y += 1) {
      const at = grey + y * width + x;
      const value = i8x16.add_sat_u(v128.load(at), least);
      const dark = v128.and(
        i8x16.lt_u(value, v128.load(at - beside)),
        i8x16.lt_u(value, v128.load(at + beside)),
      );
      low = i16x8.sub(low, i16x8.extend_low_i8x16_s(dark));
      high = i16x8.sub(high, i16x8.extend_high_i8x16_s(dark));
    }
    const place = table + (x << 2);
    v128.store(place, i32x4.extend_low_i16x8_u(low));
    v128.store(place, i32x4.extend_high_i16x8_u(low), 16);
    v128.store(place, i32x4.extend_low_i16x8_u(high), 32);
    v128.store(place, i32x4.extend_high_i16x8_u(high), 48);
  }
}

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

/** How far apart unsigned bytes are, added two by two to eight sums. */
function addDistance(sums: v128, one: v128, other: v128): v128 {
  const distance = i8x16.sub(i8x16.max_u(one, other), i8x16.min_u(one, other));
  return i16x8.add(sums, i16x8.extadd_pairwise_i8x16_u(distance));
}

/**
 * Per cell of 16 × 16 pixels, two numbers of 32 bits: how much its pixels differ from their right neighbours, and from
 * those below them, all added up. One column and one row of pixels more than the cells have must be there.
 */
export function changes(grey: usize, width: i32, columns: i32, rows: i32, table: usize): void {
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      let at = grey + row * 16 * width + column * 16;
      let sideways = i16x8.splat(0);
      let downwards = i16x8.splat(0);
      for (let y = 0; y < 16; y += 1) {
        const values = v128.load(at);
        sideways = addDistance(sideways, values, v128.load(at, 1));
        at += width;
        downwards = addDistance(downwards, values, v128.load(at));
      }
      store<i32>(table, sumOfFour(i32x4.extadd_pairwise_i16x8_u(sideways)));
      store<i32>(table, sumOfFour(i32x4.extadd_pairwise_i16x8_u(downwards)), 4);
      table += 8;
    }
  }
}

/** Where the code words of T.4 and T.6 lie in `codes` of encodeFax, by their number. */
const BLACK_RUNS = 104;
const VERTICAL_MODES = 208;
const PASS_MODE = 215;
const HORIZONTAL_MODE = 216;
const END_OF_LINE = 217;
const LONGEST_RUN = 2560;

let faxBits: u64 = 0;
/** How many of its lowest bits are not written yet. */
let faxCount = 0;
let faxAt: usize = 0;
let faxLength = 0;

function putCode(codes: usize, index: i32): void {
  const code = load<u32>(codes + ((<usize>index) << 2));
  const length = <i32>(code >> 16);
  faxBits = (faxBits << length) | (code & 0xffff);
  faxCount += length;
  if (faxCount < 32) return;
  faxCount -= 32;
  store<u32>(faxAt, bswap<u32>(<u32>(faxBits >> faxCount)));
  faxAt += 4;
}

function putRun(codes: usize, first: i32, run: i32): void {
  for (; run > LONGEST_RUN + 63; run -= LONGEST_RUN) {
    putCode(codes, first + 63 + LONGEST_RUN / 64);
  }
  if (run >= 64) putCode(codes, first + 63 + (run >> 6));
  putCode(codes, first + (run & 63));
}

/** Where a row of bits changes colour, starting from white, then its end several times over; 32 bits each. */
function changesOf(words: usize, width: i32, out: usize): void {
  let before: u32 = 0;
  for (let start = 0; start < width; start += 32) {
    const bits = load<u32>(words);
    let changed = bits ^ ((bits << 1) | before);
    before = bits >> 31;
    words += 4;
    while (changed !== 0) {
      store<i32>(out, min(width, start + <i32>ctz(changed)));
      out += 4;
      changed &= changed - 1;
    }
  }
  for (let place = 0; place < 4; place += 1) store<i32>(out + (place << 2), width);
}

function encodeFaxRow(row: usize, above: usize, width: i32, codes: usize): void {
  const aboveStart = above;
  let a0 = -1;
  let black = 0;
  while (a0 < width) {
    while (load<i32>(row) <= a0 && load<i32>(row) < width) row += 4;
    const a1 = load<i32>(row);
    // b1: the first change above, right of a0, to the colour opposite to the present one.
    if (above > aboveStart) above -= 4;
    while (load<i32>(above) < width) {
      const white = (<i32>((above - aboveStart) >> 2)) & 1;
      if (load<i32>(above) > a0 && white === black) break;
      above += 4;
    }
    const b1 = load<i32>(above);
    const b2 = b1 === width ? width : load<i32>(above, 4);
    const off = a1 - b1;
    if (b2 < a1) {
      putCode(codes, PASS_MODE);
      a0 = b2;
    } else if (abs(off) <= 3) {
      putCode(codes, VERTICAL_MODES + 3 + off);
      a0 = a1;
      black ^= 1;
    } else {
      const a2 = a1 === width ? width : load<i32>(row, 4);
      putCode(codes, HORIZONTAL_MODE);
      putRun(codes, black * BLACK_RUNS, a1 - max(a0, 0));
      putRun(codes, (black ^ 1) * BLACK_RUNS, a2 - a1);
      a0 = a2;
    }
  }
}

/**
 * Compresses rows of bits after ITU-T T.6, from row `first` on until `room` bytes might not hold another one, and
 * behind the last row the end of the block.
 * @param words one bit a pixel, rows of whole 32 bits, a row's first pixel in the lowest bit, 0 behind its last one
 * @param codes 32 bits each, the length in the upper half: runs of white, of black (104 each), then the modes
 * @param changes room for two rows of `width` + 5 numbers of 32 bits; left alone between the calls for one picture
 * @returns the next row; see also faxBytes
 */
export function encodeFax(
  words: usize,
  width: i32,
  first: i32,
  height: i32,
  codes: usize,
  changes: usize,
  out: usize,
  room: i32,
): i32 {
  const rowBytes = ((width + 31) >> 5) << 2;
  const rowChanges = (width + 5) << 2;
  // A run of one pixel takes seven bits at most, and four for two pixels passed over above.
  const longest = width + (width >> 3) + 32;
  faxAt = out;
  if (first === 0) {
    faxCount = 0;
    const above = changes + rowChanges;
    for (let place = 0; place < 4; place += 1) store<i32>(above + (place << 2), width);
  }
  let y = first;
  for (; y < height; y += 1) {
    if (<i32>(faxAt - out) + longest > room) break;
    const row = changes + (y & 1) * rowChanges;
    changesOf(words + y * rowBytes, width, row);
    encodeFaxRow(row, changes + ((y & 1) ^ 1) * rowChanges, width, codes);
  }
  if (y === height) {
    putCode(codes, END_OF_LINE);
    putCode(codes, END_OF_LINE);
    for (; faxCount > 0; faxCount -= 8) {
      const byte = faxCount >= 8 ? faxBits >> (faxCount - 8) : faxBits << (8 - faxCount);
      store<u8>(faxAt, <u8>byte);
      faxAt += 1;
    }
  }
  faxLength = <i32>(faxAt - out);
  return y;
}

/** How many bytes the last call of encodeFax wrote. */
export function faxBytes(): i32 {
  return faxLength;
}
