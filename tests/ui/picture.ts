import '../../renderer/preview/window.ts';
import sharp from 'sharp';
import type { Language } from '../../electron/domain/language.ts';
import { launchBrowser } from './support/browser.ts';
import { startPreview } from './support/preview-server.ts';

/*
 * The README's picture, docs/picture.png, from the screens as they are now:
 * node --import tsx tests/ui/picture.ts
 */

/** What is shown, row by row: the state, the language, and what is touched on it. */
const shown: readonly (readonly [state: string, language: Language, ...touched: string[]])[] = [
  ['attract', 'de'],
  ['scan-running', 'de'],
  ['review-documents', 'uk'],
  ['review', 'de', 'page-1', 'blacken', 'bar-add'],
  ['topic', 'ar'],
  ['receipt-printer', 'de'],
];
const COLUMNS = 2;
const screen = { width: 1280, height: 800 };
const tile = { width: 800, height: 500 };
const GAP = 8;

const preview = await startPreview();
const browser = await launchBrowser();
const page = await browser.newPage({ viewport: screen });
await page.goto(`${preview.address}?bare`);
const tiles: Buffer[] = [];
for (const [state, language, ...touched] of shown) {
  await page.evaluate(([name, inLanguage]) => window.einwurfPreview?.show(name, inLanguage), [
    state,
    language,
  ] as const);
  for (const id of touched) await page.click(`[data-testid="${id}"]`);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(400);
  const picture = sharp(await page.screenshot());
  tiles.push(await picture.resize(tile).png().toBuffer());
}
await browser.close();
await preview.close();

const rows = Math.ceil(tiles.length / COLUMNS);
await sharp({
  create: {
    width: COLUMNS * (tile.width + GAP) + GAP,
    height: rows * (tile.height + GAP) + GAP,
    channels: 3,
    background: '#8a948c',
  },
})
  .composite(
    tiles.map((input, at) => ({
      input,
      left: GAP + (at % COLUMNS) * (tile.width + GAP),
      top: GAP + Math.floor(at / COLUMNS) * (tile.height + GAP),
    })),
  )
  .png({ palette: true })
  .toFile('docs/picture.png');
