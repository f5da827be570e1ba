import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startOptions } from '../../../setup/start-options.mjs';
import { CannotGoOn } from '../../../setup/terminal.mjs';

describe('what npm start understands', () => {
  beforeEach(() => {
    vi.stubEnv('DISPLAY', '');
    vi.stubEnv('WAYLAND_DISPLAY', '');
  });
  afterEach(() => vi.unstubAllEnvs());

  it('walks alone where there is no display', () => {
    expect(startOptions([])?.unattended).toBe(process.platform === 'linux');
  });

  it('opens the kiosk for people where there is one, unless told otherwise', () => {
    vi.stubEnv('DISPLAY', ':7');
    expect(startOptions([])?.unattended).toBe(false);
    expect(startOptions(['--unattended'])?.unattended).toBe(true);
  });

  it('names the data folder in full, whatever folder it is told', () => {
    expect(startOptions(['--data', 'here'])?.data).toBe(`${process.cwd()}/here`);
  });

  it('answers an option it does not know with a sentence and the options there are', () => {
    expect(() => startOptions(['--skanner', 'virtual'])).toThrow(CannotGoOn);
    expect(() => startOptions(['--skanner', 'virtual'])).toThrow(/--skanner.*--scanner SPEC/s);
  });
});
