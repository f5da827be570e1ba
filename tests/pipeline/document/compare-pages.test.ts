import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createPageComparison } from '../../../electron/document/compare-pages.ts';
import { lookAtPage } from '../../../electron/document/look-at-page.ts';
import { printedPage } from '../../support/printed-page.ts';

/** Two months of the same payslip: the same form, other numbers. */
const payslip = (month: string, gross: string, net: string) => [
  'Bäckerei Sonnenschein GmbH, Lohnabrechnung',
  `Abrechnungsmonat ${month}`,
  `Bruttolohn ${gross} Euro`,
  'Lohnsteuer, Krankenversicherung, Rentenversicherung und Arbeitslosenversicherung siehe Rückseite',
  `Auszahlungsbetrag ${net} Euro auf das bekannte Konto`,
  'Bitte bewahren Sie diese Abrechnung sorgfältig auf.',
];

interface Flaws {
  readonly skew?: number;
  readonly noise?: number;
  /** Where a thin line runs down the scan, px. */
  readonly streakAt?: number;
}

/** The sheet as it comes out of the scanner: crooked, noisy, with dirt on the glass. */
const seen = async (png: Buffer, { skew = 0, noise = 5, streakAt }: Flaws) => {
  const turned = await sharp(png)
    .removeAlpha()
    .rotate(skew, { background: '#fff' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = turned.info;
  const grain = await sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: noise },
    },
  })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const line = Buffer.from(
    `<svg width="4" height="${height}"><rect width="4" height="${height}" fill="#999"/></svg>`,
  );
  const { data, info } = await sharp(turned.data, { raw: turned.info })
    .linear(0.9, 15)
    .composite([
      { input: grain.data, raw: grain.info, blend: 'soft-light' },
      ...(streakAt === undefined ? [] : [{ input: line, left: streakAt, top: 0 }]),
    ])
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const look = lookAtPage({ data, widthPx: info.width, heightPx: info.height, channels: 3 }, 300);
  return { streaks: look.streaks, miniature: look.miniature, side: 'front' as const };
};

describe('comparing pages', () => {
  const inTurn = (pages: readonly Awaited<ReturnType<typeof seen>>[]) => {
    const comparison = createPageComparison();
    const ids = new Set<string>();
    return pages.map((page, index) => {
      const found = comparison.suspect(String(index), page, ids).map(({ kind }) => kind);
      ids.add(String(index));
      return found;
    });
  };

  it('finds the same sheet scanned twice, and never two months of the same payslip', async () => {
    const march = await printedPage(payslip('März 2026', '1.284,50', '1.012,37'));
    const april = await printedPage(payslip('April 2026', '1.311,00', '1.030,89'));
    const nearly = await printedPage(payslip('März 2026', '1.284,50', '1.012,87'));
    const pages = await Promise.all([
      seen(march.png, { skew: 0.8 }),
      seen(april.png, { skew: -0.5 }),
      seen(nearly.png, { skew: 0.3 }),
      seen(march.png, { skew: -1.1, noise: 8 }),
    ]);
    expect(inTurn(pages)).toEqual([[], [], [], ['duplicate']]);
  });

  it('finds dirt on the glass by the second page it marks, and takes no table for it', async () => {
    const style =
      'font: 11pt "Noto Sans"; border-left: 2px solid #444; padding-left: 4mm; height: 240mm';
    const [one, other] = [
      await printedPage(payslip('Mai', '1', '2'), style),
      await printedPage(payslip('Juni', '33.333', '44.444'), style),
    ];
    expect(inTurn(await Promise.all([seen(one.png, {}), seen(other.png, {})])).flat()).toEqual([]);
    expect(
      inTurn(
        await Promise.all([
          seen(one.png, { streakAt: 700 }),
          seen(other.png, {}),
          seen(other.png, { streakAt: 701, skew: 0 }),
        ]),
      )[2],
    ).toContain('streak');
  });
});
