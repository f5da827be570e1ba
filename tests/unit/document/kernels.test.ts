import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { barsOn, stripOf } from '../../../electron/document/bars.ts';
import { rankAround } from '../../../electron/document/enhance/cells.ts';
import { lumaOf, percentiles, reduced } from '../../../electron/document/enhance/grey-image.ts';
import { findInk, inkComponents } from '../../../electron/document/enhance/ink.ts';
import { straightened } from '../../../electron/document/enhance/straighten.ts';
import { greyUnlessColoured } from '../../../electron/document/coding/colour-decision.ts';
import { straightPage } from '../../../electron/document/coding/straight-page.ts';
import { cellBytes, markDarker } from '../../../electron/document/pixels/darker.ts';
import { countsAt } from '../../../electron/document/pixels/count-values.ts';
import { workshop } from '../../../electron/document/pixels/kernels.ts';
import { splitLayers } from '../../../electron/document/coding/split-layers.ts';
import { streaksOn } from '../../../electron/document/quality/streaks.ts';
import type { Pixels } from '../../../electron/document/page-image.ts';
import { bytesOf } from '../../support/bitmap-bytes.ts';

// Every loop that runs as WebAssembly is done once more here, slowly and in plain words.

/** Sizes that are no multiple of anything, down to one pixel. */
const sizes = [
  [1, 1],
  [2, 1],
  [1, 3],
  [7, 5],
  [16, 16],
  [17, 33],
  [64, 31],
  [131, 90],
] as const;

/** Evenly spread numbers from 0 to below 1, the same in every run. */
const chance = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const noise = (widthPx: number, heightPx: number, channels: 1 | 3): Pixels => {
  const next = chance(widthPx * 1000 + heightPx);
  const data = Uint8Array.from({ length: widthPx * heightPx * channels }, () => next() * 256);
  return { widthPx, heightPx, channels, data };
};

/** Pale paper with dark marks here and there. */
const written = (widthPx: number, heightPx: number, channels: 1 | 3): Pixels => {
  const next = chance(widthPx + heightPx);
  const data = new Uint8Array(widthPx * heightPx * channels).fill(235);
  for (let mark = 0; mark < (widthPx * heightPx) / 40; mark += 1) {
    const at = Math.floor(next() * widthPx * heightPx);
    const grey = Math.floor(next() * 120);
    for (let place = at; place < Math.min(at + 4, widthPx * heightPx); place += 1) {
      data.fill(grey, place * channels, (place + 1) * channels);
    }
  }
  return { widthPx, heightPx, channels, data };
};

const at = ({ widthPx, channels, data }: Pixels, x: number, y: number, channel = 0): number =>
  data[(y * widthPx + x) * channels + channel] ?? NaN;

