import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import type { PageImage } from '../../scanner.ts';

const isPage = (name: string): boolean => /\.(jpe?g|png)$/i.test(name);

/** The page files a list of files and folders stands for, folders in the order of their names. */
export const findPageFiles = async (
  base: string,
  entries: readonly string[],
): Promise<readonly string[]> => {
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = resolve(base, entry);
      if (!(await stat(path)).isDirectory()) return [path];
      const names = (await readdir(path)).filter(isPage);
      return names
        .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
        .map((n) => join(path, n));
    }),
  );
  return found.flat();
};

/** Dots per inch as a JPEG's JFIF header says (JFIF 1.02, APP0), or null. */
const jfifDpi = (data: Uint8Array): number | null => {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < 18 || view.getUint32(6) !== 0x4a464946) return null;
  const density = view.getUint16(14);
  const unit = view.getUint8(13);
  if (density === 0) return null;
  return unit === 1 ? density : unit === 2 ? Math.round(density * 2.54) : null;
};

/** Reads a page file as it is, with the resolution it states. */
export const readPageFile = async (
  path: string,
): Promise<{ readonly image: PageImage; readonly dpi: number | null }> => {
  const data = await readFile(path);
  return data[0] === 0x89
    ? { image: { format: 'png', data }, dpi: null }
    : { image: { format: 'jpeg', data }, dpi: jfifDpi(data) };
};
