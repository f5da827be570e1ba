import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { createHash } from 'node:crypto';
import { parseScannerSpec, type DriverConfig } from '../scanner-bridge/index.ts';
import { ensureDemoKeys, type DemoKeys } from './demo-keys.ts';
import { projectFolder } from './project-folder.mjs';
import { runProgram } from './run-program.mjs';
import { CannotGoOn } from './terminal.mjs';
import { testAs, type Account } from './test-account.mjs';

/** The demo kiosk's place on disk. */
export interface DemoFiles {
  /** What the kiosk is started with: holds device.json, keys, its queue. */
  readonly kioskFolder: string;
  readonly keys: DemoKeys;
}

/** Whether something lies there, be it a link to nowhere. */
const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/**
 * Makes `<data>/kiosk`. Where the account cannot get there (a clone in root's home), the folder lies in the
 * account's home and `<data>/kiosk` points to it.
 */
const makeKioskFolder = async (data: string, account: Account): Promise<string> => {
  const folder = join(data, 'kiosk');
  mkdirSync(data, { recursive: true });
  if (!exists(folder) && !(await testAs(account, '-x', data))) {
    const name = createHash('sha256').update(data).digest('hex').slice(0, 12);
    const home = join(account.home, `demo-${name}`, 'kiosk');
    mkdirSync(home, { recursive: true });
    symlinkSync(home, folder);
  }
  mkdirSync(folder, { recursive: true });
  return realpathSync(folder);
};

/** SANE's software devices are switched off in Debian's own configuration; the demo has one that has them. */
const withSoftwareDevices = (driver: DriverConfig, kioskFolder: string): DriverConfig => {
  if (driver.driver !== 'scanimage' || !/^(test|pnm):/.test(driver.device ?? '')) return driver;
  const configDir = join(kioskFolder, 'sane.d');
  mkdirSync(configDir, { recursive: true });
  writeFileSync(join(configDir, 'dll.conf'), 'test\npnm\n');
  writeFileSync(join(configDir, 'test.conf'), 'number_of_devices 1\n');
  return { ...driver, configDir };
};

const demoPages = join(projectFolder, 'scanner-bridge', 'drivers', 'virtual', 'demo-pages');

/** The virtual scanner of the demo feeds invented letters, copied to where the kiosk's account can read them. */
export const withDemoPages = (driver: DriverConfig, kioskFolder: string): DriverConfig => {
  const chosen =
    driver.driver !== 'virtual' || driver.pages !== undefined || driver.script !== undefined;
  if (chosen || !existsSync(demoPages)) return driver;
  const folder = join(kioskFolder, 'demo-pages');
  cpSync(demoPages, folder, { recursive: true });
  return { ...driver, pages: [folder] };
};

/** The driver's configuration for what was given as --scanner. */
export const driverOf = (spec: string): DriverConfig => {
  const parsed = parseScannerSpec(spec);
  if (!parsed.ok) throw new CannotGoOn(`--scanner ${spec}: ${parsed.problem}.`);
  return parsed.value;
};

/** The device's configuration (kiosk-config), paths relative to its folder. */
const deviceConfig = (
  files: DemoFiles,
  driver: DriverConfig,
  intakePort: number,
): Readonly<Record<string, unknown>> => {
  const { kiosk } = files.keys;
  const path = (file: string): string =>
    relative(files.kioskFolder, realpathSync(file)).replaceAll('\\', '/');
  return {
    use: 'werl',
    kiosk: { id: kiosk.id, number: 1 },
    demo: true,
    scanner: { driver },
    recipient: { keyFile: path(join(kiosk.recipientsFolder, 'demo.jwk.json')) },
    deviceKeyFile: path(kiosk.deviceKeyFile),
    transport: {
      kind: 'intake',
      url: `https://127.0.0.1:${intakePort}`,
      caFile: path(kiosk.caFile),
      certificateFile: path(kiosk.certFile),
      keyFile: path(kiosk.keyFile),
      receiptKeyFile: path(kiosk.receiptKeyFiles[0] ?? ''),
    },
  };
};

/** Makes the demo's folders and keys, once. */
export const ensureDemoFiles = async (data: string, account: Account): Promise<DemoFiles> => {
  const kioskFolder = await makeKioskFolder(data, account);
  const keys = await ensureDemoKeys(data);
  return { kioskFolder, keys };
};

/** Writes device.json for this run and gives the kiosk's folder to the account that runs the kiosk. */
export const writeDevice = async (
  files: DemoFiles,
  account: Account,
  scanner: DriverConfig,
  intakePort: number,
): Promise<void> => {
  const driver = withSoftwareDevices(scanner, files.kioskFolder);
  const device = deviceConfig(files, driver, intakePort);
  writeFileSync(join(files.kioskFolder, 'device.json'), `${JSON.stringify(device, null, 2)}\n`);
  chmodSync(files.kioskFolder, 0o700);
  if (account.uid === null || account.gid === null) return;
  const owner = `${account.uid}:${account.gid}`;
  const { code, output } = await runProgram('chown', ['-R', owner, files.kioskFolder]);
  if (code !== 0) throw new CannotGoOn(`${files.kioskFolder} could not be handed over: ${output}`);
};
