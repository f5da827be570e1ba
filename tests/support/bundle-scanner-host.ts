import { join, resolve } from 'node:path';
import { build } from 'vite';

/**
 * Bundles the scanner host (or another entry that needs koffi) for plain Node, once per test file.
 * @param outFolder inside the project, so that koffi is found from there
 */
export const bundleScannerHost = async (
  outFolder: string,
  entry = 'scanner-bridge/host/host-main.ts',
): Promise<string> => {
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['koffi'] },
    build: {
      ssr: resolve(entry),
      outDir: outFolder,
      emptyOutDir: false,
      target: 'node18',
      rolldownOptions: {
        external: ['koffi'],
        output: { format: 'cjs', entryFileNames: 'program.cjs', codeSplitting: false },
      },
    },
  });
  return join(outFolder, 'program.cjs');
};
