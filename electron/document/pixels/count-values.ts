import { workshop, type Workshop } from './kernels.ts';

const VALUES = 256;

/** Bytes that a table of counts needs. */
export const TABLE_BYTES = VALUES * 4;

/** The counts of a table in a workshop. */
export const countsAt = (copy: Workshop['copy'], table: number): Uint32Array =>
  new Uint32Array(copy(table, TABLE_BYTES).buffer);

/** How often each value occurs at every `step`th byte from `start` on, for bytes that lie in a workshop already. */
export const countIn = (
  { kernels, copy }: Workshop,
  start: number,
  count: number,
  step: number,
  table: number,
): Uint32Array => {
  kernels.countValues(start, count, step, table);
  return countsAt(copy, table);
};

/** How often each value (0–255) occurs. */
export const valueCounts = (data: Uint8Array): Uint32Array => {
  const shop = workshop(data.length, TABLE_BYTES);
  const [start = 0, table = 0] = shop.at;
  shop.bytes.set(data, start);
  return countIn(shop, start, data.length, 1, table);
};
