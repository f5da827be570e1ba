import { existsSync } from 'node:fs';
import { runProgram, lastLines } from './run-program.mjs';
import { CannotGoOn, say } from './terminal.mjs';

/**
 * What is needed for what. An array names one package under its names in different Debian releases:
 * one of them is enough, the first one that the release knows is installed.
 *
 * @type {Readonly<Record<string, readonly (string | readonly string[])[]>>}
 */
const packagesFor = {
  // Electron's libraries, a display that needs no screen, letters for all scripts on the screens, a voice.
  start: [
    'xvfb',
    'xauth',
    'libnss3',
    ['libgtk-3-0t64', 'libgtk-3-0'],
    ['libasound2t64', 'libasound2'],
    'libgbm1',
    'libxss1',
    ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'],
    ['libcups2t64', 'libcups2'],
    'libdrm2',
    'fonts-noto-core',
    // Reads the screens aloud.
    'espeak-ng',
    'util-linux',
    'passwd',
    // Reads the pages for the text layer, in the languages of the kiosk.
    'tesseract-ocr',
    ...['deu', 'eng', 'ukr', 'rus', 'ara', 'tur', 'pol', 'ron', 'bul', 'fra', 'fas'].map(
      (language) => `tesseract-ocr-${language}`,
    ),
  ],
  scanimage: ['sane-utils'],
  // The peers the tests compare with, and the programs that look at a running kiosk from outside.
  test: [
    'chromium',
    'sane-utils',
    'sane-airscan',
    'gcc',
    'libc6-dev',
    'python3-jwcrypto',
    'libpdfbox2-java',
    'libactivation-java',
    'libjaxb-api-java',
    'libcommons-io-java',
    'libcommons-logging-java',
    ['default-jre-headless', 'openjdk-17-jre-headless', 'openjdk-21-jre-headless'],
    'qpdf',
    'poppler-utils',
    'mupdf-tools',
    'x11-xkb-utils',
    'xdotool',
    'xclip',
    'x11-utils',
    'x11-apps',
    'strace',
    'openssl',
    'procps',
    // A real key store on a session bus of its own.
    'gnome-keyring',
    'libsecret-1-0',
    'dbus',
    // A real print server of the tests' own.
    'cups',
    'cups-client',
    // An object store that speaks S3, and a lock server, for intakes that share them.
    'swift-proxy',
    'swift-account',
    'swift-container',
    'swift-object',
    'memcached',
    ['redis-server', 'valkey-server'],
  ],
  // Other makers of documents, for `npm run bench -- documents-peers` only.
  peers: [
    'img2pdf',
    'imagemagick',
    'ocrmypdf',
    'pngquant',
    'poppler-utils',
    'tesseract-ocr',
    'tesseract-ocr-deu',
  ],
  // The TWAIN bridge against a real data source manager (setup/wine.mjs).
  twain: ['wine', 'wine64', 'gcc-mingw-w64-x86-64-win32'],
};

/** @typedef {keyof typeof packagesFor} PackagePurpose */

/**
 * The packages that are installed, of those named.
 *
 * @param {readonly string[]} names
 */
async function installed(names) {
  const { stdout } = await runProgram('dpkg-query', [
    '-W',
    '-f=${Package} ${db:Status-Abbrev}\n',
    ...names,
  ]);
  const lines = stdout.split('\n').filter((line) => line.includes(' ii'));
  return new Set(lines.map((line) => line.slice(0, line.indexOf(' '))));
}

/**
 * What the given purposes need and the machine has not.
 *
 * @param {readonly PackagePurpose[]} purposes
 * @returns {Promise<readonly (readonly string[])[]>} each missing package under all its names
 */
async function missingPackages(purposes) {
  const wanted = purposes
    .flatMap((purpose) => packagesFor[purpose] ?? [])
    .map((entry) => (typeof entry === 'string' ? [entry] : entry));
  const present = await installed(wanted.flat());
  return wanted.filter((names) => !names.some((name) => present.has(name)));
}

/**
 * The name under which this Debian release has the package.
 *
 * @param {readonly string[]} names
 */
async function nameHere(names) {
  for (const name of names) {
    const { stdout } = await runProgram('apt-cache', ['policy', name]);
    if (/Candidate: (?!\(none\))/.test(stdout)) return name;
  }
  return names.at(-1) ?? '';
}

/** @param {readonly string[]} args */
async function aptGet(args) {
  let count = 0;
  const { code, output } = await runProgram(
    'apt-get',
    ['-o', 'DPkg::Lock::Timeout=300', '-y', ...args],
    {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      onLine: (line) => {
        if (!line.startsWith('Setting up ')) return;
        count += 1;
        if (count % 20 === 0) say(`    … ${String(count)} packages set up`);
      },
    },
  );
  if (code !== 0) {
    throw new CannotGoOn(
      `apt-get ${args[0] ?? ''} failed. Its last lines:\n${lastLines(output)}\n` +
        'Check the network and the free disk space, then run the same command again.',
    );
  }
}

/**
 * Installs what is missing where that is allowed (root), otherwise says the exact command.
 * On other systems than Debian and its relatives nothing is installed.
 *
 * @param {readonly PackagePurpose[]} purposes
 * @returns {Promise<{readonly said: string, readonly value: null}>}
 */
export async function ensureDebianPackages(purposes) {
  if (!existsSync('/usr/bin/dpkg-query')) {
    return { said: 'not a Debian system, nothing installed', value: null };
  }
  const missing = await missingPackages(purposes);
  if (missing.length === 0) return { said: 'all there', value: null };
  if (process.getuid?.() !== 0) {
    const names = await Promise.all(missing.map(nameHere));
    throw new CannotGoOn(
      `These Debian packages are missing. Install them, then run the same command again:\n\n` +
        `  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names.join(' ')}\n`,
    );
  }
  say(`    installing ${String(missing.length)} Debian packages, this can take some minutes …`);
  await aptGet(['update']);
  const names = await Promise.all(missing.map(nameHere));
  await aptGet(['install', '--no-install-recommends', ...names]);
  return { said: `installed ${names.join(', ')}`, value: null };
}