describe.each(sizes)('a picture of %i × %i pixels', (width, height) => {
  it('becomes grey by ITU-R BT.601', () => {
    const picture = noise(width, height, 3);
    const expected = Uint8Array.from({ length: width * height }, (_, pixel) => {
      const [red = 0, green = 0, blue = 0] = picture.data.subarray(pixel * 3);
      return (red * 77 + green * 150 + blue * 29) >> 8;
    });
    expect(lumaOf(picture)).toEqual(expected);
  });

  it.each([1, 3] as const)('is halved by the mean of four pixels (%i channels)', (channels) => {
    const picture = noise(width, height, channels);
    const half = reduced(picture, 2);
    const [right, below] = [width > 1 ? 1 : 0, height > 1 ? 1 : 0];
    if (right + below < 2) return;
    for (let y = 0; y < half.heightPx; y += 1) {
      for (let x = 0; x < half.widthPx; x += 1) {
        for (let channel = 0; channel < channels; channel += 1) {
          const sum =
            at(picture, 2 * x, 2 * y, channel) +
            at(picture, 2 * x + 1, 2 * y, channel) +
            at(picture, 2 * x, 2 * y + 1, channel) +
            at(picture, 2 * x + 1, 2 * y + 1, channel);
          expect(at(half, x, y, channel)).toBe((sum + 2) >> 2);
        }
      }
    }
  });

  it('gives the values below which shares of its pixels lie', () => {
    const { data } = noise(width, height, 1);
    const sorted = [...data].sort((a, b) => a - b);
    const expected = [0.2, 0.8].map((share) => sorted[Math.ceil(share * sorted.length) - 1]);
    expect(percentiles(data, [0.2, 0.8])).toEqual(expected);
  });

  it.each([
    [1, 0.4, 1],
    [1, 1.7, 1],
    [1, -2.6, 1],
    [1, -7, 1],
    [3, -3, 1],
    [1, 11, 1],
    [3, 20, 1],
    [1, 1.2, 1.25],
    [3, -1.2, 1.25],
    [3, 0, 1.4],
  ] as const)(
    'is turned upright between its pixels (%i channels, %d°, %d times smaller)',
    (...how) => {
      const [channels, angle, shrink] = how;
      const picture = noise(width, height, channels);
      const cut = {
        centreX: width / 2,
        centreY: height / 2,
        width: width + 2,
        height,
        angle,
      };
      const upright = straightened(picture, cut, 200, shrink);
      const turn = (angle * Math.PI) / 180;
      const [cos, sin] = [Math.cos(turn) * shrink, Math.sin(turn) * shrink];
      for (let y = 0; y < upright.heightPx; y += 1) {
        for (let x = 0; x < upright.widthPx; x += 1) {
          const [u, v] = [x + 0.5 - upright.widthPx / 2, y + 0.5 - upright.heightPx / 2];
          const sourceX = cut.centreX + u * cos - v * sin - 0.5;
          const sourceY = cut.centreY + u * sin + v * cos - 0.5;
          const [left, top] = [Math.floor(sourceX), Math.floor(sourceY)];
          const [across, down] = [sourceX - left, sourceY - top];
          // At the very rim a 256th of a pixel decides whether it is still in the picture.
          const rim = Math.min(sourceX, sourceY, width - 1 - sourceX, height - 1 - sourceY);
          if (Math.abs(rim) < 0.02) continue;
          for (let channel = 0; channel < channels; channel += 1) {
            const mixed =
              rim < 0
                ? 200
                : (at(picture, left, top, channel) * (1 - across) +
                    at(picture, left + 1, top, channel) * across) *
                    (1 - down) +
                  (at(picture, left, top + 1, channel) * (1 - across) +
                    at(picture, left + 1, top + 1, channel) * across) *
                    down;
            expect(Math.abs(at(upright, x, y, channel) - mixed)).toBeLessThan(3);
          }
        }
      }
    },
  );

  it.each([
    [2, 0.75],
    [1, 0],
  ])('has its cells ranked among their neighbours (radius %i, %d of them)', (radius, share) => {
    const { data } = noise(width, height, 1);
    const ranked = rankAround({ columns: width, rows: height, data }, radius, share);
    for (let row = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1) {
        const around: number[] = [];
        for (let y = Math.max(0, row - radius); y <= Math.min(height - 1, row + radius); y += 1) {
          const [left, right] = [
            Math.max(0, column - radius),
            Math.min(width - 1, column + radius),
          ];
          for (let x = left; x <= right; x += 1) around.push(data[y * width + x] ?? NaN);
        }
        around.sort((a, b) => a - b);
        expect(ranked[row * width + column]).toBe(around[Math.floor(around.length * share)]);
      }
    }
  });

  it.each([
    ['noise', noise],
    ['writing', written],
  ] as const)('has the brightest and darkest of its cells found (%s)', (_, make) => {
    const { data } = make(width, height, 1);
    const count = width * height;
    const shop = workshop(count, count, cellBytes(width, height));
    const [grey = 0, marks = 0, cells = 0] = shop.at;
    shop.bytes.set(data, grey);
    const places = { widthPx: width, heightPx: height, grey, marks, cells };
    const counting = { shift: 2, bright: 0.25, dark: 0.02 };
    markDarker(shop, places, counting, ({ columns, rows, bright, dark }) => {
      for (let cell = 0; cell < columns * rows; cell += 1) {
        const [left, top] = [(cell % columns) * 16, Math.floor(cell / columns) * 16];
        const values = [...data].filter((_value, place) => {
          const [x, y] = [(place % width) - left, Math.floor(place / width) - top];
          return x >= 0 && x < 16 && y >= 0 && y < 16;
        });
        const steps = Array.from({ length: 63 }, (_value, step) => (step + 1) * 4);
        const brighter = (level: number) => values.filter((value) => value >= level).length;
        const brightest = steps.filter((step) => brighter(step) > values.length * 0.25).length;
        const few = values.length * 0.02;
        const darkest = steps.filter((step) => values.length - brighter(step) <= few).length;
        expect([bright[cell], dark[cell]]).toEqual([brightest, darkest]);
      }
      return new Uint8Array(columns * rows);
    });
  });

  it('has what its cells change from pixel to pixel added up', () => {
    const { data } = noise(width, height, 1);
    const [columns, rows] = [Math.max(0, (width - 1) >> 4), Math.max(0, (height - 1) >> 4)];
    const shop = workshop(data.length, columns * rows * 8);
    const [grey = 0, table = 0] = shop.at;
    shop.bytes.set(data, grey);
    shop.kernels.changes(grey, width, columns, rows, table);
    const expected = new Uint32Array(columns * rows * 2);
    for (let y = 0; y < rows * 16; y += 1) {
      for (let x = 0; x < columns * 16; x += 1) {
        const cell = ((y >> 4) * columns + (x >> 4)) * 2;
        const value = data[y * width + x] ?? NaN;
        const [beside = NaN, below = NaN] = [data[y * width + x + 1], data[(y + 1) * width + x]];
        expected[cell] = (expected[cell] ?? 0) + Math.abs(value - beside);
        expected[cell + 1] = (expected[cell + 1] ?? 0) + Math.abs(value - below);
      }
    }
    expect(new Uint32Array(shop.copy(table, columns * rows * 8).buffer)).toEqual(expected);
  });

  it('has its ink found, and the ink’s pieces, also across corners', () => {
    const page = written(width, height, 1);
    const ink = findInk({ ...page, dpi: 150 });
    const left = new Set<number>();
    ink.data.forEach((mark, place) => mark === 1 && left.add(place));
    const expected: unknown[] = [];
    while (left.size > 0) {
      const piece: number[] = [];
      const [first = 0] = left;
      const open = [first];
      left.delete(first);
      for (let place = open.pop(); place !== undefined; place = open.pop()) {
        piece.push(place);
        const [x, y] = [place % width, Math.floor(place / width)];
        for (const [nearX, nearY] of [-1, 0, 1].flatMap((dy) =>
          [-1, 0, 1].map((dx) => [x + dx, y + dy] as const),
        )) {
          const near = nearY * width + nearX;
          if (nearX < 0 || nearX >= width || !left.has(near)) continue;
          left.delete(near);
          open.push(near);
        }
      }
      const columns = piece.map((place) => place % width);
      const rows = piece.map((place) => Math.floor(place / width));
      expected.push({
        left: Math.min(...columns),
        top: Math.min(...rows),
        right: Math.max(...columns) + 1,
        bottom: Math.max(...rows) + 1,
        area: piece.length,
      });
    }
    const order = (pieces: readonly unknown[]) =>
      pieces.map((piece) => JSON.stringify(piece)).sort();
    expect(order(inkComponents(ink))).toEqual(order(expected));
  });

  it.each([1, 3] as const)('is taken apart into writing and paper (%i channels)', (channels) => {
    const page = written(width, height, channels);
    const { stencils, background, coverage } = splitLayers(page);
    const marks = new Uint8Array(width * height);
    for (const { bitmap } of stencils) {
      bytesOf(bitmap).forEach((mark, place) => (marks[place] = (marks[place] ?? 0) + mark));
    }
    // No pixel is written twice, and what is counted is there.
    expect(Math.max(...marks)).toBeLessThanOrEqual(1);
    const count = marks.reduce((sum, mark) => sum + mark, 0);
    expect(count).toBe(Math.round(coverage * width * height));
    expect(background.data).toHaveLength(Math.floor(width / 3) * Math.floor(height / 3) * channels);
    // Nothing of the writing, not even its rim, is left in the paper where there was any around it.
    const near = (x: number, y: number): boolean =>
      [-2, -1, 0, 1, 2].some(
        (step) =>
          marks[y * width + Math.min(width - 1, Math.max(0, x + step))] === 1 ||
          marks[Math.min(height - 1, Math.max(0, y + step)) * width + x] === 1,
      );
    for (let row = 0; row < background.heightPx; row += 1) {
      for (let column = 0; column < background.widthPx; column += 1) {
        const paper: number[] = [];
        for (let pixel = 0; pixel < 9; pixel += 1) {
          const [x, y] = [column * 3 + (pixel % 3), row * 3 + Math.floor(pixel / 3)];
          if (!near(x, y)) paper.push(at(page, x, y));
        }
        if (paper.length < 9) continue;
        const mean = Math.floor(paper.reduce((sum, value) => sum + value, 0) / 9);
        expect(at(background, column, row)).toBe(mean);
      }
    }
  });
});

