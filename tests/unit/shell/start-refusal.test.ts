import { describe, expect, it } from 'vitest';
import { startRefusal } from '../../../electron/shell/start-refusal.ts';

describe('the start of an installed kiosk', () => {
  it('takes its data folder and what a display needs', () => {
    const args = ['--data=/var/lib/einwurf/kiosk', '--ozone-platform=wayland'];
    const env = { HOME: '/', NODE_ENV: 'production', ELECTRON_OZONE_PLATFORM_HINT: 'auto' };
    expect(startRefusal({ args, env })).toBeNull();
  });

  it.each([
    '--inspect',
    '--remote-debugging-port=9222',
    '--no-sandbox',
    '--js-flags=--expose-gc',
    '--ozone-platform=headless',
    '--force-device-scale-factor=1;x',
    'https://example.org/',
    '-r',
    '',
  ])('is refused with "%s"', (argument) => {
    expect(startRefusal({ args: ['--data=/x', argument], env: {} })).toMatchObject({
      reason: 'argument',
    });
  });

  it('names the argument without its value', () => {
    expect(startRefusal({ args: ['--user-data-dir=/home/erika'], env: {} })?.name).toBe(
      '--user-data-dir',
    );
  });

  it.each(['ELECTRON_RUN_AS_NODE', 'NODE_OPTIONS', 'LD_PRELOAD', 'GTK_MODULES', 'SSLKEYLOGFILE'])(
    'is refused with %s in the environment, even when empty',
    (name) => {
      expect(startRefusal({ args: [], env: { [name]: '' } })).toEqual({
        reason: 'environment',
        name,
      });
    },
  );
});
