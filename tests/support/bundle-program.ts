import { join, resolve } from 'node:path';
import { build } from 'vite';

/**
 * Bundles a Node program once, so that a test can start it many times quickly; gives the file to run.
 * @param external packages that stay where they are, as they have native parts
 */
export const bundleProgram = async (
  entry: string,
  outFolder: string,
  external: string[] = [],
): Promise<string> => {
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external },
    build: {
      ssr: resolve(entry),
      outDir: outFolder,
      emptyOutDir: false,
      target: 'node20',
      rolldownOptions: {
        output: { format: 'es', entryFileNames: 'program.mjs', codeSplitting: false },
      },
    },
  });
  return join(outFolder, 'program.mjs');
};
