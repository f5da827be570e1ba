import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { ingestPage } from '../../../electron/document/ingest.ts';
import { readJpegHeader } from '../../../electron/document/jpeg.ts';
import type { PageImage } from '../../../electron/document/page-image.ts';
import { numberedPage } from '../../support/page-images.ts';

const ingest = (image: PageImage) => ingestPage(sharp, image, 100);
const jpeg = (data: Uint8Array): PageImage => ({ format: 'jpeg', data });

const problemOf = async (image: PageImage) => {
  const result = await ingest(image);
  return result.ok ? 'none' : result.problem;
};

const pageOf = async (image: PageImage) => {
  const result = await ingest(image);
  if (!result.ok) throw new Error(result.problem);
  return result.value;
};

describe('a good page', () => {
  it('keeps a sane JPEG byte for byte', async () => {
    const data = await sharp(await numberedPage(1))
      .jpeg()
      .toBuffer();
    expect(Buffer.from((await pageOf(jpeg(data))).original).equals(data)).toBe(true);
  });

  it('drops what a scanner wrote beside the picture, not the picture', async () => {
    const withExif = await sharp(await numberedPage(1))
      .withExif({ IFD0: { Artist: 'Somebody', Copyright: 'Serial 4711' } })
      .jpeg()
      .toBuffer();
    const { original } = await pageOf(jpeg(withExif));
    expect(Buffer.from(original).includes('4711')).toBe(false);
    const pixels = (image: Uint8Array) => sharp(image).raw().toBuffer();
    expect((await pixels(original)).equals(await pixels(withExif))).toBe(true);
  });

  it('makes small images for the screen', async () => {
    const { thumbnail, preview, widthPx, heightPx } = await pageOf(jpeg(await numberedPage(2)));
    expect([widthPx, heightPx]).toEqual([827, 1169]);
    expect(Math.max(readJpegHeader(thumbnail)?.heightPx ?? 0)).toBe(400);
    expect(readJpegHeader(preview)?.heightPx).toBe(1169);
  });

  it.each(['cmyk', 'turned', '16 bits', 'transparent', 'raw grey'] as const)(
    'comes out upright in 8-bit colour or grey from %s',
    async (kind) => {
      const page = sharp(await numberedPage(1));
      const raw = await sharp(await numberedPage(4))
        .toColourspace('b-w')
        .raw()
        .toBuffer();
      const images: Record<typeof kind, () => Promise<PageImage>> = {
        cmyk: async () => jpeg(await page.toColourspace('cmyk').jpeg().toBuffer()),
        turned: async () =>
          jpeg(await page.rotate(90).withMetadata({ orientation: 8 }).jpeg().toBuffer()),
        '16 bits': async () => ({
          format: 'png',
          data: await page.toColourspace('rgb16').png().toBuffer(),
        }),
        transparent: async () => ({
          format: 'png',
          data: await page.ensureAlpha(0.9).png().toBuffer(),
        }),
        'raw grey': () =>
          Promise.resolve({ format: 'raw', widthPx: 827, heightPx: 1169, channels: 1, data: raw }),
      };
      const { original, widthPx, heightPx } = await pageOf(await images[kind]());
      expect([widthPx, heightPx]).toEqual([827, 1169]);
      const header = readJpegHeader(original);
      expect(header).toMatchObject({ precision: 8, widthPx: 827, heightPx: 1169 });
      expect(header?.components).toBe(kind === 'raw grey' ? 1 : 3);
    },
  );
});

describe('a bad image is a named problem', () => {
  it('noise', async () =>
    expect(await problemOf(jpeg(Buffer.from('no picture at all')))).toBe('not-an-image'));
  it('nothing', async () => expect(await problemOf(jpeg(Buffer.alloc(0)))).toBe('not-an-image'));
  it('an SVG that calls itself a PNG', async () =>
    expect(
      await problemOf({
        format: 'png',
        data: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"/>'),
      }),
    ).toBe('not-an-image'));
  it('a JPEG that ends in the middle', async () => {
    const data = await numberedPage(1);
    expect(await problemOf(jpeg(data.subarray(0, data.length / 2)))).toBe('damaged');
  });
  it('a PNG with flipped bytes', async () => {
    const data = await sharp(await numberedPage(1))
      .png()
      .toBuffer();
    data.fill(0x55, data.length >> 1, (data.length >> 1) + 64);
    expect(await problemOf({ format: 'png', data })).toBe('damaged');
  });
  it('a speck', async () => {
    const data = await sharp(await numberedPage(1))
      .resize(20, 20)
      .png()
      .toBuffer();
    expect(await problemOf({ format: 'png', data })).toBe('too-small');
  });
  it('more pixels than any paper has, without decoding them', async () => {
    const data = await sharp({
      create: { width: 16_000, height: 9000, channels: 3, background: '#fff' },
    })
      .png({ compressionLevel: 1 })
      .toBuffer();
    expect(await problemOf({ format: 'png', data })).toBe('too-large');
  });
  it('raw samples that are too few', async () =>
    expect(
      await problemOf({
        format: 'raw',
        widthPx: 100,
        heightPx: 100,
        channels: 3,
        data: Buffer.alloc(29_999),
      }),
    ).toBe('damaged'));
});
