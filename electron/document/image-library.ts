import { createRequire } from 'node:module';
import { join } from 'node:path';
import type Sharp from 'sharp';
import { failed, ok, type Result } from '../domain/result.ts';

/** sharp's API, whichever build stands behind it. */
export type ImageLibrary = typeof Sharp;

/** Where the library runs: decides which build of it may be loaded. */
export interface ImageRuntime {
  readonly electron: boolean;
  readonly platform: string;
  /** Folder whose node_modules hold the WebAssembly build (electron/document/sharp-wasm). */
  readonly sharpWasmFolder: string;
}

/** The runtime of this process. */
export const currentRuntime = (sharpWasmFolder: string): ImageRuntime => ({
  electron: 'electron' in process.versions,
  platform: process.platform,
  sharpWasmFolder,
});

const isLibrary = (value: unknown): value is ImageLibrary =>
  typeof value === 'function' && 'versions' in value;

const isWebAssembly = (library: ImageLibrary): boolean => 'emscripten' in library.versions;

const loadNative = async (): Promise<unknown> =>
  ((await import('sharp')) as unknown as { default: unknown }).default;

const loadWebAssembly = (folder: string): unknown =>
  createRequire(join(folder, 'package.json'))('sharp') as unknown;

/** Draws, encodes and decodes a small picture: a library that loads but does not work is found here. */
const works = async (library: ImageLibrary): Promise<boolean> => {
  const jpeg = await library({
    create: { width: 32, height: 16, channels: 3, background: { r: 200, g: 30, b: 30 } },
  })
    .jpeg()
    .toBuffer();
  const { data, info } = await library(jpeg).raw().toBuffer({ resolveWithObject: true });
  return info.width === 32 && info.height === 16 && Math.abs((data[0] ?? 0) - 200) < 8;
};

/**
 * Opens the one image library. Electron on Linux links the system's glib and the native build of sharp
 * brings its own: together they corrupt memory (lovell/sharp#4522), so there only the WebAssembly build
 * is ever loaded. Plain Node and Windows use the native build.
 * @returns 'image-library-missing' if the build for this runtime cannot be loaded or fails its self-test
 */
export const openImageLibrary = async (
  runtime: ImageRuntime,
): Promise<Result<ImageLibrary, 'image-library-missing'>> => {
  const needsWebAssembly = runtime.electron && runtime.platform === 'linux';
  try {
    const library = needsWebAssembly
      ? loadWebAssembly(runtime.sharpWasmFolder)
      : await loadNative();
    if (!isLibrary(library)) return failed('image-library-missing');
    if (needsWebAssembly && !isWebAssembly(library)) return failed('image-library-missing');
    library.cache(false);
    library.concurrency(1);
    return (await works(library)) ? ok(library) : failed('image-library-missing');
  } catch {
    return failed('image-library-missing');
  }
};
