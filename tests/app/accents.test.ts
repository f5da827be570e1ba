import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDisplay, type Display } from '../../setup/display.mjs';
import type { LaunchedKiosk } from '../../setup/launch-kiosk.ts';
import { ordinaryAccount } from '../../setup/test-account.mjs';
import type { KioskBridge } from '../../electron/contract/requests.ts';
import { startDemoSite, type DemoSite } from './support/demo-site.ts';
import { onDisplay, xdotool } from './support/desk.ts';
import { fewPixels, smallScanner } from './support/small-scans.ts';

// A keyboard of the operating system, typed on as people do: what a test's own events leave out.

let site: DemoSite;
let display: Display;
let kiosk: LaunchedKiosk;
beforeAll(async () => {
  site = await startDemoSite(smallScanner, fewPixels(smallScanner));
  display = await startDisplay(ordinaryAccount());
  execFileSync('setxkbmap', ['de'], { env: onDisplay(display.name), timeout: 20_000 });
  kiosk = await site.launch({ display });
}, 120_000);
afterAll(async () => {
  await kiosk.close();
  display.stop();
  await site.stop();
});

it('names with accents come from a German keyboard as they are typed', async () => {
  const { page } = kiosk;
  await page.waitForSelector('[data-step="attract"]');
  await page.evaluate(async () => {
    const { kiosk } = window as unknown as { readonly kiosk: KioskBridge };
    const reviewed = new Promise<void>((resolve) => {
      const stop = kiosk.onViewChanged((view) => {
        if (view.journey.step !== 'review') return;
        stop();
        resolve();
      });
    });
    await kiosk.request('customer-event', { kind: 'begin' });
    await kiosk.request('customer-event', { kind: 'choose-language', language: 'de' });
    await kiosk.request('customer-event', { kind: 'continue' });
    await kiosk.request('customer-event', { kind: 'start-scan' });
    await reviewed;
    await kiosk.request('customer-event', { kind: 'continue' });
  });
  await page.locator('[data-testid="continue"]').click();
  const name = page.locator('[data-testid="name"]');
  await name.click();
  xdotool(display.name, ['search', '--sync', '--name', '^Einwurf$', 'windowfocus']);
  const keys = 'A n d r dead_acute e space I r dead_grave e n e space G r odiaeresis ssharp e';
  for (const key of keys.split(' ')) xdotool(display.name, ['key', key]);
  await expect.poll(() => name.inputValue()).toBe('André Irène Größe');
}, 60_000);
