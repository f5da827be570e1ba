import { z } from 'zod';

/** A page in small (75 dpi, straightened), to be compared with others. */
export const miniatureSchema = z.object({
  widthPx: z.number().int().positive(),
  heightPx: z.number().int().positive(),
  data: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});
export type Miniature = Readonly<z.infer<typeof miniatureSchema>>;

/** Compared block by block, px: 8 mm. */
const BLOCK_PX = 24;
/** Two scans of one sheet lie so far apart after straightening, px. */
const SHIFT_PX = 3;
/** A block with less difference between bright and dark is empty. */
const LEAST_STEP = 40;
/** Two scans of the same print agree better than this in every block (correlation), other digits do not. */
const ALIKE = 0.8;
/** So many blocks may disagree: dirt. More are other digits in the same form. */
const MOST_OTHER = 0.004;
const LEAST_BLOCKS = 12;
const SIZE_WITHIN = 0.03;

interface Block {
  readonly x: number;
  readonly y: number;
}

/** A page is compared with many; where its writing is must not be looked for each time. */
const blocksOf = new WeakMap<Miniature, readonly Block[]>();

const writtenBlocks = (miniature: Miniature): readonly Block[] => {
  const known = blocksOf.get(miniature) ?? findWrittenBlocks(miniature);
  blocksOf.set(miniature, known);
  return known;
};

const findWrittenBlocks = ({ widthPx, heightPx, data }: Miniature): readonly Block[] => {
  const blocks: Block[] = [];
  for (let y = SHIFT_PX; y + BLOCK_PX + SHIFT_PX <= heightPx; y += BLOCK_PX) {
    for (let x = SHIFT_PX; x + BLOCK_PX + SHIFT_PX <= widthPx; x += BLOCK_PX) {
      let [least, most] = [255, 0];
      for (let row = y; row < y + BLOCK_PX; row += 1) {
        for (let at = row * widthPx + x; at < row * widthPx + x + BLOCK_PX; at += 1) {
          const value = data[at] ?? 0;
          if (value < least) least = value;
          if (value > most) most = value;
        }
      }
      if (most - least >= LEAST_STEP) blocks.push({ x, y });
    }
  }
  return blocks;
};

/** Correlation (−1 to 1) of a block with the other page's at a shift. */
const correlation = (one: Miniature, other: Miniature, { x, y }: Block, dx: number, dy: number) => {
  let [sumA, sumB, squaresA, squaresB, products] = [0, 0, 0, 0, 0];
  for (let row = 0; row < BLOCK_PX; row += 1) {
    const a = (y + row) * one.widthPx + x;
    const b = (y + dy + row) * other.widthPx + x + dx;
    for (let column = 0; column < BLOCK_PX; column += 1) {
      const [valueA, valueB] = [one.data[a + column] ?? 0, other.data[b + column] ?? 0];
      sumA += valueA;
      sumB += valueB;
      squaresA += valueA * valueA;
      squaresB += valueB * valueB;
      products += valueA * valueB;
    }
  }
  const count = BLOCK_PX * BLOCK_PX;
  const spread = (squaresA - (sumA * sumA) / count) * (squaresB - (sumB * sumB) / count);
  return spread <= 0 ? 0 : (products - (sumA * sumB) / count) / Math.sqrt(spread);
};

/** How well the block agrees at the shift where it agrees best, or at the first where it agrees well enough. */
const bestAgreement = (one: Miniature, other: Miniature, block: Block): number => {
  let best = -1;
  for (let dy = -SHIFT_PX; dy <= SHIFT_PX; dy += 1) {
    for (let dx = -SHIFT_PX; dx <= SHIFT_PX; dx += 1) {
      best = Math.max(best, correlation(one, other, block, dx, dy));
      if (best >= ALIKE) return best;
    }
  }
  return best;
};

/**
 * Whether two pages are probably two scans of the same sheet. Gives up at the first blocks that differ, so two
 * different letters cost next to nothing. Two forms that differ in a few digits are not alike.
 */
export const areAlike = (one: Miniature, other: Miniature): boolean => {
  const close = (a: number, b: number): boolean => Math.abs(a / b - 1) < SIZE_WITHIN;
  if (!close(one.widthPx, other.widthPx) || !close(one.heightPx, other.heightPx)) return false;
  const blocks = writtenBlocks(one).filter(
    ({ x, y }) =>
      x + BLOCK_PX + SHIFT_PX <= other.widthPx && y + BLOCK_PX + SHIFT_PX <= other.heightPx,
  );
  if (blocks.length < LEAST_BLOCKS) return false;
  let different = 0;
  for (const block of blocks) {
    if (bestAgreement(one, other, block) >= ALIKE) continue;
    different += 1;
    if (different > blocks.length * MOST_OTHER) return false;
  }
  return true;
};
