import { join, resolve } from 'node:path';
import { bundleProgram } from '../../setup/bundler.mjs';

/**
 * Bundles the scanner host (or another entry that needs koffi) for plain Node, once per test file.
 * @param outFolder inside the project, so that koffi is found from there
 */
export const bundleScannerHost = async (
  outFolder: string,
  entry = 'scanner-bridge/host/host-main.ts',
): Promise<string> => {
  const file = join(outFolder, 'program.cjs');
  const external = ['koffi'];
  await bundleProgram({ entry: resolve(entry), file, format: 'cjs', target: 'node18', external });
  return file;
};
