import '../../renderer/preview/window.ts';
import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { launchBrowser } from './support/browser.ts';
import { startPreview } from './support/preview-server.ts';

/*
 * Pictures of the screens, to be looked at:
 * node --import tsx tests/ui/gallery.ts --states review,check --languages de,uk --sizes 1280x800 --out FOLDER
 */
const { values } = parseArgs({
  options: {
    states: { type: 'string' },
    languages: { type: 'string', default: 'de' },
    sizes: { type: 'string', default: '1280x800' },
    out: { type: 'string', default: 'results/gallery' },
    theme: { type: 'string', default: 'light' },
    'text-size': { type: 'string', default: 'normal' },
  },
});

const preview = await startPreview();
const browser = await launchBrowser();
await mkdir(values.out, { recursive: true });
for (const size of values.sizes.split(',')) {
  const [width = 1280, height = 800] = size.split('x').map(Number);
  const page = await browser.newPage({ viewport: { width, height } });
  await page.goto(`${preview.address}?bare`);
  await page.evaluate(() => document.fonts.ready);
  const states =
    values.states?.split(',') ??
    (await page.evaluate(() => [...(window.einwurfPreview?.states ?? [])]));
  for (const language of values.languages.split(',')) {
    for (const state of states) {
      await page.evaluate(
        ([name, inLanguage, theme, textSize]) =>
          window.einwurfPreview?.show(name, inLanguage, { theme, textSize }),
        [state, language, values.theme, values['text-size']] as [string, 'de', 'dark', 'large'],
      );
      await page.waitForTimeout(350);
      await page.screenshot({
        path: `${values.out}/${state}-${language}-${values.theme}-${values['text-size']}-${size}.png`,
      });
    }
  }
  await page.close();
}
await browser.close();
await preview.close();