describe('the edges of writing', () => {
  it('are counted by how steep they are and how deep the ink is, but for the rim and the inside of strokes', () => {
    const [width, height, rim, inside] = [171, 93, 5, 3];
    const { data } = noise(width, height, 1);
    const ink = noise(width, height, 1).data.map((value) => (value < 150 ? 1 : 0));
    const columns = Math.ceil(width / 16);
    const paper = noise(columns, Math.ceil(height / 16), 1).data;
    const shop = workshop(data.length, ink.length, paper.length, 1024, 1024);
    const [grey = 0, marks = 0, cells = 0, depthTable = 0, stepTable = 0] = shop.at;
    shop.bytes.set(data, grey);
    shop.bytes.set(ink, marks);
    shop.bytes.set(paper, cells);
    const tables = [depthTable, stepTable] as const;
    shop.kernels.edges(grey, marks, width, height, cells, rim, inside, ...tables);
    const [depths, steps] = [new Uint32Array(256), new Uint32Array(256)];
    for (let y = rim; y < height - rim; y += 1) {
      for (let x = rim; x < width - rim; x += 1) {
        const at = y * width + x;
        if (ink[at] !== 1) continue;
        const white = paper[(y >> 4) * columns + (x >> 4)] ?? 0;
        const depth = Math.max(0, white - (data[at] ?? 0));
        depths[depth] = (depths[depth] ?? 0) + 1;
        if (ink[at - inside] === 1 && ink[at + inside] === 1) continue;
        const step = Math.abs((data[at + 1] ?? 0) - (data[at - 1] ?? 0));
        steps[step] = (steps[step] ?? 0) + 1;
      }
    }
    expect(countsAt(shop.copy, depthTable)).toEqual(depths);
    expect(countsAt(shop.copy, stepTable)).toEqual(steps);
  });
});

