import { chmodSync, cpSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { bundleProgram } from '../../../setup/bundler.mjs';
import { readableApplication } from '../../../setup/staged-application.mjs';
import { ordinaryAccount } from '../../../setup/test-account.mjs';

const bundle = (name: string, entry: string, outFolder: string): Promise<void> =>
  bundleProgram({
    entry: resolve(import.meta.dirname, entry),
    file: join(outFolder, `${name}.cjs`),
    format: 'cjs',
    target: 'node18',
    external: ['electron', 'sharp', 'koffi'],
  });

/** Read where they lie; only the two programs with the power cut are other ones. */
const shared = [
  'out/renderer',
  'out/preload',
  'kiosk-config/sites',
  'electron/document/sharp-wasm',
  'node_modules',
];

/** The built application in a folder of its own, with other programs in the place of some. */
const applicationWith = async (programs: Readonly<Record<string, string>>): Promise<string> => {
  const product = await readableApplication(ordinaryAccount());
  const folder = mkdtempSync(join(tmpdir(), 'einwurf-killable-'));
  chmodSync(folder, 0o755);
  cpSync(join(product, 'package.json'), join(folder, 'package.json'));
  cpSync(join(product, 'out', 'main'), join(folder, 'out', 'main'), { recursive: true });
  for (const part of shared) {
    mkdirSync(dirname(join(folder, part)), { recursive: true });
    symlinkSync(join(product, part), join(folder, part));
  }
  for (const [name, entry] of Object.entries(programs))
    await bundle(name, entry, join(folder, 'out', 'main'));
  return folder;
};

/** The built application, with a power cut at any named point. */
export const killableApplication = (): Promise<string> =>
  applicationWith({ main: 'killable-main.ts', uploader: 'killable-uploader.ts' });

/** The built application, touched and typed at from its standard input (driven-kiosk.ts). */
export const drivableApplication = (): Promise<string> =>
  applicationWith({ main: 'driven-main.ts' });

/** The built application, visited by customers that come as fast as they can (tests/endurance). */
export const visitableApplication = (): Promise<string> =>
  applicationWith({ main: '../../endurance/visiting-main.ts' });
