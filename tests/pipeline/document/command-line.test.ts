import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PDFDocument } from '@cantoo/pdf-lib';
import sharp from 'sharp';
import { numberedPage } from '../../support/page-images.ts';

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
    const told = JSON.parse(said) as { pageCount: number; pages: { problem?: string }[] };
    expect(told.pageCount).toBe(2);
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
