// What bundleProgram (bundler.mjs) starts: bundles the program that its argument describes.
import { basename, dirname } from 'node:path';
import { build } from 'vite';

/** @type {unknown} */
const described = JSON.parse(process.argv[2] ?? '');
const { entry, file, format, target, external } =
  /** @type {import('./bundler.mjs').BundledProgram} */ (described);

await build({
  configFile: false,
  logLevel: 'error',
  ssr: { noExternal: true, external: [...external] },
  build: {
    ssr: entry,
    outDir: dirname(file),
    emptyOutDir: false,
    target,
    rolldownOptions: {
      external: [...external],
      output: { format, entryFileNames: basename(file), codeSplitting: false },
    },
  },
});
