import type { Page } from 'playwright-core';
import type { KioskBridge } from '../../../electron/contract/requests.ts';

/**
 * A whole journey by the contract's own requests, without waiting for fingers: for tests of what happens
 * behind the screens. Ends when the receipt is on the screen; gives its reference number (digits only).
 */
export const quickJourney = async (
  page: Page,
  details = { caseNumber: '', name: '' },
): Promise<string> => {
  await page.waitForSelector('[data-step="attract"]');
  await page.evaluate(async (entered) => {
    const { kiosk } = window as unknown as { readonly kiosk: KioskBridge };
    const reached = (step: string): Promise<void> =>
      new Promise((resolve) => {
        const stop = kiosk.onViewChanged((view) => {
          if (view.journey.step !== step) return;
          stop();
          resolve();
        });
      });
    const send = (event: Parameters<typeof kiosk.request<'customer-event'>>[1]): Promise<null> =>
      kiosk.request('customer-event', event);
    await send({ kind: 'begin' });
    await send({ kind: 'choose-language', language: 'de' });
    await send({ kind: 'continue' });
    const reviewed = reached('review');
    await send({ kind: 'start-scan' });
    await reviewed;
    await send({ kind: 'continue' });
    await send({ kind: 'enter-details', details: entered });
    await send({ kind: 'choose-topic', topic: 'rent' });
    await send({ kind: 'submit' });
  }, details);
  const reference = page.locator('[data-step="receipt"] [data-testid="reference"]');
  return (await reference.innerText({ timeout: 30_000 })).replaceAll(/\D/g, '');
};
