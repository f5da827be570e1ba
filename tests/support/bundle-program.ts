import { join, resolve } from 'node:path';
import { bundleProgram as bundle } from '../../setup/bundler.mjs';

/**
 * Bundles a Node program once, so that a test can start it many times quickly; gives the file to run.
 * @param external packages that stay where they are, as they have native parts
 */
export const bundleProgram = async (
  entry: string,
  outFolder: string,
  external: readonly string[] = [],
): Promise<string> => {
  const file = join(outFolder, 'program.mjs');
  await bundle({ entry: resolve(entry), file, format: 'es', target: 'node20', external });
  return file;
};
