import type { CDPSession, Locator, Page } from 'playwright-core';

/** Touches the middle of an element as a finger would. */
export type Touch = (target: Locator) => Promise<void>;

/** Real touch input for a page: the browser itself turns it into a click, as on the kiosk's screen. */
export const touchOn = async (page: Page): Promise<Touch> => {
  const session: CDPSession = await page.context().newCDPSession(page);
  return async (target) => {
    // Waits until it stands still, in sight, with nothing over it, as a finger would.
    await target.click({ trial: true });
    const box = await target.boundingBox();
    if (box === null) throw new Error('Nothing to touch: the element is not on the screen.');
    const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  };
};
