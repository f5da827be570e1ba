// Rows of bits compressed after ITU-T T.6.

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
