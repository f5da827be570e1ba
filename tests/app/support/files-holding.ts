import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const about = lstatSync(path);
    if (about.isDirectory()) return filesBelow(path);
    return about.isFile() ? [path] : [];
  });

const encodings = ['utf8', 'utf16le', 'base64'] as const;

/** The files below a folder in which one of the texts stands: as UTF-8, as UTF-16, or in base64. */
export const filesHolding = (folder: string, texts: readonly string[]): readonly string[] => {
  const needles = texts.flatMap((text) =>
    encodings.map((encoding) =>
      encoding === 'base64'
        ? // The last characters depend on what follows.
          Buffer.from(Buffer.from(text).toString('base64').slice(0, -4))
        : Buffer.from(text, encoding),
    ),
  );
  return filesBelow(folder).filter((file) => {
    const content = readFileSync(file);
    return needles.some((needle) => content.includes(needle));
  });
};
