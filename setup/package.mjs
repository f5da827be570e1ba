// `npm run package [-- TARGET…]`: builds the application as it is installed on a kiosk (default target: dir).
import { join } from 'node:path';
import { runtimeWarning } from './electron-runtime.mjs';
import { projectFolder } from './project-folder.mjs';
import { runProgram } from './run-program.mjs';
import { setUp } from './setup.mjs';
import { CannotGoOn, command, say } from './terminal.mjs';

/** @param {import('./electron-runtime.mjs').ElectronRuntime} runtime */
function refuseTestRuntime(runtime) {
  const warning = runtimeWarning(runtime);
  if (warning === null) return;
  if (process.env['EINWURF_ALLOW_TEST_RUNTIME'] !== '1') {
    throw new CannotGoOn(
      `Not packaged. ${warning}\n` +
        'To package it all the same, for a test, set EINWURF_ALLOW_TEST_RUNTIME=1.',
    );
  }
  say(`  ! ${warning}`);
}

await command(async () => {
  const targets = process.argv.slice(2);
  const runtime = await setUp(['start']);
  refuseTestRuntime(runtime);
  const platform = process.platform === 'win32' ? '--win' : '--linux';
  const { code } = await runProgram(
    process.execPath,
    [
      join(projectFolder, 'node_modules', 'electron-builder', 'cli.js'),
      ...[platform, ...(targets.length > 0 ? targets : ['dir'])],
      ...['--publish', 'never'],
      `--config.electronDist=${runtime.folder}`,
      `--config.electronVersion=${runtime.version}`,
    ],
    { cwd: projectFolder, inherit: true },
  );
  if (code !== 0) throw new CannotGoOn('electron-builder failed; its reason stands above.');
  say('Packaged into dist/.');
  return 0;
});
