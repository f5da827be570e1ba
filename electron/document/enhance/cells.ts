import { openWorkshop } from '../pixels/kernels.ts';

/** A value (0–255) per cell of a page. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly data: Uint8Array;
}

/** Of its own, as it is needed while a page lies in the other one. */
const cellWorkshop = openWorkshop();

/**
 * Each cell becomes one of the values of the cells within `radius`: the one at `share` (0–1) of them in
 * ascending order.
 */
export const rankAround = ({ columns, rows, data }: Grid, radius: number, share: number) => {
  const { kernels, bytes, at, copy } = cellWorkshop(data.length, data.length);
  const [from = 0, to = 0] = at;
  bytes.set(data, from);
  kernels.rankAround(from, columns, rows, radius, share, to);
  return copy(to, data.length);
};
