import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PDFDocument } from '@cantoo/pdf-lib';
import QRCode from 'qrcode';
import sharp from 'sharp';
import { separatorText } from '../../../electron/document/page-codes.ts';
import { numberedPage } from '../../support/page-images.ts';
import { textOf } from '../../support/pdf-checks.ts';
import { printedPage } from '../../support/printed-page.ts';

const program = join(import.meta.dirname, '../../../electron/document/cli/documents.ts');

interface Ended {
  readonly code: number;
  readonly said: string;
  readonly complained: string;
}

const documents = (...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const whole = ['--import', 'tsx', program, ...args];
    const child = execFile(process.execPath, whole, (_, said, complained) =>
      resolve({ code: child.exitCode ?? -1, said, complained }),
    );
  });

describe('npm run documents', () => {
  let folder = '';
  const at = (name: string): string => join(folder, name);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'einwurf-command-'));
    const page = await numberedPage(1);
    await writeFile(at('good.jpg'), page);
    await writeFile(at('cut.jpg'), page.subarray(0, page.length / 2));
    const black = { width: 827, height: 1169, channels: 3, background: '#000000' } as const;
    await sharp({ create: black }).jpeg().toFile(at('black.jpg'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('names what is no page, goes on with the others, and says so by its exit code', async () => {
    const files = ['good.jpg', 'cut.jpg', 'black.jpg', 'missing.jpg'].map(at);
    const { code, said, complained } = await documents(
      ...['build', '--out', at('out.pdf'), '--json', '--dpi', '100', ...files],
    );
    expect(code).toBe(1);
    const told = JSON.parse(said) as {
      files: { pageCount: number }[];
      pages: { problem?: string }[];
    };
    expect(told.files.map(({ pageCount }) => pageCount)).toEqual([2]);
    expect(told.pages.map(({ problem }) => problem !== undefined)).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect(complained).toContain('is damaged');
    expect(complained).toContain('cannot be read');
    const pdf = await PDFDocument.load(await readFile(at('out.pdf')));
    expect(pdf.getPageCount()).toBe(2);
  }, 60_000);

  it('says what can only be told by comparing pages, and what a screen offers for it', async () => {
    const { code, said } = await documents(
      'inspect',
      '--dpi',
      '100',
      at('good.jpg'),
      at('good.jpg'),
    );
    expect(code).toBe(0);
    const [first, second] = JSON.parse(said) as { findings: { kind: string; offer: string }[] }[];
    expect(first?.findings.map(({ kind }) => kind)).not.toContain('duplicate');
    expect(second?.findings).toContainEqual(
      expect.objectContaining({ kind: 'duplicate', offer: 'leave-out' }),
    );
  }, 60_000);

  it('begins another file behind a separator sheet, and where one would become too large', async () => {
    const code = await QRCode.toBuffer(separatorText, { width: 400 });
    await writeFile(at('separator.png'), code);
    const stack = ['good.jpg', 'separator.png', 'good.jpg', 'black.jpg'].map(at);
    const base = ['build', '--json', '--dpi', '100', '--out'] as const;
    const pageCounts = ({ said }: Ended): readonly number[] =>
      (JSON.parse(said) as { files: { pageCount: number }[] }).files.map(
        ({ pageCount }) => pageCount,
      );
    expect(pageCounts(await documents(...base, at('stack.pdf'), ...stack))).toEqual([1, 2]);
    const second = await PDFDocument.load(await readFile(at('stack-2.pdf')));
    expect(second.getPageCount()).toBe(2);
    const small = await documents(...base, at('small.pdf'), '--most', '0.03', ...stack);
    expect(pageCounts(small)).toEqual([1, 1, 1]);
  }, 60_000);

  it('writes down the words it can read', async () => {
    const letter = await printedPage(['Hiermit reiche ich die Nebenkosten für die Wohnung ein.']);
    await writeFile(at('letter.png'), letter.png);
    const { said } = await documents(
      ...['build', '--json', '--read', 'deu', '--out', at('read.pdf'), at('letter.png')],
    );
    const [page] = (JSON.parse(said) as { pages: { words: number }[] }).pages;
    expect(page?.words).toBeGreaterThan(5);
    expect(await textOf(await readFile(at('read.pdf')))).toContain('Nebenkosten');
  }, 60_000);

  it('makes no file of nothing, and no profile that there is not', async () => {
    const none = await documents('build', '--out', at('none.pdf'), at('cut.jpg'));
    expect([none.code, none.complained]).toEqual([2, expect.stringContaining('No PDF was made')]);
    const unknown = await documents(
      ...['build', '--out', at('none.pdf'), '--profile', 'tiny', at('good.jpg')],
    );
    expect([unknown.code, unknown.complained]).toEqual([
      2,
      expect.stringContaining('compact, as-scanned'),
    ]);
    await expect(readFile(at('none.pdf'))).rejects.toThrow();
  }, 60_000);
});
