import { lstatSync, readdirSync, readFileSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { ordinaryAccount } from '../../../setup/test-account.mjs';

interface WrittenFile {
  readonly path: string;
  readonly holds: (traces: readonly Buffer[]) => boolean;
}

const orNull = <Value>(read: () => Value): Value | null => {
  try {
    return read();
  } catch {
    return null;
  }
};

const filesIn = (folder: string, wanted: (about: Stats) => boolean): readonly string[] =>
  (orNull(() => readdirSync(folder)) ?? []).flatMap((name) => {
    const path = join(folder, name);
    const about = orNull(() => lstatSync(path));
    if (about === null) return [];
    if (about.isDirectory()) return filesIn(path, wanted);
    return about.isFile() && wanted(about) ? [path] : [];
  });

/**
 * Every file that the kiosk's account has written since, wherever it can write: its own folder and home, and the
 * places that are everybody's, those in memory included.
 * @param since milliseconds since the epoch
 */
export const writtenSince = (since: number, kioskFolder: string): readonly WrittenFile[] => {
  const { uid, home } = ordinaryAccount();
  const owner = uid ?? process.getuid?.() ?? 0;
  const places = [
    kioskFolder,
    home,
    '/tmp',
    '/var/tmp',
    '/dev/shm',
    `/run/user/${owner}`,
    '/var/crash',
  ];
  const isNew = ({ uid, mtimeMs, ctimeMs }: Stats): boolean =>
    uid === owner && Math.max(mtimeMs, ctimeMs) >= since;
  return [...new Set(places.flatMap((place) => filesIn(place, isNew)))].map((path) => ({
    path,
    holds: (traces) => {
      // A file that has gone in the meantime holds nothing.
      const bytes = orNull(() => readFileSync(path));
      return bytes !== null && traces.some((trace) => bytes.includes(trace));
    },
  }));
};
