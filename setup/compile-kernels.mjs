// Compiles the loops over pixels to WebAssembly: `npm run build:kernels`. The result is kept in the repository, so
// that plain Node, Electron and the packaged application load the same bytes without a step of their own.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';

const folder = fileURLToPath(new URL('../electron/document/pixels/', import.meta.url));
const target = join(folder, 'kernels-binary.ts');

/**
 * The module that holds the compiled kernels, as text.
 * @returns {Promise<string>}
 */
export const compiledKernels = async () => {
  const out = await mkdtemp(join(tmpdir(), 'einwurf-kernels-'));
  try {
    const file = join(out, 'kernels.wasm');
    const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'];
    const { error } = await asc.main([
      'kernels.ts',
      '--baseDir',
      join(folder, 'assembly'),
      '--outFile',
      file,
      ...options,
    ]);
    if (error !== null) throw new Error(`the kernels do not compile: ${error.message}`);
    const base64 = (await readFile(file)).toString('base64');
    return [
      '/** Compiled from assembly/kernels.ts by `npm run build:kernels`: not to be written by hand. */',
      `export const kernelsBinary =\n  '${base64}';\n`,
    ].join('\n');
  } finally {
    await rm(out, { recursive: true, force: true });
  }
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await writeFile(target, await compiledKernels());
}
