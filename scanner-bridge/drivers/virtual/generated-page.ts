import type { PageImage } from '../../scanner.ts';

const segments: Readonly<Record<string, string>> = {
  0: 'abcdef',
  1: 'bc',
  2: 'abged',
  3: 'abgcd',
  4: 'fgbc',
  5: 'afgcd',
  6: 'afgedc',
  7: 'abc',
  8: 'abcdefg',
  9: 'abcdfg',
};

// Each segment as x, y, width, height in a cell of 5 x 9 units.
const bars: Readonly<Record<string, readonly [number, number, number, number]>> = {
  a: [0, 0, 5, 1],
  b: [4, 0, 1, 5],
  c: [4, 4, 1, 5],
  d: [0, 8, 5, 1],
  e: [0, 4, 1, 5],
  f: [0, 0, 1, 5],
  g: [0, 4, 5, 1],
};

/** How many bits of the page number stand as black and white cells along the top edge. */
export const numberBits = 16;

/** A white raw page that shows its number, in large digits for people and as cells along the top edge for tests. */
export const generatedPage = (
  number: number,
  widthPx: number,
  heightPx: number,
  channels: 1 | 3,
): PageImage => {
  const data = new Uint8Array(widthPx * heightPx * channels).fill(255);
  const black = (x: number, y: number, width: number, height: number): void => {
    const right = Math.min(widthPx, Math.floor(x + width));
    for (let row = Math.floor(y); row < Math.min(heightPx, Math.floor(y + height)); row++)
      data.fill(
        0,
        (row * widthPx + Math.min(widthPx, Math.floor(x))) * channels,
        (row * widthPx + right) * channels,
      );
  };
  const cell = widthPx / numberBits;
  for (let bit = 0; bit < numberBits; bit++)
    if ((number >> bit) & 1) black(bit * cell, 0, cell, Math.max(1, cell / 2));
  const digits = Array.from(String(number));
  const unit = Math.min(widthPx / (digits.length * 7 + 2), heightPx / 18);
  digits.forEach((digit, index) => {
    for (const segment of segments[digit] ?? '') {
      const [x, y, width, height] = bars[segment] ?? [0, 0, 0, 0];
      black(unit * (2 + index * 7 + x), heightPx / 4 + unit * y, unit * width, unit * height);
    }
  });
  return { format: 'raw', widthPx, heightPx, channels, data };
};
