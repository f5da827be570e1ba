// Pixels drawn anew: brightness, half the size, turned and moved.

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
