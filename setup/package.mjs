// `npm run package [-- TARGET…]`: builds the application as it is installed on a kiosk (default target: dir).
import { runtimeWarning } from './electron-runtime.mjs';
import { projectFolder } from './project-folder.mjs';
import { setUp } from './setup.mjs';
import { CannotGoOn, command, say } from './terminal.mjs';

/** @typedef {import('./electron-runtime.mjs').ElectronRuntime} ElectronRuntime */

/** @param {ElectronRuntime} runtime */
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

/** The fuse that the development runtime is too old to have; the others stand in electron-builder.yml. */
const newerFuses = (/** @type {ElectronRuntime} */ runtime) =>
  runtime.production ? { electronFuses: { grantFileProtocolExtraPrivileges: false } } : {};

await command(async () => {
  const targets = process.argv.slice(2);
  const runtime = await setUp(['start']);
  refuseTestRuntime(runtime);
  const { build } = await import('electron-builder');
  try {
    await build({
      projectDir: projectFolder,
      [process.platform === 'win32' ? 'win' : 'linux']: targets.length > 0 ? targets : ['dir'],
      publish: 'never',
      config: {
        extends: 'electron-builder.yml',
        electronDist: runtime.folder,
        electronVersion: runtime.version,
        ...newerFuses(runtime),
      },
    });
  } catch (problem) {
    const reason = problem instanceof Error ? problem.message : String(problem);
    throw new CannotGoOn(`electron-builder failed: ${reason}`);
  }
  say('Packaged into dist/.');
  return 0;
});
