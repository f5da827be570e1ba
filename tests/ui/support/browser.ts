import { chromium, type Browser } from 'playwright-core';

/** Debian's Chromium without a window, and without asking anything of the network. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Frames as fast as they come: the tests wait for frames, not for time.
      '--disable-frame-rate-limit',
      '--disable-gpu-vsync',
    ],
  });
