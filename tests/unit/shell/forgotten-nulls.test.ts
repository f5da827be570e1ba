import { closeSync, fstatSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { closeForgottenNulls } from '../../../electron/shell/forgotten-nulls.ts';

const isOpen = (file: number): boolean => {
  try {
    fstatSync(file);
    return true;
  } catch {
    return false;
  }
};

describe.skipIf(process.platform !== 'linux')('what Electron forgot to close', () => {
  it('is closed when no process is being started any more, and nothing else is', () => {
    const before = openSync('/dev/null', 'w');
    const keeper = closeForgottenNulls('25.1.1', 'linux');
    const forgotten = openSync('/dev/null', 'w');
    const read = openSync('/dev/null', 'r');
    const other = openSync('/proc/self/status', 'r');
    keeper.starting();
    keeper.starting();
    keeper.started();
    expect(isOpen(forgotten)).toBe(true);
    keeper.started();
    expect([before, forgotten, read, other].map(isOpen)).toEqual([true, false, true, true]);
    [before, read, other].forEach((file) => closeSync(file));
  });

  it('is left alone in releases that close it themselves', () => {
    const keeper = closeForgottenNulls('38.0.0', 'linux');
    const file = openSync('/dev/null', 'w');
    keeper.starting();
    keeper.started();
    expect(isOpen(file)).toBe(true);
    closeSync(file);
  });
});
