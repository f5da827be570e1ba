// Compiles the loops over pixels to WebAssembly: `npm run build:kernels`. The result is kept in the repository, so
// that plain Node, Electron and the packaged application load the same bytes without a step of their own.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const folder = fileURLToPath(new URL('../electron/document/pixels/', import.meta.url));
const packages = fileURLToPath(new URL('../node_modules/', import.meta.url));
const target = join(folder, 'kernels-binary.ts');

/**
 * The module that holds the compiled kernels, as text.
 * @returns {Promise<string>}
 */
const compiledKernels = async () => {
  const out = await mkdtemp(join(tmpdir(), 'einwurf-kernels-'));
  try {
    const file = join(out, 'kernels.wasm');
    // As a program: its types would change what JavaScript's own mean in everything else that is checked.
    const compiler = join(packages, 'assemblyscript/bin/asc.js');
    const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'];
    const files = ['kernels.ts', '--baseDir', join(folder, 'assembly'), '--outFile', file];
    await promisify(execFile)(process.execPath, [compiler, ...files, ...options]);
    const base64 = (await readFile(file)).toString('base64');
    return [
      '/** Compiled from assembly/kernels.ts by `npm run build:kernels`: not to be written by hand. */',
      `export const kernelsBinary =\n  '${base64}';\n`,
    ].join('\n');
  } finally {
    await rm(out, { recursive: true, force: true });
  }
};

// Another file than the one in the repository for the test that compares them.
await writeFile(process.argv[2] ?? target, await compiledKernels());