describe.each([1, 3] as const)('a row of paper with %i channels', (channels) => {
  it('is brought to one brightness, and what is no paper keeps its value', () => {
    const { data } = noise(301, 1, channels);
    const gains = Float32Array.from({ length: 301 }, (_, x) => 180 + (x % 90));
    const [rowGain, mostGain, white] = [1 / 190, 2, 242];
    const balance = channels === 1 ? [1, 1, 1] : [0.97, 1, 1.1];
    const shop = workshop(data.length, gains.length * 4, data.length);
    const [from = 0, factors = 0, out = 0] = shop.at;
    shop.bytes.set(data, from);
    shop.bytes.set(new Uint8Array(gains.buffer), factors);
    const brighter = [factors, rowGain, mostGain, white, ...balance] as const;
    shop.kernels.evenRow(from, channels, 301, ...brighter, 0.6, 0.2, out);
    const even = shop.copy(out, data.length);
    for (let x = 0; x < 301; x += 1) {
      const gain = Math.min(mostGain, (gains[x] ?? 0) * rowGain);
      const balanced = balance
        .slice(0, channels)
        .map((factor, channel) => (data[x * channels + channel] ?? 0) * factor);
      const paper = Math.min(1, Math.max(0, ((Math.min(...balanced) * gain) / white - 0.6) / 0.2));
      for (let channel = 0; channel < channels; channel += 1) {
        const value = data[x * channels + channel] ?? 0;
        const brought = value * (1 + (gain * (balance[channel] ?? 1) - 1) * paper);
        const expected = Math.min(255, brought);
        expect(Math.abs((even[x * channels + channel] ?? 0) - expected)).toBeLessThan(0.51);
      }
    }
  });
});

