import { randomInt } from 'node:crypto';

/** So many letters that stand together nowhere else. */
export const randomLetters = (count: number): string =>
  Array.from({ length: count }, () => 'bcdfghklmnprstvwz'[randomInt(17)] ?? 'x').join('');
