import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { projectFolder } from '../../../setup/project-folder.mjs';
import { runProgram } from '../../../setup/run-program.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'einwurf-stall-'));
  symlinkSync(join(projectFolder, 'node_modules'), join(folder, 'node_modules'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const run = (body: string) => {
  writeFileSync(
    join(folder, 'one.test.mjs'),
    `import { it } from 'vitest';\nit('the bad one', async () => { ${body} }, 5000);\n`,
  );
  return runProgram(
    process.execPath,
    [
      ...[join(projectFolder, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--root', folder],
      `--reporter=${join(projectFolder, 'setup', 'stall-guard.mjs')}`,
    ],
    { cwd: folder, env: { ...process.env, EINWURF_STALL_MINUTES: '0.05' } },
  );
};

it('ends a run whose test blocks its process, names the test and shows what its processes do', async () => {
  // Blocks as a system call would that never returns; vitest’s own limit of 5 s cannot reach it.
  const { code, output } = await run(
    'await new Promise((resolve) => setTimeout(resolve, 500));' +
      'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);',
  );
  expect(code).toBe(1);
  expect(output).toContain('Under way: one.test.mjs > the bad one');
  expect(output).toMatch(/WCHAN/);
});

it('leaves a run alone that ends, and says a failure as it comes', async () => {
  const good = await run('');
  expect(good.code).toBe(0);
  expect(good.output).not.toContain('Under way');
  const bad = await run("throw new Error('not so');");
  expect(bad.code).toBe(1);
  expect(bad.output).toContain('✘ one.test.mjs > the bad one: not so');
});