describe('a page in colour', () => {
  const stamped = (share: number): Pixels => {
    const [widthPx, heightPx] = [300, 420];
    const data = new Uint8Array(widthPx * heightPx * 3).fill(240);
    const rows = Math.round(heightPx * share);
    for (let pixel = 0; pixel < rows * widthPx; pixel += 1) data.set([40, 60, 200], pixel * 3);
    return { widthPx, heightPx, channels: 3, data };
  };

  it('becomes grey where only its paper is tinted', () => {
    const paper = stamped(0);
    for (let pixel = 0; pixel < 300 * 420; pixel += 1) paper.data.set([250, 240, 190], pixel * 3);
    expect(greyUnlessColoured(paper)?.channels).toBe(1);
  });

  it('stays coloured where a stamp is', () => {
    expect(greyUnlessColoured(stamped(0.01))).toBeNull();
  });

  it('becomes grey where the colour lies outside of the cut', () => {
    const cut = { centreX: 150, centreY: 260, width: 200, height: 300, angle: 2 };
    const page = stamped(0.05);
    expect(greyUnlessColoured(page)).toBeNull();
    const inGrey = { ...page, channels: 1 as const, data: lumaOf(page) };
    expect(straightPage(page, cut, 200)).toEqual(straightened(inGrey, cut, 200));
  });

  it('keeps its colour when it is turned', () => {
    const cut = { centreX: 150, centreY: 210, width: 280, height: 400, angle: 2 };
    const page = stamped(0.05);
    expect(straightPage(page, cut, 200)).toEqual(straightened(page, cut, 200));
    expect(straightPage(page, cut, 200).channels).toBe(3);
  });
});

