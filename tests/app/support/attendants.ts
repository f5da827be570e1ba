import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { projectFolder } from '../../../setup/project-folder.mjs';

/** Runs `npm run kiosk-config -- …` for a kiosk, with the given lines typed in. */
export const kioskConfig = (
  kioskFolder: string,
  words: readonly string[],
  typed = '',
): { readonly code: number | null; readonly said: string } => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...['--import', 'tsx', join(projectFolder, 'kiosk-config', 'cli', 'kiosk-config.ts')],
      ...words,
      ...['--device', join(kioskFolder, 'device.json')],
    ],
    { cwd: projectFolder, input: typed, encoding: 'utf8' },
  );
  return { code: status, said: `${stdout}${stderr}` };
};

/** The hidden gesture: four corners, clockwise from the mark. */
export const makeGesture = async (page: Page): Promise<void> => {
  const { width, height } = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  const inset = 12;
  for (const [x, y] of [
    [inset, inset],
    [width - inset, inset],
    [width - inset, height - inset],
    [inset, height - inset],
  ] as const)
    await page.mouse.click(x, y);
};

const byTestId = (page: Page, id: string) => page.locator(`[data-testid="${id}"]`);

/** Types number and PIN on the keypad's keys and asks to be let in. */
export const enterPin = async (page: Page, number: string, pin: string): Promise<void> => {
  for (const digit of number + pin) await byTestId(page, `digit-${digit}`).click();
  await byTestId(page, 'unlock-open').click();
};

/** Makes the gesture and logs on. */
export const logOn = async (page: Page, number: string, pin: string): Promise<void> => {
  await makeGesture(page);
  await byTestId(page, 'unlock').waitFor();
  await enterPin(page, number, pin);
  await page.waitForSelector('[data-attendant="open"]');
};
