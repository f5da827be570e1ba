import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { lookAtPage } from '../../../electron/document/look-at-page.ts';
import { a4Glass, scanned, text } from '../../bench/laid-papers.ts';
import { scanOf, type ScanFlaws } from '../../support/scan-of.ts';

const look = async (name: string, flaws: ScanFlaws = {}) => {
  const { data, info } = await sharp(await scanOf(name, flaws))
    .raw()
    .toBuffer({ resolveWithObject: true });
  return lookAtPage({ data, widthPx: info.width, heightPx: info.height, channels: 3 }, 300);
};
const nothing = { centreX: 0, centreY: 0, width: 0, height: 0, angle: -1 };
const kinds = async (name: string, flaws: ScanFlaws = {}) =>
  (await look(name, flaws)).findings.map(({ kind }) => kind);

describe('looking at a page', () => {
  it('finds nothing wrong with good pages', async () => {
    for (const name of ['1-landlord', '3-payslip', '4-form', '5-school']) {
      expect(await kinds(name), name).toEqual([]);
    }
  }, 60_000);

  it('measures how crooked a sheet lies, and where its edges are', async () => {
    for (const skew of [-12, -2.3, 0.7, 4]) {
      const { treatment } = await look('1-landlord', { skew, border: 60 });
      expect(treatment?.cut.angle).toBeCloseTo(skew, 0.7);
      expect(Math.abs((treatment?.cut.width ?? 0) - 2480)).toBeLessThan(30);
      expect(Math.abs((treatment?.cut.height ?? 0) - 3508)).toBeLessThan(30);
    }
  }, 60_000);

  it('leaves a straight page alone', async () => {
    expect((await look('1-landlord')).treatment).toBeNull();
  });

  it('sees which way up a letter is', async () => {
    expect((await look('1-landlord')).suggestedRotation).toBe(0);
    expect((await look('1-landlord', { turned: 180 })).suggestedRotation).toBe(180);
    expect((await look('1-landlord', { turned: 90 })).suggestedRotation).toBe(270);
    expect(await kinds('1-landlord', { turned: 180 })).toContain('upside-down');
  }, 60_000);

  it('never takes a lone page number for a blank page, but an empty one with holes', async () => {
    expect(await kinds('2-nearly-blank-back')).toEqual([]);
    const paper = { width: 2480, height: 3508, channels: 3, background: '#f8f7f2' } as const;
    const hole = Buffer.from(
      '<svg width="66" height="66"><circle cx="33" cy="33" r="32" fill="#222"/></svg>',
    );
    const empty = await sharp({ create: paper })
      .composite([1281, 2226].map((top) => ({ input: hole, top, left: 110 })))
      .removeAlpha()
      .raw()
      .toBuffer();
    const { findings } = lookAtPage(
      { data: empty, widthPx: 2480, heightPx: 3508, channels: 3 },
      300,
    );
    expect(findings.map(({ kind }) => kind)).toEqual(['blank']);
  });

  const lookAtScan = async (scan: Buffer) => {
    const { data, info } = await sharp(scan).raw().toBuffer({ resolveWithObject: true });
    const seen = lookAtPage({ data, widthPx: info.width, heightPx: info.height, channels: 3 }, 300);
    return { ...seen, widthPx: info.width, heightPx: info.height };
  };
  const card = { width: 86, height: 54, colour: '#cfe3ee', print: text(8, 20, 'MUSTERMANN') };
  const millimetres = (px: number): number => (px * 25.4) / 300;

  it('finds a card that covers hardly any of the glass', async () => {
    const paper = { ...card, left: 60, top: 90, angle: 5 };
    const { treatment } = await lookAtScan(await scanned(a4Glass('#2b2b2d'), [paper]));
    expect(treatment?.cropped).toBe(true);
    expect(Math.abs(millimetres(treatment?.cut.width ?? 0) - card.width)).toBeLessThan(2.5);
    expect(Math.abs(millimetres(treatment?.cut.height ?? 0) - card.height)).toBeLessThan(2.5);
  }, 60_000);

  it('keeps several things on the glass together, none cut off, and takes no gap for a folded corner', async () => {
    const papers = [
      { ...card, left: 20, top: 30, angle: 6 },
      { ...card, left: 110, top: 180, angle: -4 },
    ];
    const { treatment, findings } = await lookAtScan(await scanned(a4Glass('#2b2b2d'), papers));
    expect(findings).toEqual([]);
    const { centreX, centreY, width, height, angle } = treatment?.cut ?? nothing;
    expect(angle).toBe(0);
    const [left, top] = [millimetres(centreX - width / 2), millimetres(centreY - height / 2)];
    expect([left, top].every((at, index) => at < ([20, 27][index] ?? 0))).toBe(true);
    expect(left + millimetres(width)).toBeGreaterThan(196);
    expect(top + millimetres(height)).toBeGreaterThan(235);
  }, 60_000);

  it('takes no shadow along the edge for the scanner, and cuts none of the paper off', async () => {
    const shadow = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="2480" height="3508"><defs><linearGradient id="s"><stop offset="0" stop-color="#909090"/><stop offset=".2" stop-color="#fff"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#s)"/></svg>',
    );
    for (const name of ['3-payslip', '5-school']) {
      const shaded = await sharp(await scanOf(name))
        .composite([{ input: shadow, blend: 'multiply' }])
        .jpeg()
        .toBuffer();
      const { treatment, findings } = await lookAtScan(shaded);
      expect(treatment?.cropped ?? false, name).toBe(false);
      expect(findings, name).toEqual([]);
    }
  }, 60_000);

  it('notices blurred and pale pages', async () => {
    expect(await kinds('3-payslip', { blur: 7 })).toContain('blurred');
    expect(await kinds('3-payslip', { contrast: 0.12 })).toContain('low-contrast');
  }, 30_000);
});