describe('bars on a page', () => {
  /** Black bars on white, so many px wide and apart, in a field of 160 × 48 px. */
  const barred = (barPx: number, down: boolean) => {
    const [widthPx, heightPx] = [400, 300];
    const data = new Uint8Array(widthPx * heightPx).fill(230);
    for (let along = 0; along < 48; along += 1) {
      for (let over = 0; over < 160; over += 1) {
        if (Math.floor(over / barPx) % 2 === 1) continue;
        const [x, y] = down ? [120 + along, 70 + over] : [120 + over, 70 + along];
        data[y * widthPx + x] = 20;
      }
    }
    return { widthPx, heightPx, dpi: 150, data };
  };

  it('are told from each other by the way they stand, and from squares, which stand in none', () => {
    expect(barsOn(barred(3, false))).toEqual({ across: true, down: false });
    expect(barsOn(barred(3, true))).toEqual({ across: false, down: true });
    const none = { across: false, down: false };
    const chequered = barred(3, false);
    for (let y = 70; y < 118; y += 1) {
      if (Math.floor(y / 3) % 2 === 0) continue;
      const [from, to] = [y * 400 + 120, y * 400 + 280];
      chequered.data.set(
        chequered.data.slice(from, to).map((value) => 250 - value),
        from,
      );
    }
    expect(barsOn(chequered)).toEqual(none);
    expect(barsOn({ ...barred(3, false), data: new Uint8Array(400 * 300).fill(230) })).toEqual(
      none,
    );
    expect(barsOn({ widthPx: 20, heightPx: 3, dpi: 150, data: new Uint8Array(60) })).toEqual(none);
  });

  it('are shown side by side in a strip, however they stand on the page', () => {
    for (const way of ['across', 'down'] as const) {
      const page = barred(3, way === 'down');
      const strip = stripOf({ ...page, channels: 1 }, 300, way);
      const [width, height] = way === 'across' ? [400, 75] : [300, 100];
      expect([strip.widthPx, strip.heightPx]).toEqual([width, height]);
      const first = way === 'across' ? 120 : 70;
      const row = way === 'across' ? 20 : 31;
      const line = strip.data.subarray(row * width + first, row * width + first + 12);
      expect([...line]).toEqual([20, 20, 20, 230, 230, 230, 20, 20, 20, 230, 230, 230]);
    }
  });
});

describe('a page written in two colours', () => {
  it('is taken apart into them and its tinted paper', () => {
    const [widthPx, heightPx] = [331, 205];
    const data = new Uint8Array(widthPx * heightPx * 3);
    const paper = [240, 230, 200];
    const red = [150, 20, 30];
    const blue = [20, 40, 160];
    for (let pixel = 0; pixel < widthPx * heightPx; pixel += 1) {
      const [x, y] = [pixel % widthPx, Math.floor(pixel / widthPx)];
      const inked = y % 24 === 3 && x % 3 > 0 && (x < 120 || x > 200);
      data.set(inked ? (x < 160 ? red : blue) : paper, pixel * 3);
    }
    const { stencils, background } = splitLayers({ widthPx, heightPx, channels: 3, data });
    expect(stencils.map(({ colour }) => colour).sort()).toEqual([red, blue].sort());
    for (const { colour, bitmap } of stencils) {
      const marks = bytesOf(bitmap);
      const written = data.filter((value, at) => at % 3 === 0 && value === colour[0]).length;
      expect(marks.reduce((sum, mark) => sum + mark, 0)).toBe(written);
    }
    for (let at = 0; at < background.data.length; at += 3) {
      expect([...background.data.subarray(at, at + 3)]).toEqual(paper);
    }
  });
});

describe('a line down the glass', () => {
  it('is found where it stands, and not where it is too short', () => {
    const [widthPx, heightPx] = [1240, 500];
    const data = new Uint8Array(widthPx * heightPx).fill(230);
    for (let y = 0; y < heightPx; y += 1) data[y * widthPx + 300] = 120;
    for (let y = 0; y < heightPx / 2; y += 1) data[y * widthPx + 700] = 120;
    const [found, ...others] = streaksOn({ widthPx, heightPx, dpi: 150, data });
    expect(found).toBeCloseTo((300 / 150) * 25.4, 5);
    expect(others).toEqual([]);
  });
});

describe('the compiled kernels', () => {
  it('are those of today’s source', async () => {
    const root = join(import.meta.dirname, '../../..');
    const folder = await mkdtemp(join(tmpdir(), 'einwurf-kernels-'));
    const file = join(folder, 'kernels-binary.ts');
    await promisify(execFile)(process.execPath, [join(root, 'setup/compile-kernels.mjs'), file]);
    const kept = await readFile(join(root, 'electron/document/pixels/kernels-binary.ts'), 'utf8');
    expect(await readFile(file, 'utf8')).toBe(kept);
    await rm(folder, { recursive: true });
  }, 60_000);
});
