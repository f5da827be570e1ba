import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundleProgram, runBundler } from '../../../setup/bundler.mjs';
import { runProgram, TOOK_TOO_LONG } from '../../../setup/run-program.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'einwurf-bundler-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A bundler that blocks its process for a minute as often as told, then ends well. */
const blocking = (times: number): readonly string[] => {
  const file = join(folder, 'bundler.mjs');
  writeFileSync(
    file,
    `import { appendFileSync, readFileSync } from 'node:fs';
     const runs = ${JSON.stringify(join(folder, 'runs'))};
     appendFileSync(runs, 'x');
     if (readFileSync(runs, 'utf8').length <= ${times})
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
     console.log('bundled');`,
  );
  return [file];
};

it('starts a bundler again that has blocked itself', async () => {
  expect(await runBundler(blocking(1), 5000)).toMatchObject({ code: 0, output: 'bundled\n' });
  expect(readFileSync(join(folder, 'runs'), 'utf8')).toBe('xx');
});

it('gives up on one that blocks itself every time, and says that it took too long', async () => {
  expect(await runBundler(blocking(9), 700)).toMatchObject({ code: TOOK_TOO_LONG });
});

it('bundles a program with all it imports, and says what is wrong with one that it cannot bundle', async () => {
  writeFileSync(join(folder, 'part.ts'), `export const said: string = 'hello';\n`);
  const entry = join(folder, 'program.ts');
  writeFileSync(entry, `import { said } from './part.ts';\nconsole.log(said);\n`);
  const file = join(folder, 'out.cjs');
  const program = { entry, file, format: 'cjs', target: 'node18', external: [] } as const;
  await bundleProgram(program);
  rmSync(join(folder, 'part.ts'));
  expect(await runProgram(process.execPath, [file])).toMatchObject({ code: 0, stdout: 'hello\n' });
  rmSync(file);
  await expect(bundleProgram(program)).rejects.toThrow('part.ts');
  expect(existsSync(file)).toBe(false);
});
