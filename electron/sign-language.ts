import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A site's videos in sign language: which there are, which are no videos, or that the folder is missing. */
export interface SignVideos {
  /** Names of usable files, e.g. "scan.webm", "scan.uk.webm", "scan.vtt". */
  readonly names: readonly string[];
  /** How many files are not what their names say. */
  readonly broken: number;
  readonly missing: boolean;
}

const NAME = /^[a-z-]+(\.[a-z-]+)?\.(webm|vtt)$/;
/** Longer ones are not for a screen that waits for somebody. */
const MOST_BYTES = 100e6;

const starts: Readonly<Record<string, Uint8Array>> = {
  // EBML (RFC 8794, section 11.2.1).
  webm: Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3),
  // WebVTT, section 4.1.
  vtt: new TextEncoder().encode('WEBVTT'),
};

const isWhole = async (path: string): Promise<boolean> => {
  const start = starts[path.slice(path.lastIndexOf('.') + 1)];
  if (start === undefined) return false;
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return false;
  try {
    const { size } = await file.stat();
    const { buffer } = await file.read(Buffer.alloc(start.length), 0, start.length, 0);
    return size <= MOST_BYTES && buffer.equals(start);
  } catch {
    return false;
  } finally {
    await file.close();
  }
};

/** Looks at the folder once, when the kiosk starts. @param folder null: the site has none */
export const findSignVideos = async (folder: string | null): Promise<SignVideos> => {
  if (folder === null) return { names: [], broken: 0, missing: false };
  const files = await readdir(folder).catch(() => null);
  if (files === null) return { names: [], broken: 0, missing: true };
  const named = files.filter((name) => NAME.test(name)).sort();
  const whole = await Promise.all(named.map((name) => isWhole(join(folder, name))));
  return {
    names: named.filter((_name, at) => whole[at]),
    broken: whole.filter((ok) => !ok).length,
    missing: false,
  };
};

/** The bytes of one of the videos found, or null. */
export const readSignVideo = async (
  folder: string | null,
  { names }: SignVideos,
  name: string,
): Promise<Uint8Array | null> =>
  folder !== null && names.includes(name) ? readFile(join(folder, name)).catch(() => null) : null;
