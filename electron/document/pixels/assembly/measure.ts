// What is counted and measured on a page.
import { countOne, counts, sumOfFour } from './tables';

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
