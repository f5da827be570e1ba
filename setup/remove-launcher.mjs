import { rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * electron-builder's hook after Electron was copied: the development runtime's launcher (a folder, see
 * electron-launcher.mjs) goes, and with it the way to start any other application than the packaged one.
 *
 * @param {{readonly appOutDir: string}} context
 */
export default function removeLauncher({ appOutDir }) {
  rmSync(join(appOutDir, 'resources', 'default_app.asar'), { recursive: true, force: true });
  rmSync(join(appOutDir, 'einwurf-development-runtime.json'), { force: true });
  // A kiosk makes no crash dumps; the program that would write them does not come along.
  rmSync(join(appOutDir, 'chrome_crashpad_handler'), { force: true });
}
