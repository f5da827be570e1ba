import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { lookAtPage } from '../../../electron/document/look-at-page.ts';
import { scanOf, type ScanFlaws } from '../../support/scan-of.ts';

const look = async (name: string, flaws: ScanFlaws = {}) => {
  const { data, info } = await sharp(await scanOf(name, flaws))
    .raw()
    .toBuffer({ resolveWithObject: true });
  return lookAtPage({ data, widthPx: info.width, heightPx: info.height, channels: 3 }, 300);
};
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

  it('notices blurred and pale pages', async () => {
    expect(await kinds('3-payslip', { blur: 7 })).toContain('blurred');
    expect(await kinds('3-payslip', { contrast: 0.12 })).toContain('low-contrast');
  }, 30_000);
});
