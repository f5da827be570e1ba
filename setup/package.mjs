// `npm run package [-- TARGET…]`: builds the application as it is installed on a kiosk (default target: dir).
import { runtimeWarning } from './electron-runtime.mjs';
import { packageApplication } from './packaged-application.mjs';
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

await command(async () => {
  const targets = process.argv.slice(2);
  const runtime = await setUp(['start']);
  refuseTestRuntime(runtime);
  try {
    await packageApplication(runtime, targets.length > 0 ? targets : ['dir']);
  } catch (problem) {
    const reason = problem instanceof Error ? problem.message : String(problem);
    throw new CannotGoOn(`electron-builder failed: ${reason}`);
  }
  say('Packaged into dist/.');
  return 0;
});
