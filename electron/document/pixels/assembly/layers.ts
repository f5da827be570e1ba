// What a page's layers are made from: the colour of writing, its bits, a background without it.
import { sumOfFour } from './tables';

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
