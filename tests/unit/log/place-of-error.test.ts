import { closeSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { placeOfError } from '../../../electron/log/place-of-error.ts';

const thrownBy = (act: () => void): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  return null;
};

describe('where an error came from', () => {
  it('is the line of our own program, also when the system threw, and the system’s number', () => {
    const own = /place-of-error\.test\.ts:(\d+)/.exec(new Error('here').stack ?? '')?.[1];
    const { errno, line, column } = placeOfError(thrownBy(() => closeSync(1_000_000)));
    expect(errno).toBe(9);
    expect(line - Number(own)).toBe(1);
    expect(column).toBeGreaterThan(0);
  });

  it('is nothing where something else was thrown, or nobody knows', () => {
    const nowhere = Object.assign(new Error('Zwiebelturm'), { stack: 'Error: Zwiebelturm' });
    for (const thrown of ['Zwiebelturm', null, { errno: 5 }, nowhere])
      expect(placeOfError(thrown)).toEqual({ errno: 0, line: 0, column: 0 });
  });
});
