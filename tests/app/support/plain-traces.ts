import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return entry.isFile() ? [path] : [];
  });

/** Every file under a folder in which one of the byte strings stands. */
export const filesWith = (folder: string, traces: readonly Buffer[]): readonly string[] =>
  filesIn(folder).filter((file) => {
    if (statSync(file, { throwIfNoEntry: false }) === undefined) return false;
    const bytes = readFileSync(file);
    return traces.some((trace) => bytes.includes(trace));
  });

/** What a page or a document in the clear begins with. */
export const documentTraces: readonly Buffer[] = [
  Buffer.from('%PDF-'),
  Buffer.from([0xff, 0xd8, 0xff, 0xdb]),
  Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
  Buffer.from([0xff, 0xd8, 0xff, 0xe1]),
];
